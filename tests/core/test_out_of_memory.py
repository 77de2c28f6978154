"""Memory that runs out in a step: the step is undone to the bit, and a sentence says so."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from planted_shortage import ERRORS, PLACES, Place, at_step, plant
from playground.core.builtin import CATALOGUE
from playground.core.errors import is_shortage
from playground.core.network.edits import append_after
from playground.core.network.values import Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training.events import Event, Finished
from playground.core.training.live import LiveNetwork
from playground.core.training.session import Session
from playground.core.training.torch_steps import TorchSteps
from playground.core.training.trainer import Limit, train
from run_bits import differences

FAILS_AT = 21  # the sixth of the second epoch
STEPS = 40


def dropping(**recipe: Any) -> Project:
    """Return a network whose steps draw random numbers and change running statistics."""
    network, last = Network(), None
    for kind, params in (("points", {}), ("dense", {"units": 8}), ("batch_norm", {}), ("dropout", {}),
                         ("dense", {"units": 2, "activation": "linear"}), ("classify", {})):  # fmt: skip
        network, last = append_after(network, Node(kind, params), last)
    given = Recipe(batch_size=14, epochs=6, threads=1)
    made = Project("Drops", network, DataChoice("xor", {"samples": 300}), given, catalogue=CATALOGUE)
    return made.with_recipe(**recipe)


def trained(session: Session, steps: int, chunk: int = 1000) -> list[Event]:
    return list(train(session, Limit(steps=steps), lambda: chunk, lambda: False))


def ended(events: list[Event]) -> Finished:
    last = events[-1]
    assert isinstance(last, Finished)
    return last


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("chunk", [1, 1000])
@pytest.mark.parametrize("recipe", [{}, {"accumulate": 3}, {"optimizer": "sgd", "clip": 0.1}], ids=str)
def test_the_step_is_undone_and_the_rest_has_the_same_bits(
    monkeypatch: pytest.MonkeyPatch, place: Place, chunk: int, recipe: dict[str, Any]
) -> None:
    project = dropping(**recipe)
    before, whole = Session.start(project, run_id="a"), Session.start(project, run_id="a")
    trained(before, FAILS_AT - 1)
    trained(whole, STEPS)
    session = Session.start(project, run_id="a")
    with monkeypatch.context() as patch:
        plant(patch, place, at_step(FAILS_AT))
        last = ended(trained(session, STEPS, chunk))
    assert (last.reason, last.step) == ("out_of_memory", FAILS_AT - 1)
    assert f"at step {FAILS_AT}, with 14 samples" in last.problem
    assert differences(session.record(), before.record()) == []
    assert ended(trained(session, STEPS - FAILS_AT + 1, chunk)).reason == "completed"
    assert differences(session.record(), whole.record()) == []
    assert session.trail.steps == whole.trail.steps


@pytest.mark.parametrize("error", ERRORS)
def test_every_way_of_saying_it_counts(
    monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception]
) -> None:
    session = Session.start(dropping())
    plant(monkeypatch, "backward", at_step(3), error)
    assert is_shortage(error()) and ended(trained(session, 5)).reason == "out_of_memory"
    assert session.step == 2


def test_other_errors_are_no_shortage(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session.start(dropping())
    plant(monkeypatch, "forward", at_step(3), lambda: RuntimeError("mat1 and mat2 cannot be multiplied"))
    with pytest.raises(RuntimeError, match="mat1"):
        trained(session, 5)


def test_memory_that_runs_out_at_the_end_of_an_epoch_leaves_only_its_end_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, session = (Session.start(dropping(), run_id="a") for _ in range(2))
    trained(whole, STEPS)
    with monkeypatch.context() as patch:
        patch.setattr(LiveNetwork, "evaluate", refuse)
        last = ended(trained(session, STEPS))
    assert (last.reason, last.step, session.epoch) == ("out_of_memory", session.step, 0)
    assert session.step == session.stepper.index == 15
    again = Session.resume(session.record())
    for each in (session, again):
        assert ended(trained(each, STEPS - each.step)).reason == "completed"
        assert differences(each.record(), whole.record()) == []


@pytest.mark.parametrize(("owner", "name"), [(Session, "begin_epoch"), (TorchSteps, "snapshot")])
def test_memory_that_runs_out_before_the_first_step_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> None:
    whole, session = (Session.start(dropping(), run_id="a") for _ in range(2))
    trained(whole, STEPS)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, refuse)
        last = ended(trained(session, STEPS))
    assert (last.reason, last.step) == ("out_of_memory", 0)
    trained(session, STEPS)
    assert differences(session.record(), whole.record()) == []


def test_what_the_step_held_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    project = template("digits-cnn", CATALOGUE).open().with_recipe(batch_size=200)
    session = Session.start(project)
    session.advance(1)
    held = numbers_held()
    plant(monkeypatch, "backward", lambda steps: True)
    assert session.advance(1).reason == "out_of_memory"
    assert numbers_held() <= held


@pytest.mark.parametrize("place", PLACES)
def test_half_the_batch_accumulated_goes_on_from_there(monkeypatch: pytest.MonkeyPatch, place: Place) -> None:
    failed = plant(monkeypatch, place, lambda steps: len(steps.batch()[0][0]) > 7)
    session = Session.start(dropping())
    assert ended(trained(session, 5)).reason == "out_of_memory"
    weights = session.record()
    smaller = dropping(batch_size=7, accumulate=2)
    child = Session.start(smaller, inherit=weights)
    assert all(np.array_equal(child.start_weights[key], each) for key, each in weights.weights.items())
    assert ended(trained(child, 30)).reason == "completed" and failed == [14]


def refuse(*_: object, **__: object) -> Any:
    raise ERRORS[0]()


def numbers_held() -> int:
    gc.collect()
    return sum(each.numel() for each in gc.get_objects() if type(each) is torch.Tensor)
