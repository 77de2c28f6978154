"""A loss or weight that is no longer finite: the last finite state stands, and a sentence says why."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.builtin import CATALOGUE
from playground.core.checks import rewire
from playground.core.project.templates import TemplateRegistry
from playground.core.training import faults, randomness
from playground.core.training.events import EpochsDone, Event, Finished, StepsDone
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train


def session_of(template: str, **changes: Any) -> Session:
    return Session.start(TemplateRegistry(CATALOGUE).get(template).open().with_recipe(**changes))


def figure(value: float) -> str:
    return f"{value:.2g}".replace("e+", "e").replace("-", "−")


def run(session: Session, chunk: int, limit: Limit = Limit(steps=500)) -> list[Event]:  # noqa: B008
    return list(train(session, limit, lambda: chunk, lambda: False))


def finished(events: list[Event]) -> Finished:
    last = events[-1]
    assert isinstance(last, Finished)
    return last


def diverging(rate: float) -> Callable[[], Session]:
    """Return a plane that plain descent shoots away from: the squared error grows until floats end."""
    return lambda: session_of(
        "regression-plane", optimizer="sgd", options={"momentum": 0.0}, learning_rate=rate, epochs=50
    )


def linear(rate: float) -> Session:
    """Return one that has no tanh to hold it back."""
    project = TemplateRegistry(CATALOGUE).get("regression-plane").open()
    nodes = dict(project.network.nodes)
    nodes["dense"] = replace(nodes["dense"], params={**nodes["dense"].params, "activation": "linear"})
    network = replace(project.network, nodes=nodes)
    recipe = {"optimizer": "sgd", "options": {"momentum": 0.0}, "learning_rate": rate}
    return Session.start(project.with_network(network).with_recipe(**recipe))


@pytest.mark.parametrize("chunk", [1, 5, 1000])
def test_the_run_stands_at_the_last_finite_state(chunk: int) -> None:
    session = linear(3.0)
    events = run(session, chunk)
    last = finished(events)
    assert last.reason == "not_finite" and last.step == session.step == session.recorder.count > 0
    assert f"at step {session.step + 1}" in last.problem
    assert "The learning rate 3 is likely too high: the weights grew " in last.problem
    weights = session.record().weights
    assert all(np.isfinite(array).all() for array in weights.values())
    losses = np.concatenate([event.losses for event in events if isinstance(event, StepsDone)])
    assert np.isfinite(losses).all() and len(losses) == session.step
    assert session.record().position["reason"] == "not_finite"


def test_where_it_ends_does_not_depend_on_chunks() -> None:
    ends = []
    for chunk in (1, 4, 1000):
        session = linear(3.0)
        problem = finished(run(session, chunk)).problem
        record = session.record()
        ends.append(
            (problem, session.step, {k: v.tobytes() for k, v in {**record.weights, **record.state}.items()})
        )
    assert ends[0] == ends[1] == ends[2]


def test_the_loss_is_named_and_so_is_the_block_where_it_began() -> None:
    session = linear(3.0)
    problem = finished(run(session, 7)).problem
    assert problem.startswith(("Loss became infinite at step", "Loss became not a number at step"))
    assert ", first in " in problem


@pytest.mark.parametrize("batch_size", [32, 10**6])  # with no other step in the epoch, too
def test_an_update_that_overflows_the_weights_counts_too(batch_size: int) -> None:
    descent = {"optimizer": "sgd", "options": {"momentum": 0.0}, "learning_rate": 1e38}
    session = session_of("digits-mlp", **descent, batch_size=batch_size)
    session.set_recipe(replace(session.recipe, learning_rate=1e38, weight_decay=1e9))
    before = session.record().weights
    last = finished(run(session, 1))
    assert last.reason == "not_finite" and last.step == 0
    assert last.problem.startswith("Weights became") and "at step 1, first in Dense" in last.problem
    assert "their gradient was −0.0" in last.problem
    assert last.problem.endswith("Weight decay 1000000000 is likely too high for a learning rate of 1e+38.")
    after = session.record().weights
    assert all(np.array_equal(before[key], after[key]) for key in before)


def test_what_came_in_and_went_out_is_told_of_the_block_where_it_began() -> None:
    session = linear(3.0)
    problem = finished(run(session, 7)).problem
    feeds = session.stepper.batch().feeds  # type: ignore[attr-defined]
    with torch.no_grad():
        (scores,) = session.parts.program.run(feeds)
    came = " to ".join(figure(float(each)) for each in (scores.min(), scores.max()))
    assert f"first in Regress: {came} came in, ∞ went out." in problem


def test_a_layer_in_the_middle_tells_what_its_input_was() -> None:
    session = session_of("digits-mlp", learning_rate=1e30)
    problem = finished(run(session, 1)).problem
    feeds = session.stepper.batch().feeds  # type: ignore[attr-defined]
    randomness.put(session.stepper.random)  # type: ignore[attr-defined]
    with torch.no_grad():
        hidden = [made for step, made in session.parts.program.trace(feeds) if step.owner == "dropout"][-1]
    assert f", first in Dense 2: 0 to {figure(float(hidden.max()))} came in, " in problem


def test_weights_that_grew_are_counted_from_a_waypoint() -> None:
    session = session_of("digits-mlp", optimizer="sgd", options={"momentum": 0.0}, learning_rate=0.1)
    run(session, 50, Limit(steps=50))
    assert faults.norm(session.weights_at(40) or {}) == pytest.approx(
        faults.norm(session.record().weights), 0.1
    )
    session.set_recipe(replace(session.recipe, learning_rate=1e30))
    problem = finished(run(session, 10)).problem
    grown = faults.norm(session.record().weights) / faults.norm(session.start_weights)
    assert f"is likely too high: the weights grew {figure(grown)}-fold since step 0." in problem


def test_a_penalty_that_is_most_of_the_loss_is_named() -> None:
    session = session_of(
        "digits-mlp", optimizer="sgd", options={"momentum": 0.0}, learning_rate=0.1, l2=100.0
    )
    first = session.advance(1).losses[0]
    weights = [each for each in session.start_weights.values() if each.ndim > 1]
    share = 100 * sum(float(np.square(each, dtype=np.float64).sum()) for each in weights) / first
    problem = finished(run(session, 7)).problem
    assert (
        f"The penalty is the likely cause: L1 and L2 are {math.floor(100 * share)} % of the loss" in problem
    )


def test_a_small_penalty_is_not_blamed_for_weights_that_a_high_rate_made_large() -> None:
    session = session_of("digits-mlp", optimizer="sgd", options={"momentum": 0.0}, learning_rate=1e9, l2=1e-6)
    assert "The learning rate 1000000000 is likely too high" in finished(run(session, 7)).problem


@pytest.mark.parametrize("tensors", ["feeds", "targets"])
def test_numbers_far_from_1_in_the_data_are_named(tensors: str) -> None:
    session = linear(0.01)
    getattr(session.parts.data.part("train"), tensors)[0].mul_(1e25)
    problem = finished(run(session, 7)).problem
    where = "Points" if tensors == "feeds" else "Regress"
    assert f"The data are the likely cause: {where} has numbers up to " in problem


def test_a_last_step_of_an_epoch_that_fails_ends_no_epoch() -> None:
    session = linear(3.0)
    events = run(session, 1000)
    whole = [each for event in events if isinstance(event, EpochsDone) for each in event.records]
    assert [epoch["step"] for epoch in whole] == [22 * (i + 1) for i in range(len(whole))]
    assert len(whole) == session.epoch == session.step // session.steps_per_epoch


def test_a_lower_rate_goes_on_from_there() -> None:
    session = session_of("digits-mlp", optimizer="sgd", options={"momentum": 0.0}, learning_rate=0.1)
    run(session, 50, Limit(steps=50))
    session.set_recipe(replace(session.recipe, learning_rate=1e38, weight_decay=1e9))
    assert finished(run(session, 10)).step == 50
    session.set_recipe(replace(session.recipe, learning_rate=0.1, weight_decay=0.0))
    assert finished(run(session, 10, Limit(steps=30))).reason == "completed"
    losses = session.record().history.losses
    assert session.step == 80 and losses[-1] < losses[0]


def test_a_resumed_run_fails_again_where_it_failed() -> None:
    session = linear(3.0)
    problem = finished(run(session, 10)).problem
    again = Session.resume(session.record())
    assert finished(run(again, 10)).problem == problem and again.step == session.step


def test_a_high_rate_that_stays_finite_is_nobodys_fault() -> None:
    session = diverging(0.5)()
    assert finished(run(session, 50, Limit(steps=50))).reason == "completed"


@pytest.mark.parametrize(
    ("kind", "params"), [("logarithm", {}), ("square_root", {}), ("power", {"exponent": 0.5})]
)
def test_what_is_below_zero_is_named_where_it_has_no_answer(kind: str, params: dict[str, float]) -> None:
    """A logarithm of what is negative is no number: the block is named, and what keeps it above zero."""
    project = TemplateRegistry(CATALOGUE).get("regression-plane").open()
    made = rewire.inserted(project, project.network.edges[-1], kind, **params)
    problem = finished(run(Session.start(made), 1)).problem
    title = CATALOGUE.blocks.get(kind).title
    assert f"first in {title}: " in problem
    assert problem.endswith(
        f"{title} is made for numbers above 0 alone; a Softplus before it keeps them there."
    )
