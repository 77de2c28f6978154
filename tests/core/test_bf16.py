"""Layers that compute in bf16: where the hardware has it, as PyTorch's autocast has it, to the bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from carried_sources import formatted
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.export.script.of_run import run_to_print
from playground.core.export.script.script import script_of_run
from playground.core.files.project_file import open_project, save_project
from playground.core.model.predict import predict
from playground.core.project.records import RunRecord
from playground.core.project.templates import IDS, template
from playground.core.project.values import Project
from playground.core.training import moments
from playground.core.training.hardware import Device, Hardware, detect
from playground.core.training.plan import Plan, check_plan, plan
from playground.core.training.session import Session
from playground.core.views.registry import VIEWS
from run_bits import differences, run
from script_runs import Told, told
from script_runs import differences as script_differences

CPU = Device("cpu", "Some CPU")
HAS = Hardware(2, (replace(CPU, bf16=True), Device("cuda", "New GPU", bf16=True)))
HAS_NOT = Hardware(2, (CPU, Device("cuda", "Old GPU")), compiles=True)
INSTEAD = "for which {device} has no instructions: layers compute in float32."


def project(name: str = "iris-mlp", **recipe: Any) -> Project:
    return template(name, CATALOGUE).open().with_recipe(**{"precision": "bf16", "device": "cpu", **recipe})


def started(made: Project) -> Session:
    """Return a run in bf16 on any machine: each processor comes to the same, if not as fast."""
    session = Session.start(made, hardware=HAS)
    assert session.plan.precision == "bf16"
    return session


def plan_of(made: Project, hardware: Hardware, engine: str = "auto") -> Plan:
    return plan(analyse(made, fields_of(made)), hardware, engine)


# The plan


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_the_plan_takes_bf16_where_the_device_has_it_and_says_so_where_not(device: str) -> None:
    made = project(device=device)
    taken, instead = plan_of(made, HAS), plan_of(made, HAS_NOT)
    assert (taken.precision, taken.dtype, instead.precision) == ("bf16", "float32", "float32")
    assert "Layers compute in bf16" in taken.notes[0]
    name = "Some CPU" if device == "cpu" else "Old GPU"
    assert instead.notes[0].endswith(INSTEAD.format(device=name))
    for hardware in (HAS, HAS_NOT):
        assert replace(plan_of(project(precision="float32"), hardware), why="") == replace(
            plan_of(project(), HAS), precision="float32", notes=(), why=""
        )


def test_where_it_is_not_to_be_had_training_is_that_in_float32() -> None:
    plain = Session.start(project(precision="float32"), hardware=HAS_NOT)
    instead = Session.start(project(), hardware=HAS_NOT)
    assert plain.advance(9).losses.tobytes() == instead.advance(9).losses.tobytes()
    assert not instead.parts.model.lowered and instead.plan.precision == "float32"


def test_a_recorded_run_is_followed_by_any_processor_and_refused_by_a_gpu_without_it() -> None:
    recorded = replace(Plan(), precision="bf16")
    check_plan(recorded, HAS_NOT)
    check_plan(replace(recorded, device="cuda"), HAS)
    with pytest.raises(PlaygroundError, match="trained in bf16, which is not to be had here on CUDA"):
        check_plan(replace(recorded, device="cuda"), HAS_NOT)
    with pytest.raises(PlaygroundError, match="trained in float8"):
        check_plan(replace(recorded, precision="float8"), HAS)
    with pytest.raises(PlaygroundError, match="trained in bf16"):  # the kernel would compute in float32
        check_plan(replace(recorded, engine="compiled"), replace(HAS, compiles=True))


def test_a_plan_of_an_earlier_version_computed_in_float32() -> None:
    doc = plan_of(project(), HAS).to_json()
    assert Plan.from_json(doc).precision == "bf16"
    del doc["precision"]
    assert Plan.from_json(doc).precision == "float32"


def test_the_compiled_engine_names_it_and_a_relay_leaves_it_to_pytorch() -> None:
    spiral = project("spiral-mlp")
    with pytest.raises(PlaygroundError, match="compiled engine does not know bf16"):
        plan_of(spiral, HAS_NOT, engine="compiled")
    assert plan_of(spiral, HAS_NOT, engine="relay").engine == "torch"


def test_what_this_machine_has_is_asked_of_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu: Any = torch.cpu
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: True)
    for known, has in (({"avx512_bf16": True}, True), ({"bf16": True}, True), ({"avx512_f": True}, False)):
        monkeypatch.setattr(cpu, "get_capabilities", lambda known=known: known, raising=False)
        assert detect.__wrapped__().devices[0].bf16 == has
    monkeypatch.delattr(cpu, "get_capabilities")
    monkeypatch.setattr(cpu, "_is_avx512_bf16_supported", lambda: True)
    assert detect.__wrapped__().devices[0].bf16
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    assert not detect.__wrapped__().devices[0].bf16


# The arithmetic


def test_a_step_is_that_of_pytorch_s_recipe() -> None:
    """A loop as PyTorch's documentation has it: forward under autocast, all else in float32."""
    session = started(project("digits-mlp", optimizer="sgd", options={"momentum": 0.0}, learning_rate=0.1))
    for module in session.parts.model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    start = {key: each for key, each in session.start_weights.items() if key.startswith("dense")}
    weights = {key: torch.from_numpy(each.copy()).requires_grad_() for key, each in start.items()}
    session._set_out()
    epoch, found = session.stepper.epoch, []
    assert epoch is not None
    for index in range(5):
        (pixels,), (classes,) = epoch.batch(index)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = torch.relu(nn.functional.linear(pixels.flatten(1), *named(weights, "dense")))
            scores = nn.functional.linear(hidden, *named(weights, "dense_2"))
        assert hidden.dtype == scores.dtype == torch.bfloat16
        loss = nn.functional.cross_entropy(scores.float(), classes)
        loss.backward()
        found.append(loss.item())
        with torch.no_grad():
            for each in weights.values():
                assert each.grad is not None and each.grad.dtype == torch.float32
                each -= 0.1 * each.grad
                each.grad = None
    assert session.advance(5).losses.tolist() == pytest.approx(found, rel=1e-6)


