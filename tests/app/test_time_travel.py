"""Going back and forth along a run: what is wanted and what is shown stay together, and nothing is left."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from playground.app.document import Document
from playground.app.live import LiveState
from playground.app.messages import KeptSteps, LooksBack, Message, PastJudged, PastPictured, WentBack
from playground.app.run_labels import RunLabels
from playground.app.time_travel import COMING_S, HURRY_S, PLAY_S, TimeTravel
from playground.app.worker.live_run import LiveRun
from playground.app.worker.past import Past
from playground.app.worker.picturing import Picturing
from playground.app.worker.requests import GoOnFrom, LookBack, Open, PicturePast, Request
from playground.core.builtin import CATALOGUE
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.training.session import Session
from playground.core.views.key import ViewKey
from playground.core.views.spec import Snapshot
from run_bits import run

SPIRAL = template("spiral-mlp", CATALOGUE).open()
NOBODY: Any = SimpleNamespace(run=SimpleNamespace(waiting="none"))  # an application without a run


@pytest.fixture
def asked() -> list[Request]:
    return []


@pytest.fixture
def live() -> LiveState:
    return LiveState(run="a", step=100, started=True)


@pytest.fixture
def time(asked: list[Request], live: LiveState) -> TimeTravel:
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
    assert held.go_on_from(GoOnFrom(held.session.id, 20, SPIRAL, keep=False))
    assert held.good_step == -1
    held.epoch_done(0.7)  # far above what the dropped steps came to
    assert held.good_step == 20


def test_steps_can_be_looked_at_of_a_run_that_is_live_and_has_begun_and_the_newest_is_none_of_them(
    time: TimeTravel, live: LiveState
) -> None:
    assert time.steps == (0, 20, 40, 60, 80)
    live.step = 80
    assert time.steps == (0, 20, 40, 60)
    live.started = False
    assert time.steps == ()
    live.run, live.started = "b", True
    assert time.steps == ()


def test_near_the_live_end_the_newest_is_looked_at(time: TimeTravel, asked: list[Request]) -> None:
    time.look_near(88)
    assert time.step == 80
    time.look_near(93)
    assert time.step is None and asked == [LookBack("a", 80), LookBack("a", None)]


def test_who_drags_on_sees_whole_moments_and_the_last_one_wanted(live: LiveState) -> None:
    clock, asked = Clock(), list[Request]()
    time = TimeTravel(NOBODY, asked.append, live, clock)
    time.take_way(KeptSteps("a", (0, 20, 40, 60, 80)))
    for step in (20, 40, 60):
        time.look_near(step)
        time.tick()
    assert time.step == 60 and asked == [LookBack("a", 20)]
    time.take(LooksBack(20))
    assert asked == [LookBack("a", 20)]
    time.heard(PastJudged(20, {}))  # all of it has come
    assert asked[1:] == [LookBack("a", 60)]
    time.look_near(80)
    clock.now += COMING_S  # one that takes long is left
    time.tick()
    assert asked[2:] == [LookBack("a", 80)]
    time.go_live()
    assert asked[3:] == [LookBack("a", None)]


class Clock:
    """A clock that the test moves."""

    now = 10.0

    def __call__(self) -> float:
        return self.now


def test_the_past_is_played_step_by_step_as_it_is_shown_and_ends_at_the_newest(live: LiveState) -> None:
    clock, told = Clock(), list[bool]()
    time = TimeTravel(NOBODY, lambda request: None, live, clock)
    time.take_way(KeptSteps("a", (0, 20, 40, 60, 80)))
    time.changed.connect(lambda: told.append(time.playing))
    time.play()
    assert time.step == 0 and time.playing and time.hurried  # from the start, where nothing is looked at
    time.look_near(60)
    assert not time.playing  # who looks elsewhere stops it
    time.play()
    assert time.step == 60
    clock.now += PLAY_S + 0.01
    time.tick()
    assert time.step == 60  # it is not shown yet
    time.take(LooksBack(60))
    time.tick()
    assert time.step == 80
    time.take(LooksBack(80))
    time.tick()
    assert time.step == 80  # not for as long as a step is played
    clock.now += PLAY_S + 0.01
    time.tick()
    assert time.step is None and not time.playing and told[-1] is False
    clock.now += HURRY_S
    assert not time.hurried
    time.play()
    time.play()
    assert not time.playing  # a second time stops it


def test_what_is_seen_is_of_the_step_that_is_shown_until_another_run_is_live(
    time: TimeTravel, live: LiveState
) -> None:
    time.look_near(40)
    assert time.seen is live
    live.add_epochs([{"step": 40, "epoch": 1, "loss": 0.5, "val_loss": 0.75}])
    time.take(LooksBack(40))
    assert (time.seen.step, time.seen.metrics) == (40, {"loss": 0.5})  # no figures of other weights
    time.heard(PastJudged(20, {"val_loss": 9.0}))
    assert "val_loss" not in time.seen.metrics
    time.heard(PastJudged(40, {"val_loss": 0.25}))
    assert (time.seen.step, time.seen.metrics["val_loss"]) == (40, 0.25)
    time.leave()
    assert time.seen is live and time.step is time.shown is None


class Runs:
    """The runs of a workspace, as far as going on from the past needs them."""

    def __init__(self, whole: RunRecord) -> None:
        self.whole, self.asked = whole, list[Request]()
        self.waiting = "none"  # no edit does
        self.labels = RunLabels(now=lambda: 0.0)

    def catch_up(self) -> None:
        """Send nothing: no edit waits."""

    def record(self, even_untrained: bool = False) -> RunRecord:
        return self.whole

    def go_over(self, request: Request) -> None:
        self.asked.append(request)


@pytest.mark.parametrize("keep", [False, True])
def test_going_on_is_one_step_of_undo_that_opens_the_run_before_and_keeps_a_branch(keep: bool) -> None:
    whole, later = (replace(run(Session.start(SPIRAL), 25).record(), id=each) for each in "ab")
    runs = Runs(whole)
    runs.labels.of("a")
    host = SimpleNamespace(document=Document(SPIRAL), run=runs)
    live = LiveState(run="a", step=25, started=True)
    time = TimeTravel(host, lambda request: None, live)  # type: ignore[arg-type]
    time.take_way(KeptSteps("a", (0, 20)))
    time.look_near(20)
    time.go_on(keep)
    assert runs.asked == [GoOnFrom("a", 20, SPIRAL, keep)] and not host.document.undo_label
    live.run = "c"
    time.went_back(WentBack(whole, 20, keep))  # that step is reached
    label = runs.labels.of("c")
    assert (label.number, label.branch_of, label.branch_step) == ((2, "a", 20) if keep else (1, "", 0))
    assert host.document.undo_label == ("Branch from step 20" if keep else "Continue from step 20")
    runs.whole = later
    host.document.undo()
    assert runs.asked[-1] == Open(SPIRAL, (whole,), keep_run=keep)
    runs.whole = whole
    host.document.redo()
    assert runs.asked[-1] == Open(SPIRAL, (later,), keep_run=keep)


def test_a_healthy_state_leaves_the_way_where_it_is_and_finds_it_on_the_way_back() -> None:
    held = LiveRun(lambda message: None)
    held.open(SPIRAL, (), keep_run=False)
    assert held.session is not None
    run(held.session, 50)
    held.epoch_done(0.01)
    assert held._good is not None and held._good.trail == ()
    run(held.session, 50)
    assert held.session.trail.steps == (20, 40, 60, 80, 100)
    assert held.rewind(SPIRAL.recipe)
    assert held.session.step == 50 and held.session.trail.steps == (20, 40)


def test_small_pictures_are_asked_for_once_and_belong_to_one_run(
    time: TimeTravel, asked: list[Request], live: LiveState
) -> None:
    pictures, key = time.pictures, ViewKey.of("decision_map")
    pictures.want(key, (20, 40))
    pictures.want(key, (40,))
    assert asked == [PicturePast("a", key, (20, 40))]
    assert time.heard(PastPictured("a", key, Snapshot("decision_map", 20, {}, {})))
    assert time.heard(PastPictured("b", key, Snapshot("decision_map", 40, {}, {})))  # of a run before
    assert set(pictures.held) == {20}
    pictures.want(key, (20, 60))
    assert asked[1:] == [PicturePast("a", key, (60,))]
    time.leave()
    assert not pictures.held


def test_no_picture_is_made_of_a_view_that_shows_nothing_of_the_run() -> None:
    told, clock = list[Message](), Clock()
    session = run(Session.start(template("iris-mlp", CATALOGUE).open()), 45)
    making = Picturing(told.append, clock)
    making.begin(session, PicturePast(session.id, ViewKey.of("weights"), (20, 40)))
    assert making.goes_on
    making.begin(session, PicturePast(session.id, ViewKey.of("decision_map"), (20, 40)))
    assert not making.goes_on
    making.work(training=False)
    assert told == []


def test_the_picture_pointed_at_comes_first_and_is_asked_for_once(
    time: TimeTravel, asked: list[Request]
) -> None:
    pictures, key = time.pictures, ViewKey.of("decision_map")
    pictures.want(key, (20, 40))
    pictures.point_at(key, 80)
    assert asked[1:] == [PicturePast("a", key, (80, 20, 40), hurried=True)]
    pictures.point_at(key, 80)
    pictures.want(key, (20, 40))
    assert len(asked) == 2
    time.heard(PastPictured("a", key, Snapshot("decision_map", 80, {}, {})))
    pictures.point_at(key, None)
    assert len(asked) == 2  # the others are on their way
    pictures.point_at(key, 40)
    assert asked[2:] == [PicturePast("a", key, (40, 20), hurried=True)]
    pictures.point_at(key, 80)  # which is there
    assert len(asked) == 3


def test_small_pictures_are_made_one_by_one_and_let_go_of_the_run() -> None:
    clock, told = Clock(), list[Message]()
    session = run(Session.start(SPIRAL), 45)
    making, key = Picturing(told.append, clock), ViewKey.of("decision_map")
    making.begin(session, PicturePast("another", key, (20,)))
    assert not making.goes_on
    making.begin(session, PicturePast(session.id, key, (20, 7, 40)))
    for _ in range(3):
        making.work(training=False)
    assert [each.picture.step for each in told if isinstance(each, PastPictured)] == [20, 40]  # 7 is not kept
    assert not making.goes_on
    making.begin(session, PicturePast(session.id, key, (0, 20)))
    making.leave()
    left = weakref.ref(session)
    del session
    gc.collect()
    assert left() is None and not making.goes_on
