"""Schedules: curves against PyTorch's, and runs that resume to the bit with every optimizer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler

from playground.core.builtin import CATALOGUE
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.schedules import SCHEDULES, SchedulePoint, plateau, rate_factor
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.registry import Registry
from playground.core.training import learning_rate, session
from playground.core.training.session import Session
from run_bits import differences, run

STEPS, EPOCHS = 20, 6  # steps of an epoch


def factors(name: str, options: Mapping[str, Any], epochs: int = EPOCHS, warmup: float = 0.0) -> list[float]:
    """Return the factor of every step of a training."""
    spec = SCHEDULES.get(name)
    places = [SchedulePoint(number / STEPS, EPOCHS, 1 / STEPS) for number in range(epochs * STEPS)]
    return [rate_factor(spec, options, warmup, at) for at in places]


def torchs(make: Callable[[Any], Any], count: int = EPOCHS * STEPS) -> list[float]:
    """Return the learning rates of one of PyTorch's schedulers, from 1."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, found = make(optimizer), []
    for _ in range(count):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


WHOLE = EPOCHS * STEPS
TORCHS: Mapping[str, tuple[str, dict[str, Any], Callable[[Any], Any]]] = {
    "linear": ("linear", {"end": 0.2}, lambda o: lr_scheduler.LinearLR(o, 1.0, 0.2, WHOLE)),
    "cosine": ("cosine", {"end": 0.1}, lambda o: lr_scheduler.CosineAnnealingLR(o, WHOLE, 0.1)),
    "restarts": ("cosine", {"cycles": 3},
                 lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, WHOLE // 3)),
    "one cycle": ("one_cycle", {"rise": 0.25, "start": 0.04, "end": 0.01}, lambda o: lr_scheduler.OneCycleLR(
        o, 1.0, WHOLE + 1, pct_start=(0.25 * WHOLE + 1) / (WHOLE + 1), cycle_momentum=False,
        div_factor=25, final_div_factor=4)),
    "step": ("step", {"every": 2, "factor": 0.3}, lambda o: lr_scheduler.StepLR(o, 2 * STEPS, 0.3)),
    "exponential": ("exponential", {"factor": 0.5},
                    lambda o: lr_scheduler.ExponentialLR(o, 0.5 ** (1 / STEPS))),
    "constant": ("constant", {}, lambda o: lr_scheduler.ConstantLR(o, 1.0)),
}  # fmt: skip


@pytest.mark.parametrize("case", TORCHS)
def test_a_curve_is_that_of_pytorch(case: str) -> None:
    name, options, make = TORCHS[case]
    assert factors(name, options) == pytest.approx(torchs(make), abs=1e-12)


def test_a_plateau_is_that_of_pytorch() -> None:
    losses = [3.0, 2.0, 2.0, 1.99995, 2.5, 1.0, 1.2, 1.3, 1.4, 1.5, 1.6, 0.9, 0.95, 1.0, 1.1]
    losses += [float("nan"), 2.0]
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    theirs = lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.4, patience=2, min_lr=0.1)
    spec, found = SCHEDULES.get("plateau"), []
    for count in range(len(losses)):
        at = SchedulePoint(float(count + 1), EPOCHS, 0.1, tuple(losses[: count + 1]))
        found.append(rate_factor(spec, {"factor": 0.4, "patience": 2, "end": 0.1}, 0.0, at))
        theirs.step(losses[count])
        assert found[-1] == optimizer.param_groups[0]["lr"], count
    assert len(set(found)) == 4  # it has shrunk thrice, the last time to the least


@pytest.mark.parametrize("spec", SCHEDULES, ids=lambda spec: spec.id)
def test_a_schedule_is_described_and_its_call_gives_its_curve(spec: Any) -> None:
    options = spec.options({})
    assert spec.title and spec.summary.endswith(".")
    assert repr(spec.call(options)).startswith(f"schedules.{spec.curve.__name__}(")
    assert dict(spec.call(options).kwargs) == dict(options)
    for param in spec.params:
        assert param.check(param.default) == param.default and param.help.endswith(".")


def test_warming_up_rises_in_a_line_and_the_schedule_has_the_rest() -> None:
    warmed = factors("linear", {}, warmup=2.0)
    assert warmed[: 2 * STEPS] == pytest.approx([(step + 1) / 40 for step in range(40)])
    assert warmed[2 * STEPS :] == pytest.approx([1 - step / 80 for step in range(80)])
    assert factors("constant", {}, epochs=12, warmup=1.0)[STEPS:] == [1.0] * 11 * STEPS


@pytest.mark.parametrize("warmup", [float(EPOCHS), 100.0])
def test_warming_up_for_longer_than_the_training_only_rises(warmup: float) -> None:
    found = factors("cosine", {}, warmup=warmup)
    assert found == pytest.approx([(step + 1) / STEPS / warmup for step in range(WHOLE)])


