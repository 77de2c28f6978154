"""The plan follows rules, is recorded, and a recorded one is obeyed or refused."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
import torch

from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import Analysis, analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.network.edits import set_params
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import Project
from playground.core.training import hardware as hardware_module
from playground.core.training.environment import differences, environment
from playground.core.training.hardware import Device, Hardware, detect
from playground.core.training.plan import Plan, check_plan, plan, size_of, with_notes
from playground.core.training.session import Session
from playground.core.training.warmup import warm_up

CPU = Hardware(8, (Device("cpu", "Some CPU"),))
CUDA = Hardware(8, (Device("cpu", "Some CPU"), Device("cuda", "Some GPU")))
MPS = Hardware(8, (Device("cpu", "Some CPU"), Device("mps", "Apple GPU")))


def project(template: str = "spiral-mlp", **recipe: Any) -> Project:
    return TemplateRegistry(CATALOGUE).get(template).open().with_recipe(**recipe)


def known(made: Project) -> Analysis:
    return analyse(made, fields_of(made))


def plan_of(made: Project, hardware: Hardware, engine: str = "auto") -> Plan:
    return plan(known(made), hardware, engine)


def heavy() -> Project:
    """Return digits-cnn with filters enough to keep several threads and a GPU busy."""
    opened = project("digits-cnn", batch_size=512)
    return opened.with_network(set_params(opened.network, "conv2d_2", filters=256))


def test_a_small_network_trains_on_one_thread_of_the_cpu() -> None:
    chosen = plan_of(project(), CUDA)
    assert (chosen.device, chosen.threads, chosen.engine, chosen.dtype) == ("cpu", 1, "torch", "float32")
    assert chosen.fused and chosen.flat and chosen.memory_format == "contiguous"
    assert "small" in chosen.why and plan_of(project(), CPU).why.startswith("CPU: this machine has no GPU")


def test_a_plan_is_a_pure_function() -> None:
    assert plan_of(project(), CPU) == plan_of(project(), CPU) == plan_of(project(), replace(CPU))


def test_heavy_blocks_get_threads_and_a_gpu_if_there_is_one() -> None:
    assert size_of(known(heavy())).work > 1e9
    assert plan_of(heavy(), CPU).threads == 4 and plan_of(heavy(), Hardware(2, CPU.devices)).threads == 2
    assert plan_of(heavy(), CUDA).device == "cuda" and "Some GPU" in plan_of(heavy(), CUDA).why
    assert plan_of(heavy(), MPS).device == "mps" and plan_of(heavy(), MPS).memory_format == "contiguous"


def test_the_persons_choice_counts() -> None:
    assert plan_of(project(threads=3), CPU).threads == 3
    assert plan_of(project(device="cuda"), CUDA).device == "cuda"
    assert plan_of(replace(heavy(), recipe=replace(heavy().recipe, device="cpu")), CUDA).device == "cpu"
    with pytest.raises(PlaygroundError, match=r"no 'cuda' device; choose auto or one of cpu\."):
        plan_of(project(device="cuda"), CPU)
    with pytest.raises(PlaygroundError, match="no engine 'compiled'"):
        plan_of(project(), CPU, engine="compiled")


def test_pictures_lie_channels_last_where_filters_work_on_them() -> None:
    assert plan_of(project("digits-cnn"), CPU).memory_format == "channels_last"
    assert plan_of(project("digits-mlp"), CPU).memory_format == "contiguous"


def test_very_large_networks_are_not_flat() -> None:
    opened = project("digits-mlp")
    wide = opened.with_network(set_params(opened.network, "dense", units=20_000))
    assert size_of(known(wide)).parameters == 64 * 20_000 + 20_000 + 200_010 and not plan_of(wide, CPU).flat
    session = Session.start(wide, plan_as=replace(plan_of(wide, CPU), notes=()))
    assert session.advance(2).losses[1] < session.stepper.groups[0].values.tensors[0].numel()
    assert len(session.stepper.groups[0].values.tensors) == 4


def test_large_layers_stay_apart_and_many_small_ones_are_flat() -> None:
    opened = project("digits-mlp")
    wide = opened.with_network(set_params(opened.network, "dense", units=2_000))
    assert size_of(known(wide)).parameters == 64 * 2_000 + 2_000 + 20_010 and not plan_of(wide, CPU).flat
    deep = project("deep-residual-100")
    assert size_of(known(deep)).parameters > 40_000 and plan_of(deep, CPU).flat
    assert plan_of(wide, replace(CPU, processes=2)).flat  # one sum a step


def test_a_plan_survives_json() -> None:
    chosen = with_notes(plan_of(project("digits-cnn"), CPU), ("Something to know.",))
    assert Plan.from_json(json.loads(json.dumps(chosen.to_json()))) == chosen
    assert set(chosen.to_json()) == set(asdict(Plan()))


@pytest.mark.parametrize(
    "spoil", [{"threads": "2"}, {"fused": 1}, {"notes": "no list"}, {"device": None}, {"threads": True}]
)
def test_a_damaged_plan_is_refused(spoil: dict[str, Any]) -> None:
    with pytest.raises(PlaygroundError, match="run's plan"):
        Plan.from_json({**Plan().to_json(), **spoil})
    whole = Plan().to_json()
    del whole["dtype"]
    with pytest.raises(PlaygroundError, match="dtype"):
        Plan.from_json(whole)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"engine": "compiled"}, "engine 'compiled'"), ({"device": "cuda"}, "trained on CUDA"),
        ({"fused": False}, "layout"), ({"memory_format": "blocked"}, "layout"),
        ({"dtype": "float16"}, "numbers"), ({"threads": 0}, "threads"),
    ],
)  # fmt: skip
def test_a_recorded_plan_that_cannot_be_obeyed_is_refused(change: dict[str, Any], words: str) -> None:
    check_plan(Plan(), CPU)
    with pytest.raises(PlaygroundError, match=words):
        check_plan(replace(Plan(), **change), CPU)


def test_a_run_from_a_gpu_is_refused_where_there_is_none() -> None:
    record = Session.start(project(), hardware=CPU).record()
    moved = replace(record, plan={**record.plan, "device": "cuda"})
    with pytest.raises(PlaygroundError, match="trained on CUDA, which is not here"):
        Session.resume(moved, hardware=CPU)


def test_the_run_obeys_its_plan() -> None:
    session = Session.start(project(threads=2))
    torch.set_num_threads(1)
    session.advance(1)
    assert torch.get_num_threads() == 2
    Session.start(project()).advance(1)
    assert torch.get_num_threads() == 1


def test_hardware_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert detect().devices[0].id == "cpu" and detect().devices[0].name and detect().cores >= 1
    monkeypatch.setattr(hardware_module.Path, "is_file", lambda self: False)
    hardware_module.cpu_name.cache_clear()
    assert hardware_module.cpu_name()
    hardware_module.cpu_name.cache_clear()


def test_the_environment_tells_what_bits_depend_on() -> None:
    here = environment(Plan(threads=2), CPU)
    assert here["torch"] == torch.__version__ and here["threads"] == 2 and here["cpu"] == "Some CPU"
    assert json.loads(json.dumps(here)) == here
    assert differences(here, here) == ()
    assert differences({**here, "torch": "2.9.0"}, here) == (f"PyTorch 2.9.0 then, {torch.__version__} now",)


def test_warming_up_draws_no_random_number() -> None:
    before = torch.get_rng_state()
    warm_up()
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.cuda
def test_a_run_on_cuda_resumes_where_it_stood() -> None:
    chosen = project("digits-cnn", device="cuda")
    whole, part = Session.start(chosen), Session.start(chosen)
    whole.advance(7)
    part.advance(7)
    resumed = Session.resume(part.record())
    assert whole.plan.device == "cuda" and whole.stepper.groups[0].values.tensors[0].is_cuda
    assert resumed.advance(20).losses == pytest.approx(whole.advance(20).losses, rel=1e-3)
    assert (
        resumed.live_model().gradients()["dense.weight"].any() and resumed.evaluate("validation")["loss"] > 0
    )
