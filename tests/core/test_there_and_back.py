"""A recipe changed between two steps and changed back: nothing that was kept is lost on the way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import open_project, save_project
from playground.core.project.records import BEFORE, RunRecord
from playground.core.project.templates import template
from playground.core.training.replay import session_at
from playground.core.training.session import Session
from run_bits import run

FIRST, THEN = 10, 9  # steps

CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another optimizer": ({"optimizer": "adam", "options": {}}, {"optimizer": "sgd"}),
    "one of PyTorch's own": ({"optimizer": "radam", "options": {}}, {"optimizer": "adagrad"}),
    "no momentum": ({"optimizer": "sgd", "options": {"momentum": 0.9}}, {"options": {"momentum": 0.0}}),
    "no average": ({"average": 0.9}, {"average": 0.0}),
    "groups": ({"weight_decay": 0.01}, {"decay_all": False}),
    "matrices apart": ({"optimizer": "muon", "options": {}}, {"optimizer": "adamw"}),
}


def begun(first: dict[str, Any]) -> Session:
    session = Session.start(template("xor-mlp", CATALOGUE).open().with_recipe(**first))
    return run(session, FIRST)


def follow(session: Session, changes: dict[str, Any]) -> None:
    session.set_recipe(session.project.with_recipe(**changes).recipe)


def reopened(session: Session, folder: Any) -> Session:
    file = folder / "a.nnplay"
    save_project(file, session.project, (session.record(),))
    (read,) = open_project(file, CATALOGUE).runs
    return Session.resume(read)


def assert_same(one: RunRecord, other: RunRecord) -> None:
    assert one.history.losses.tobytes() == other.history.losses.tobytes()
    assert one.history.changes == other.history.changes
    for mine, theirs in ((one.weights, other.weights), (one.state, other.state)):
        assert mine.keys() == theirs.keys()
        assert all(np.array_equal(values, theirs[key]) for key, values in mine.items())


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("saved", [False, True], ids=["at once", "saved in between"])
def test_there_and_back_is_as_if_nothing_had_been(name: str, saved: bool, tmp_path: Any) -> None:
    first, other = CASES[name]
    straight, session = run(begun(first), THEN).record(), begun(first)
    follow(session, {**first, **other})
    if saved:
        assert BEFORE in session.record().state
        session = reopened(session, tmp_path)
    follow(session, first)
    assert session.recorder.changes == []
    assert_same(run(session, THEN).record(), straight)


@pytest.mark.parametrize("name", CASES)
def test_of_several_changes_the_last_alone_counts_and_is_reached_again(name: str, tmp_path: Any) -> None:
    first, other = CASES[name]
    last = {**first, **other}
    straight, session = begun(first), begun(first)
    follow(straight, last)
    run(straight, THEN)
    for changes in (last, first, {**last, "learning_rate": 0.5}, last):
        follow(session, changes)
        session = reopened(session, tmp_path)
    whole = run(session, THEN).record()
    assert_same(whole, straight.record())
    for step in (FIRST, FIRST + THEN):
        assert_same(session_at(whole, step).record(), session_at(straight.record(), step).record())


def test_a_step_that_is_undone_has_not_been() -> None:
    first, other = CASES["another optimizer"]
    straight, session = run(begun(first), THEN).record(), begun(first)
    follow(session, {**first, **other, "learning_rate": 1e30, "l2": 1e9})
    assert session.advance(1).problem and session.step == FIRST
    follow(session, first)
    assert_same(run(session, THEN).record(), straight)
