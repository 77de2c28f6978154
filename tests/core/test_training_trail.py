"""Waypoints: which steps are kept, within which memory, and that any step of a run is reached again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.project.records import RunRecord, Waypoint
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from playground.core.training.trail import BUDGET, EVERY, MOST, Trail, thinned
from run_bits import differences, run

STEPS = 263  # in the middle of an epoch, and between two waypoints


def project(template_id: str = "spiral-mlp") -> Project:
    return template(template_id, CATALOGUE).open()


def walked(trail: Trail, steps: int, size: int = 10) -> Trail:
    """Walk along a trail as a session does, keeping arrays of a size."""
    at = 0
    while at + trail.until_next(at) <= steps:
        at += trail.until_next(at)
        state: tuple[Mapping[str, int], Any] = ({"step": at}, {"s": np.zeros(2 * size)})
        trail.keep(at, lambda: {"w": torch.zeros(size)}, lambda state=state: state)
    return trail


@pytest.mark.parametrize(("steps", "apart"), [(4000, 20), (4020, 40), (8000, 40), (70_000, 640)])
def test_waypoints_lie_evenly_and_their_distance_doubles(steps: int, apart: int) -> None:
    trail = walked(Trail(), steps)
    assert trail.distance == apart and len(trail.steps) <= MOST
    assert trail.steps == tuple(range(apart, steps + 1, apart))


def test_each_tenth_can_be_gone_on_from_however_often_they_were_thinned() -> None:
    for steps in (300, 5000, 33_000):
        row = walked(Trail(), steps).row()
        whole = [each.step for each in row if each.state]
        assert whole == [each.step for each in row if each.step % (10 * row[0].step) == 0] and whole


def test_the_budget_is_kept_by_the_largest_networks_too() -> None:
    for size in (10_000, 1_000_000, 20_000_000):
        trail = walked(Trail(), 2000, size)
        assert sum(each.nbytes for each in trail.row()) <= BUDGET


def test_two_hundred_of_the_digits_take_less_than_the_budget() -> None:
    session = run(Session.start(project("digits-cnn")), 21)
    weights = sum(array.nbytes for array in session.record().weights.values())
    states = session.trail.row()[0].nbytes + 4 * weights  # and the scores of a whole epoch
    assert MOST * weights + MOST // 10 * states < BUDGET == 60_000_000


def test_a_trail_from_a_file_goes_on_as_it_would_have() -> None:
    whole, half = walked(Trail(), 9000), walked(Trail(), 4500)
    again = Trail(half.row())
    assert again.distance == half.distance
    at = 4500
    while at + again.until_next(at) <= 9000:
        at += again.until_next(at)
        again.keep(at, lambda: {"w": torch.zeros(10)}, lambda: ({}, {}))
    assert again.steps == whole.steps
    child = Trail([Waypoint(step, {}) for step in range(4520, 4900, 20)], first=4510)
    assert child.distance == EVERY


def test_a_run_that_is_over_keeps_fewer() -> None:
    row = walked(Trail(), 4000, 10_000).row()
    fewer = thinned(row, 2_000_000)
    assert 0 < sum(each.nbytes for each in fewer) <= 2_000_000
    assert {each.step for each in fewer} < {each.step for each in row}
    assert thinned(()) == () and thinned(row[:3]) == row[:3]


@pytest.mark.parametrize("template_id", ["spiral-mlp", "digits-cnn", "reviews-lstm"])
def test_keeping_waypoints_changes_no_bit(template_id: str) -> None:
    steps = STEPS if template_id == "spiral-mlp" else 65
    bare = Session.start(project(template_id))
    assert bare.trail.steps == ()
    bare.trail = Trail(most=0)
    kept = run(Session.start(project(template_id)), steps)
    assert differences(run(bare, steps).record(), kept.record()) == []
    assert bare.trail.steps == () and kept.trail.steps == tuple(range(20, steps, 20))


def test_a_waypoint_holds_the_weights_of_its_step() -> None:
    kept = run(Session.start(project()), STEPS).record().trail
    for waypoint in kept:
        then = run(Session.start(project()), waypoint.step).record()
        assert all(np.array_equal(then.weights[key], waypoint.weights[key]) for key in then.weights)
        assert waypoint.weights.keys() == then.weights.keys()


def busy(steps: int = STEPS) -> RunRecord:
    """Return a run in which all sorts of things were changed."""
    session = run(Session.start(project()), 30)
    session.set_recipe(replace(session.recipe, learning_rate=0.003, batch_size=7))
    run(session, 190)
    session.set_weight("dense.weight", (0, 1), 1.5)
    session.set_recipe(replace(session.recipe, optimizer="sgd", options={"momentum": 0.5}))
    run(session, 10)
    session.set_recipe(replace(session.recipe, l2=1e-3))
    return run(session, steps - session.step).record()


@pytest.mark.parametrize("step", [0, 1, 20, 200, 207, 220, 221, 230, 260, STEPS])
def test_any_step_of_a_run_is_reached_again_to_the_bit(step: int) -> None:
    whole, shorter = busy(), session_at(busy(), step)
    assert shorter.step == step
    assert all(int(change["step"]) <= step for change in shorter.recorder.changes)
    if step >= 230:  # nothing was changed later
        assert differences(whole, run(shorter, STEPS - step).record()) == []
    else:
        taken = run(shorter, 0).record()
        assert taken.history.losses.tobytes() == whole.history.losses[:step].tobytes()


@pytest.mark.parametrize("template_id", ["digits-cnn", "reviews-lstm"])
def test_dropout_and_order_are_reached_again_too(template_id: str) -> None:
    whole = run(Session.start(project(template_id)), 45).record()
    assert differences(whole, run(session_at(whole, 33), 12).record()) == []
    bare = replace(whole, trail=())  # as older files are: from the start
    assert differences(whole, run(session_at(bare, 33), 12).record()) == []


def test_a_child_is_reached_again_from_where_it_began() -> None:
    parent = run(Session.start(project()), 50).record()
    child = run(Session.start(project().with_recipe(batch_size=20), inherit=parent), 60).record()
    assert [each.step for each in child.trail] == [60, 80, 100]
    assert differences(child, run(session_at(child, 57), 53).record()) == []
    with pytest.raises(PlaygroundError, match="no step 49: it goes from 50 to 110"):
        session_at(child, 49)


def test_what_was_kept_later_is_gone() -> None:
    whole = run(Session.start(project()), STEPS).record()
    session = session_at(whole, 207)
    assert session.trail.steps == tuple(range(20, 201, 20))
    assert run(session, STEPS - 207).trail.steps == tuple(each.step for each in whole.trail)


def test_other_bits_than_those_recorded_are_refused_with_the_step_that_can_be_had() -> None:
    whole = run(Session.start(project()), STEPS).record()
    losses = whole.history.losses.copy()
    losses[203] += 1e-9
    other = replace(whole, history=replace(whole.history, losses=losses))
    with pytest.raises(PlaygroundError, match="Step 207 cannot be reached.*step 200 can"):
        session_at(other, 207)
    assert session_at(other, 200).step == 200


def test_a_fault_leaves_no_waypoint_behind_the_last_good_step() -> None:
    wild = Session.start(project().with_recipe(optimizer="sgd", options={}, learning_rate=1e9))
    run(wild, 400)
    assert wild.step < 400 and all(step <= wild.step for step in wild.trail.steps)