def named(weights: Mapping[str, torch.Tensor], block: str) -> tuple[torch.Tensor, torch.Tensor]:
    return weights[f"{block}.weight"], weights[f"{block}.bias"]


@pytest.mark.parametrize("name", ["digits-cnn", "reviews-transformer"])
def test_weights_gradients_and_memories_stay_float32(name: str) -> None:
    session = started(project(name))
    plain = Session.start(project(name, precision="float32"), hardware=HAS)
    losses, exact = session.advance(3).losses, plain.advance(3).losses
    assert losses == pytest.approx(exact, rel=0.02) and losses.tobytes() != exact.tobytes()
    record = session.record()
    kept = [*record.weights.values(), *session.live_model().gradients().values()]
    kept += [array for key, array in record.state.items() if key.startswith(("optimizer.", "outputs."))]
    assert {array.dtype for array in kept if array.dtype.kind == "f"} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", IDS)
def test_every_template_trains_in_it_and_goes_on_to_the_bit(name: str, tmp_path: Path) -> None:
    session = started(project(name))
    run(session, 3)
    save_project(tmp_path / "a.nnplay", session.project, (session.record(),))
    opened = open_project(tmp_path / "a.nnplay", CATALOGUE)
    assert opened.project.recipe.precision == "bf16" and opened.notes == ()
    again, whole = Session.resume(opened.runs[0]), run(session, 3)
    again.stepper.careful = True  # by the hooks that look whether to stop
    assert differences(run(again, 3).record(), whole.record()) == []
    assert np.isfinite(whole.record().history.losses).all()


RECIPES: Mapping[str, dict[str, Any]] = {
    "gradients that wait, clipped": {"accumulate": 3, "clip": 0.5, "batch_size": 16},
    "penalties and an average": {"l1": 1e-3, "l2": 1e-3, "average": 0.9, "batch_size": 16},
    "LBFGS": {"optimizer": "lbfgs", "options": {"iterations": 4}, "batch_size": 105, "learning_rate": 0.5},
    "Muon": {"optimizer": "muon", "options": {}, "batch_size": 16},
}


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_recipes_resume_to_the_bit(recipe: dict[str, Any]) -> None:
    whole = started(project(epochs=4, **recipe))
    parts = [run(whole, 2).record()]
    run(whole, None)
    assert whole.step > 3 and differences(whole.record(), run(Session.resume(parts[0]), None).record()) == []


# What is judged and shown


