"""Training on a device that is not the processor, as far as that can be held without one: see `elsewhere`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

import every_kind
from elsewhere import HARDWARE, elsewhere
from export_here import stay_in_this_process
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.export.exporting import export
from playground.core.export.safetensors_file import SAFETENSORS
from playground.core.export.script import of_run
from playground.core.export.script.script import script_of_run
from playground.core.files.project_file import open_project, save_project
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.templates import TemplateRegistry, template
from playground.core.project.values import DataChoice, Project
from playground.core.training import live, moments, plan, randomness, replay, torch_state
from playground.core.training.resident import Resident
from playground.core.training.session import Session
from playground.core.views.registry import VIEWS
from run_bits import differences, run


def quick_of(registry: Any, quick: tuple[str, ...]) -> list[Any]:
    """Return the ids of a registry, all but a few of them slow."""
    return [pytest.param(each.id, marks=() if each.id in quick else pytest.mark.slow) for each in registry]


@pytest.fixture(autouse=True)
def _elsewhere() -> Iterator[None]:
    with elsewhere():
        yield


def there(name: str) -> Project:
    return template(name, CATALOGUE).open().with_recipe(device="cuda")


def small(**recipe: Any) -> Project:
    """Return a network on a few points: six steps an epoch."""
    opened = replace(there("spiral-mlp"), data=DataChoice("spiral", {"samples": 60}))
    return opened.with_recipe(**{"batch_size": 8, "epochs": 2, **recipe})


@pytest.mark.parametrize(
    "name", quick_of(TemplateRegistry(CATALOGUE), ("spiral-mlp", "digits-cnn", "wine-mlp"))
)
def test_a_template_trains_is_seen_saved_resumed_and_exported(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session.start(there(name))
    assert all(each.is_cuda for each in (*session.parts.model.parameters(), *session.parts.model.buffers()))
    session.advance(2)
    assert session.evaluate("validation")["loss"] > 0
    look_at_everything(session.live_model())
    save_project(tmp_path / "a.nnplay", session.project, (session.record(),))
    kept = open_project(tmp_path / "a.nnplay", CATALOGUE)
    assert kept.runs[0].plan["device"] == "cuda" and kept.runs[0].environment["device"] == "Some GPU"
    again = Session.resume(kept.runs[0])
    assert again.advance(2).losses.tolist() == session.advance(2).losses.tolist()
    assert differences(again.record(), session.record()) == []
    moments.of_run(kept.runs[0]).outputs(session.live_model().samples("train"), "all")
    stay_in_this_process(monkeypatch)
    assert export(SAFETENSORS, kept.runs[0], tmp_path / "net.safetensors").path.is_file()


def look_at_everything(model: live.LiveNetwork) -> None:
    nodes = list(model.project.network.nodes)[:8]
    ways = [{}, *({"node": node, "sample": 2, "part": "train", "large": (node, 0)} for node in nodes)]
    for spec in VIEWS:
        for options in ways if spec.applies(model.project, model.fields) else ():
            spec.snapshot(model, options)


@pytest.mark.parametrize(
    "name", quick_of([spec for spec in OPTIMIZERS if not spec.whole], ("adam", "muon", "radam"))
)
def test_an_optimizer_steps_and_resumes(name: str) -> None:
    own = {"optimizer": name, "clip": 0.5, "accumulate": 2, "decay_all": False, "weight_decay": 0.01}
    made = small(**own, keep_best=True, l1=1e-4, schedule="one_cycle", options={})
    whole, part = run(Session.start(made), None).record(), run(Session.start(made), 9).record()
    assert differences(whole, run(Session.resume(part), None).record()) == []
    assert replay.session_at(whole, 5).step == 5


def test_separate_parameters_train_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "FLAT_PARAMETERS", 0)
    session = Session.start(small(clip=0.1))
    session.advance(3)
    again = Session.resume(session.record())
    assert again.advance(2).losses.tolist() == session.advance(2).losses.tolist()
    assert all(each.any() for each in again.live_model().gradients().values())


def test_what_a_person_changes_goes_there() -> None:
    session = Session.start(small())
    session.advance(1)
    session.set_weight("dense.weight", (0, 0), 0.5)
    assert session.live_model().weights()["dense.weight"][0, 0] == 0.5
    session.set_recipe(replace(session.recipe, optimizer="sgd", options={}, learning_rate=0.1))
    session.advance(2)
    earlier = moments.EarlierMoments(session).show(0)
    assert earlier is not None and np.array_equal(
        earlier.weights()["dense.weight"], session.start_weights["dense.weight"]
    )
    child = Session.start(small(seed=5), inherit=session.record())
    assert child.kept is not None and child.advance(1).losses[0] > 0


def test_a_fault_is_named_there() -> None:
    session = Session.start(small(optimizer="sgd", options={}, learning_rate=1e30))
    told = [session.advance(3).problem for _ in range(2)]
    assert any("became not a number" in each for each in told)


def test_a_stop_behind_a_waypoint_leaves_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row of steps that ends with none has losses of steps before it, which lie there."""
    session = Session.start(small())
    monkeypatch.setattr(session.trail, "until_next", lambda at: 2)
    rows = iter([False, True])
    steps = session.stepper.steps

    def stopped(count: int, stop: Any) -> Any:
        session.stepper.careful = True
        left = next(rows)
        return steps(count, lambda: left)

    monkeypatch.setattr(session.stepper, "steps", stopped)
    assert len(session.advance(6).losses) == 2


