"""A loss or weight that is no longer finite: the last finite state stands, and a sentence says why."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import TemplateRegistry
from playground.core.training.events import EpochDone, Event, Finished, StepsDone
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train


def session_of(template: str, **changes: Any) -> Session:
    return Session.start(TemplateRegistry(CATALOGUE).get(template).open().with_recipe(**changes))


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
    assert last.problem.endswith("The learning rate 3.0 is likely too high.")
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


def test_an_update_that_overflows_the_weights_counts_too() -> None:
    session = session_of("digits-mlp", optimizer="sgd", options={"momentum": 0.0}, learning_rate=1e38)
    session.set_recipe(replace(session.recipe, learning_rate=1e38, weight_decay=1e9))
    before = session.record().weights
    last = finished(run(session, 1))
    assert last.reason == "not_finite" and last.step == 0
    assert last.problem.startswith("Weights became") and "at step 1, first in Dense" in last.problem
    after = session.record().weights
    assert all(np.array_equal(before[key], after[key]) for key in before)


def test_a_last_step_of_an_epoch_that_fails_ends_no_epoch() -> None:
    session = linear(3.0)
    events = run(session, 1000)
    whole = [event.record for event in events if isinstance(event, EpochDone)]
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