@pytest.mark.parametrize("name", ["linear", "cosine", "one_cycle"])
def test_what_ended_begins_again_in_a_training_that_goes_on(name: str) -> None:
    twice = factors(name, {}, epochs=2 * EPOCHS)
    assert twice[WHOLE:] == pytest.approx(twice[:WHOLE]) and min(twice) >= 0.0 and max(twice) <= 1.0
    assert len({round(each, 9) for each in twice}) > WHOLE // 3


def test_what_has_no_end_goes_on_falling() -> None:
    assert factors("step", {"every": 2}, epochs=9)[-1] == 0.5**4


# Runs: exact with every optimizer, at save points inside epochs; faults planted on purpose are caught

STRONG = {"plateau": {"patience": 0, "factor": 0.3}, "step": {"every": 1}}


def project(optimizer: str = "adam", schedule: str = "constant", **recipe: Any) -> Project:
    """Return a small network on a few points: six steps an epoch, five epochs."""
    opened = replace(template("spiral-mlp", CATALOGUE).open(), data=DataChoice("spiral", {"samples": 60}))
    return opened.with_recipe(
        optimizer=optimizer, options={}, learning_rate=0.03, batch_size=8, epochs=5, device="cpu", threads=1,
        schedule=schedule, schedule_options=STRONG.get(schedule, {}), **recipe,
    )  # fmt: skip


@pytest.mark.parametrize("schedule", [spec.id for spec in SCHEDULES])
@pytest.mark.parametrize("optimizer", [spec.id for spec in OPTIMIZERS if not spec.whole])
def test_a_run_resumes_to_the_bit_with_every_optimizer(optimizer: str, schedule: str) -> None:
    made = project(optimizer, schedule, warmup=0.7)
    whole = run(Session.start(made), None).record()
    going = Session.start(made)
    for point in (2, 9, 20):
        saved = run(going, point - going.step).record()
        assert differences(whole, run(Session.resume(saved), None).record()) == [], point


@pytest.mark.parametrize("schedule", [spec.id for spec in SCHEDULES if spec.id != "constant"])
def test_a_schedule_changes_what_is_learned_as_its_factors_say(schedule: str) -> None:
    made = project("sgd", schedule)
    going, plain = Session.start(made), Session.start(project("sgd"))
    run(going, 19), run(plain, 19)
    assert differences(plain.record(), going.record()) != []
    losses = tuple(epoch["val_loss"] for epoch in going.recorder.epochs)
    at = SchedulePoint(3 + 1 / 6, 5, 1 / 6, losses)
    factor = rate_factor(SCHEDULES.get(schedule), STRONG.get(schedule, {}), 0.0, at)
    run(going, 1)  # the twentieth step, second of the fourth epoch
    assert going.stepper.groups[0].portions[0].update.learning_rate == 0.03 * factor


def begin_at_the_start(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(session, "Epoch", lambda *given: FORGETFUL(*given[:5], 0, *given[6:]))


def forget_the_losses(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(session, "Epoch", lambda *given: FORGETFUL(*given[:6], tuple))


def forget_the_place(patch: pytest.MonkeyPatch) -> None:
    real = learning_rate.LearningRate.factor
    patch.setattr(learning_rate.LearningRate, "factor", lambda self, epoch, index: real(self, epoch, 0))


FORGETFUL = session.Epoch
PLANTED = {
    "the epoch": (begin_at_the_start, "cosine"),
    "the losses": (forget_the_losses, "plateau"),
    "the place in the epoch": (forget_the_place, "linear"),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_place_that_is_forgotten_on_resuming_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, schedule = PLANTED[fault]
    made = project("sgd", schedule)
    whole = run(Session.start(made), None).record()
    saved = run(Session.start(made), 20).record()
    assert differences(whole, run(Session.resume(saved), None).record()) == []
    plant(monkeypatch)
    spoilt = differences(whole, run(Session.resume(saved), None).record())
    assert any(name.startswith("weights") for name in spoilt)


def test_a_child_run_goes_on_along_the_schedule() -> None:
    parent = run(Session.start(project("sgd", "linear")), 12)
    child = Session.start(project("sgd", "linear", l2=0.001), inherit=parent.record())
    run(child, 1)
    assert child.stepper.groups[0].portions[0].update.learning_rate == pytest.approx(0.03 * (1 - 2 / 5))


def test_the_losses_are_looked_at_once_an_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plateau takes as long as there are epochs: not at each step."""
    asked: list[int] = []
    spec = SCHEDULES.get("plateau")

    def counted(losses: Sequence[float], **options: Any) -> float:
        asked.append(len(losses))
        return plateau(losses, **options)

    monkeypatch.setattr(learning_rate, "SCHEDULES", Registry((replace(spec, curve=counted),)))
    trained = run(Session.start(project("sgd", "plateau")), 60)
    assert len(set(asked)) == trained.epoch and len(asked) <= 2 * trained.epoch < 60