def test_what_is_judged_and_shown_is_the_network_that_trains(tmp_path: Path) -> None:
    session = run(started(project("digits-cnn")), 4)
    live, record = session.live_model(), session.record()
    seen = {name: each[:8] for name, each in live.samples("validation").items()}
    outputs = live.outputs(seen, "some")
    convolved = torch.from_numpy(np.array(outputs["conv2d"]))
    assert convolved.dtype == torch.float32 and torch.equal(convolved, convolved.bfloat16().float())
    goal = session.parts.goals[0].node
    own = session.evaluate("train")["loss"]
    assert own == moments.of_run(record).evaluate("train").figures["loss"]
    exact = replace(record, plan={**record.plan, "precision": "float32"})
    other = moments.of_run(exact).evaluate("train").figures["loss"]
    assert own != other and own == pytest.approx(other, rel=0.02)
    answers = predict(session.project, live.fields, record.weights, seen)[goal]  # in float32, as exports
    assert answers.output == pytest.approx(live.answers(goal, outputs[goal]), abs=0.02)


@pytest.mark.parametrize("name", ["digits-cnn", "reviews-transformer"])
def test_looking_changes_not_a_bit(name: str) -> None:
    seen, unseen = (started(project(name)) for _ in range(2))
    for _ in range(2):
        run(seen, 2)
        run(unseen, 2)
        live = seen.live_model()
        for spec in VIEWS:
            for node in list(live.project.network.nodes) if spec.applies(live.project, live.fields) else ():
                shown = spec.snapshot(live, {"node": node, "sample": 2, "part": "train", "large": (node, 0)})
                assert all(np.isfinite(each).all() for each in shown.arrays.values())
    assert differences(run(seen, 2).record(), run(unseen, 2).record()) == []


def test_attention_is_shown_in_rows_that_add_up() -> None:
    live = run(started(project("reviews-transformer")), 1).live_model()
    gazes = live.gazes({name: each[:1] for name, each in live.samples("train").items()})
    assert gazes and all(each.weights.sum(axis=-1) == pytest.approx(1.0, abs=1e-5) for each in gazes)


def test_a_fault_is_found_in_it() -> None:
    session = started(project("digits-cnn", learning_rate=1e30))
    while not (done := session.advance(5)).problem:
        assert session.step < 50
    assert "became" in done.problem and session.stepper.finite()


# The script


def recorded(made: Project, *changes: tuple[int, dict[str, Any]], last: int = 5) -> RunRecord:
    session = started(made)
    for steps, change in changes:
        run(session, steps)
        session.set_recipe(replace(session.recipe, **change))
    return run(session, last).record()


SCRIPTS: Mapping[str, Callable[[], RunRecord]] = {
    "a table": lambda: recorded(project("iris-mlp", batch_size=16, clip=0.5), (5, {"learning_rate": 0.03}),
                                last=12),
    "pictures": lambda: recorded(project("digits-cnn", accumulate=2)),
    "batch norm on the way": lambda: recorded(project("resnet-small"), last=3),
    "words": lambda: recorded(project("reviews-transformer"), last=3),
    "a recording": lambda: recorded(project("sensor-gru"), last=3),
    "two inputs": lambda: recorded(project("two-inputs"), last=4),
}  # fmt: skip


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[RunRecord, Told]]:
    records = {name: make() for name, make in SCRIPTS.items()}
    found = told(records, tmp_path_factory.mktemp("scripts"))
    return {name: (record, found[name]) for name, record in records.items()}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_repeats_a_run_in_bf16_to_the_bit(
    name: str, scripts: dict[str, tuple[RunRecord, Told]]
) -> None:
    record, found = scripts[name]
    assert script_differences(record, found) == []
    assert formatted(found.script.text) == found.script.text
    lines = [line.strip() for line in found.script.text.splitlines()]
    assert lines.count("with torch.autocast(DEVICE, torch.bfloat16):") == 2  # trained, and judged
    assert "autocast" not in str(found.script.network.lines)  # what answers does so in float32, as exports


def test_a_script_of_float32_says_nothing_of_it() -> None:
    for record in (
        run(Session.start(project(precision="float32")), 2).record(),
        run(Session.start(project(), hardware=HAS_NOT), 2).record(),
    ):
        text = script_of_run(run_to_print(record).printed).text
        assert "autocast" not in text and ".float()" not in text