def test_a_run_from_there_is_printed_for_there() -> None:
    session = Session.start(small())
    session.advance(3)
    ready = of_run.run_to_print(session.record())
    assert 'DEVICE = "cuda"' in script_of_run(ready.printed).text


@pytest.mark.slow
def test_every_kind_trains_there() -> None:
    failed = []
    for case in every_kind.cases():
        if case.batch != 2 or (case.rank and case.place != "middle"):
            continue
        try:
            session = Session.start(every_kind.project_of(case).with_recipe(device="cuda"))
            session.advance(1)
            session.evaluate("train")
        except PlaygroundError:  # settings that do not fit these sizes
            continue
        except Exception as error:  # what kind it was is what one wants to know
            failed.append(f"{case}: {error!r:.200}")
    assert failed == []


def unread(tensor: Tensor) -> np.ndarray:
    return tensor.detach().numpy().copy()


def left_here(self: Resident, array: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))


def only_here(states: dict[str, Tensor]) -> None:
    torch.set_rng_state(states["cpu"])


@pytest.mark.parametrize(("where", "name", "planted", "words"), [
    (torch_state, "array_of", unread, "can't convert cuda:0"),
    (live, "_array", unread, "can't convert cuda:0"),
    (Resident, "_tensor", left_here, "same device"),
])  # fmt: skip
def test_a_planted_mistake_is_caught(
    where: Any, name: str, planted: Any, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, name, planted)
    with pytest.raises((TypeError, RuntimeError), match=words):
        session = Session.start(small())
        session.advance(1)
        session.live_model().weights()
        session.record()


def test_random_numbers_are_drawn_there_and_a_forgotten_state_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session.start(there("digits-mlp"))  # with dropout
    session.advance(2)
    kept = session.record()
    after = session.advance(2).losses.tolist()
    assert Session.resume(kept).advance(2).losses.tolist() == after
    monkeypatch.setattr(randomness, "put", only_here)
    assert Session.resume(kept).advance(2).losses.tolist() != after


def test_marks_are_handed_on_as_by_pytorch() -> None:
    here, away = torch.ones(3), torch.ones(3, device="cuda")
    assert not here.is_cuda and away.is_cuda and away.device.type == "cuda" and not away.cpu().is_cuda
    assert (away[1:] * 2).is_cuda and torch.zeros_like(away).is_cuda and here.to("cuda").is_cuda
    assert float(away.sum()) == 3 and (away + torch.tensor(1.0)).is_cuda
    assert away[torch.tensor([0, 2])].is_cuda and not here.copy_(away).is_cuda
    wrong = (
        lambda: here + away, lambda: torch.cat([here, away]), lambda: here[away.long()],
        lambda: torch.tensor(1.0).add_(away.sum()), lambda: torch.stack([here.sum(), away.sum()]),
    )  # fmt: skip
    for each in wrong:
        with pytest.raises(RuntimeError, match="same device"):
            each()
    with pytest.raises(TypeError, match="cuda:0"):
        np.asarray(away)


def test_the_hardware_is_that_of_the_marks() -> None:
    assert HARDWARE.device("cuda") is not None and Session.start(small()).plan.device == "cuda"
