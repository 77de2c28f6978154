"""Going back and forth along a run: what is wanted and what is shown stay together, and nothing is left."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from playground.app.live import LiveState
from playground.app.messages import KeptSteps, LooksBack
from playground.app.time_travel import TimeTravel
from playground.app.worker.live_run import LiveRun
from playground.app.worker.past import Past
from playground.app.worker.requests import GoOnFrom, LookBack, Request
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.training.session import Session
from run_bits import run

SPIRAL = template("spiral-mlp", CATALOGUE).open()
NOBODY: Any = None  # no workspace: nobody goes on from here


@pytest.fixture
def asked() -> list[Request]:
    return []


@pytest.fixture
def time(asked: list[Request]) -> TimeTravel:
    live = LiveState(run="a", step=100, started=True)
    made = TimeTravel(NOBODY, asked.append, live)
    made.take_way(KeptSteps("a", (0, 20, 40, 60, 80)))
    return made


def test_an_answer_that_is_overtaken_does_not_undo_what_is_wanted(
    time: TimeTravel, asked: list[Request]
) -> None:
    time.look_near(20)
    time.take(LooksBack(20))
    time.go_live()
    time.look_near(40)
    time.take(LooksBack(None))  # to the one before
    assert time.step == 40 and time.shown is None
    time.take(LooksBack(40))
    assert time.is_back and time.step == time.shown == 40
    time.go_live()
    assert asked[-1] == LookBack("a", None)


def test_a_step_that_is_not_kept_any_more_is_left(time: TimeTravel) -> None:
    time.look_near(20)
    time.take(LooksBack(None, lost=20))
    assert not time.is_back and time.shown is None
    time.look_near(60)
    time.take(LooksBack(None, lost=20))
    assert time.step == 60


def test_a_step_that_was_thinned_out_has_the_same_neighbours(time: TimeTravel) -> None:
    for places, expected in ((1, 80), (-1, 40)):
        time.look_near(60)
        time.take_way(KeptSteps("a", (0, 40, 80)))
        time.move(places)
        assert time.step == expected
        time.take_way(KeptSteps("a", (0, 20, 40, 60, 80)))


def test_looking_at_a_step_that_was_never_kept_says_which() -> None:
    session = run(Session.start(SPIRAL), 25)
    past = Past()
    assert past.look(session, session.id, 7) == LooksBack(None, lost=7)
    assert past.look(session, "another", 20) == LooksBack(None, lost=20)
    assert past.look(session, session.id, None) == LooksBack(None)


def test_a_run_that_was_left_is_not_held_by_its_past() -> None:
    session = run(Session.start(SPIRAL), 25)
    past = Past()
    assert past.way(session) == KeptSteps(session.id, (0, 20))
    past.look(session, session.id, 20)
    past.leave()
    left = weakref.ref(session)
    del session
    gc.collect()
    assert left() is None


def test_healthy_states_are_kept_anew_from_an_earlier_step() -> None:
    held = LiveRun(lambda message: None)
    held.open(SPIRAL, (), keep_run=False)
    assert held.session is not None
    run(held.session, 40)
    held.epoch_done(0.01)
    assert held.go_on_from(GoOnFrom(held.session.id, 20, SPIRAL.recipe, keep=False))
    assert held.good_step == -1
    held.epoch_done(0.7)  # far above what the dropped steps came to
    assert held.good_step == 20
