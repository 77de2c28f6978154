"""Pace and share of views, by a clock that the test moves."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from playground.app.worker.governor import SHARE, Governor
from playground.app.worker.looking import RENEWED_S, Looking
from playground.app.worker.pacing import CHUNK_S, TICK_S, Pacer
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import fields_of
from playground.core.project.templates import template
from playground.core.project.values import Speed
from playground.core.views.key import ViewKey
from playground.core.views.registry import VIEWS
from playground.core.views.spec import ViewSpec

FIGURES, MAPS, STATS = ViewKey("class_figures"), ViewKey("decision_map"), ViewKey("weight_stats")
MARKS, SKIPS = ViewKey("marks"), ViewKey("skips")


def _drive(pacer: Pacer, seconds: float, step_s: float) -> tuple[int, list[tuple[float, int]]]:
    """Return the steps taken in some seconds of a worker whose steps take so long, and the chunks."""
    now, taken, chunks = 0.0, 0, []
    pacer.begin(now, steps_per_epoch=22)
    while now < seconds:
        now += pacer.wait_s(now)
        count = pacer.chunk(now)
        chunks.append((now, count))
        now += count * step_s
        taken += count
        pacer.took(count, count * step_s)
    return taken, chunks


@pytest.mark.parametrize(("speed", "expected"), [("1x", 220), ("10x", 2200)])
def test_ten_and_a_hundred_epochs_a_second_evenly(speed: Speed, expected: int) -> None:
    taken, chunks = _drive(Pacer(speed), 10.0, 0.0001)
    assert taken == pytest.approx(10 * expected, rel=0.02)
    gaps = [later - earlier for (earlier, _), (later, _) in zip(chunks[5:], chunks[6:], strict=False)]
    assert max(gaps) < 2 * TICK_S
    assert min(gaps) > TICK_S / 4


def test_as_fast_as_it_goes_never_waits_and_keeps_chunks_short() -> None:
    taken, chunks = _drive(Pacer("max"), 2.0, 0.0002)
    assert taken >= 2.0 / 0.0002
    assert max(count for _, count in chunks) * 0.0002 <= CHUNK_S
    assert max(count for _, count in chunks[10:]) > 20
    assert chunks[0][1] == 1


@pytest.mark.parametrize("speed", ["1x", "10x", "max"])
def test_steps_longer_than_a_chunk_come_one_by_one(speed: Speed) -> None:
    _, chunks = _drive(Pacer(speed), 3.0, 0.1)
    assert {count for _, count in chunks} == {1}
    assert len(chunks) >= 30


def test_a_delay_is_not_caught_up() -> None:
    pacer = Pacer("1x")
    pacer.begin(0.0, steps_per_epoch=22)
    pacer.took(7, 0.001)
    pacer.chunk(60.0)
    assert pacer.wait_s(60.0) > 0


def test_slow_epochs_wait_for_single_steps() -> None:
    pacer = Pacer("1x")
    pacer.begin(0.0, steps_per_epoch=1)
    assert pacer.wait_s(0.0) == pytest.approx(0.1)


@pytest.mark.parametrize("cost_s", [0.0005, 0.004, 0.2])
def test_views_take_at_most_their_share(cost_s: float) -> None:
    governor, now, spent = Governor(share=0.06), 0.0, 0.0
    for key in (FIGURES, MAPS):
        governor.open(key)
    while now < 30.0:
        now += 0.012
        for key in (FIGURES, MAPS):
            if governor.allows(key, now):
                now += cost_s
                spent += cost_s
                governor.spend(key, now, cost_s)
    assert spent / now <= 0.07
    assert spent / now >= 0.03
    assert governor.share(now) <= 0.22


def test_a_costly_view_starves_no_other() -> None:
    governor, now, last = Governor(share=0.06), 0.0, 0.0
    spent, gap = {FIGURES: 0.0, MAPS: 0.0}, 0.0
    costs = {FIGURES: 0.5, MAPS: 0.0005}
    for key in costs:
        governor.open(key)
    while now < 60.0:
        now += 0.012
        for key, cost_s in costs.items():
            if governor.allows(key, now):
                now += cost_s
                spent[key] += cost_s
                governor.spend(key, now, cost_s)
                gap, last = (max(gap, now - last), now) if key == MAPS else (gap, last)
    assert gap < 0.6  # no longer than the costly one takes
    assert spent[FIGURES] > 0.02 * 60 and sum(spent.values()) / now <= 0.07


def test_what_a_full_account_cannot_take_goes_to_the_others() -> None:
    governor = Governor(share=0.1)
    for key in (FIGURES, MAPS):
        governor.open(key)
    assert governor.allows(FIGURES, 0.0)
    governor.spend(FIGURES, 0.0, 1.0)
    assert not governor.allows(FIGURES, 9.5) and governor.allows(FIGURES, 9.9)  # it gets all
    assert governor.allows(MAPS, 9.9)
    governor.close(FIGURES)
    assert governor.wait_s(MAPS, 9.9) == 0.0


def test_the_governor_says_how_long_to_wait() -> None:
    governor = Governor(share=0.1)
    governor.open(FIGURES)
    assert governor.wait_s(FIGURES, 0.0) == 0.0
    assert governor.allows(FIGURES, 0.0)
    governor.spend(FIGURES, 0.5, 0.5)
    wait = governor.wait_s(FIGURES, 0.5)
    assert not governor.allows(FIGURES, 0.5 + wait / 2)
    assert governor.allows(FIGURES, 0.5 + wait + 0.01)
    governor.spend(FIGURES, 9.0, 5.0)
    governor.rest()
    assert governor.allows(FIGURES, 9.1)
    assert governor.share(9.1) == 0.0


class StillModel:
    """A model of a project that nothing is asked of."""

    project = template("spiral-mlp", CATALOGUE).open()
    fields = fields_of(project)
    step = 0


def test_a_view_comes_at_most_at_its_own_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[float] = []
    now = 0.0
    monkeypatch.setattr(ViewSpec, "snapshot", lambda spec, model, options: now)
    looking = Looking(lambda made: shown.extend(made.values()), lambda: now)  # type: ignore[arg-type]
    looking.watch(STATS)
    rate = VIEWS.get("weight_stats").rate_hz
    for tick in range(1000):
        now = tick * 0.012
        looking.stepped()
        looking.while_training(StillModel())  # type: ignore[arg-type]
    assert len(shown) == pytest.approx(12 * rate, rel=0.1)
    assert looking.wanting
    assert 0 < looking.wait_s() <= 1 / rate
    assert looking.at_rest(StillModel())  # type: ignore[arg-type]
    assert not looking.at_rest(StillModel())  # type: ignore[arg-type]


def test_what_has_just_been_asked_for_does_not_wait_for_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(ViewSpec, "snapshot", lambda spec, model, options: spec.id)
    looking = Looking(lambda made: shown.extend(made.values()), lambda: 0.0)  # type: ignore[arg-type]
    looking.watch(MAPS)
    looking.governor.allows(MAPS, 0.0)
    looking.governor.spend(MAPS, 0.0, 60.0)
    assert looking.wait_s() == 0.0
    looking.while_training(StillModel())  # type: ignore[arg-type]
    assert shown == ["decision_map"]
    looking.stepped()
    assert looking.wait_s() > 1.0
    looking.while_training(StillModel())  # type: ignore[arg-type]
    assert shown == ["decision_map"]


def test_an_answer_that_nobody_fetched_is_not_followed_by_another_while_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown, unseen, now = list[str](), set[ViewKey](), 0.0
    monkeypatch.setattr(ViewSpec, "snapshot", lambda spec, model, options: spec.id)
    looking = Looking(lambda made: shown.extend(made.values()), lambda: now, unseen.__contains__)  # type: ignore[arg-type]
    looking.watch(STATS)
    looking.while_training(StillModel())  # type: ignore[arg-type]
    unseen.add(STATS)
    for _ in range(2):
        now += 100.0
        looking.stepped()
        looking.epoch_ended()
        looking.while_training(StillModel())  # type: ignore[arg-type]
        assert shown == ["weight_stats"] and looking.wait_s() == inf
    unseen.clear()
    assert looking.wait_s() == 0.0
    looking.while_training(StillModel())  # type: ignore[arg-type]
    assert shown == ["weight_stats"] * 2


def test_what_an_epochs_end_overtook_waits_until_it_is_owed_and_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr(ViewSpec, "snapshot", lambda spec, model, options: spec.id)
    looking = Looking(lambda made: None, lambda: now)
    looking.watch(MAPS)
    looking.while_training(StillModel())  # type: ignore[arg-type]
    looking.governor.spend(MAPS, 0.0, 60.0)
    looking.stepped()
    assert looking.wait_s() > RENEWED_S
    looking.epoch_ended()
    now = 0.5
    assert looking.wait_s() == pytest.approx(RENEWED_S - 0.5)
    now = RENEWED_S
    assert looking.wait_s() == 0.0


class Clocked:
    """Looking at a model by a clock that the test moves: each view takes its seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, costs_s: dict[ViewKey, float]) -> None:
        self.now, self.shown = 0.0, list[tuple[ViewKey, float]]()
        self._costs = {key.view: cost_s for key, cost_s in costs_s.items()}
        monkeypatch.setattr(ViewSpec, "snapshot", lambda spec, model, options: self._work(spec))
        self.looking = Looking(
            lambda made: self.shown.extend((key, self.now) for key in made), lambda: self.now
        )
        for key in costs_s:
            self.looking.watch(key)

    def _work(self, spec: ViewSpec) -> Any:
        self.now += self._costs[spec.id]

    def train(self, seconds: float, epoch_s: float = 0.0, chunk_s: float = 0.02) -> None:
        """Let training go on; epochs end every so many of its own seconds, 0: never."""
        end, trained = self.now + seconds, 0.0
        while self.now < end:
            self.now, trained = self.now + chunk_s, trained + chunk_s
            self.looking.stepped()
            if epoch_s and trained >= epoch_s:
                trained -= epoch_s
                self.looking.epoch_ended()
            self.looking.while_training(StillModel())  # type: ignore[arg-type]

    def times(self, key: ViewKey) -> list[float]:
        """Return when a view was answered."""
        return [when for shown, when in self.shown if shown == key]

    def gaps(self, key: ViewKey) -> list[float]:
        """Return the seconds between a view's answers."""
        times = self.times(key)
        return [later - earlier for earlier, later in zip(times, times[1:], strict=False)]


def test_a_view_that_may_take_more_than_its_share_is_renewed_every_epoch_or_two_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    costs = {STATS: 0.1, MAPS: 0.001, FIGURES: 0.08}
    short = Clocked(monkeypatch, costs)
    short.train(60.0, epoch_s=0.1)
    for key in (STATS, FIGURES):
        assert max(short.gaps(key)) < RENEWED_S + 0.1 + sum(costs.values()) + 0.1
    long = Clocked(monkeypatch, costs)
    long.train(120.0, epoch_s=6.0)
    for key in (STATS, FIGURES):
        assert max(long.gaps(key)) < 6.0 / 0.9 + 2 * sum(costs.values()) + 0.1  # views take a tenth at most


@pytest.mark.parametrize("cost_s", [0.1, 0.3, 1.0])
def test_training_keeps_nine_tenths_however_slow_a_view_is(
    cost_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = {STATS: cost_s, MAPS: 0.001, FIGURES: 0.002}
    case = Clocked(monkeypatch, costs)
    case.train(300.0, epoch_s=0.1)
    assert sum(costs[key] for key, _ in case.shown) < 0.10 * case.now
    assert len(case.times(STATS)) > 3 and len(case.times(MAPS)) > 500


def test_a_costly_view_leaves_the_others_their_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    alone, beside = Clocked(monkeypatch, {MAPS: 0.001}), Clocked(monkeypatch, {MAPS: 0.001, STATS: 0.8})
    alone.train(30.0, epoch_s=1.0)
    monkeypatch.setattr(ViewSpec, "snapshot", lambda spec, model, options: beside._work(spec))
    beside.train(30.0, epoch_s=1.0)
    trained = 30.0 - 0.8 * len(beside.times(STATS))
    assert len(beside.times(MAPS)) > 0.9 * len(alone.times(MAPS)) * trained / 30.0
    assert max(beside.gaps(MAPS)) < 0.8 + 0.1


def test_views_of_held_out_data_are_renewed_at_an_epoch_s_end_all_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = Clocked(monkeypatch, {FIGURES: 0.001, MAPS: 0.001})
    case.train(5.0)
    assert len(case.times(FIGURES)) == 1 and len(case.times(MAPS)) > 50  # no epoch ended
    case.looking.watch(ViewKey.of("class_figures", {"part": "validation"}))
    case.train(5.3, epoch_s=1.0)
    both = (case.times(FIGURES)[1:], case.times(ViewKey.of("class_figures", {"part": "validation"}))[1:])
    assert len(both[0]) == 5
    assert [later - earlier for earlier, later in zip(*both, strict=True)] == pytest.approx(
        [0.001] * 5, abs=0.0011
    )


def test_views_of_held_out_data_are_renewed_at_rest_though_they_were_answered_since_the_last_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = Clocked(monkeypatch, {FIGURES: 0.001, MAPS: 0.001})
    case.train(0.02)  # both are answered after the last step, figures as of an epoch's end
    assert len(case.times(FIGURES)) == len(case.times(MAPS)) == 1
    while case.looking.at_rest(StillModel()):  # type: ignore[arg-type]
        pass
    assert (len(case.times(FIGURES)), len(case.times(MAPS))) == (2, 1) and not case.looking.wanting


def test_a_study_waits_its_turn_while_training_goes_on_and_comes_last_at_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    u = template("shapes-segment", CATALOGUE).open()
    monkeypatch.setattr(StillModel, "project", u)
    monkeypatch.setattr(StillModel, "fields", fields_of(u))
    case = Clocked(monkeypatch, {SKIPS: 0.8, MARKS: 0.1})
    every = 1 / VIEWS.get("skips").rate_hz
    case.train(4 * every + 5, epoch_s=1.0)
    assert len(case.times(SKIPS)) == 4 and min(case.times(SKIPS)) >= every  # not at once, as others are
    assert all(every <= gap <= every + 3.0 for gap in case.gaps(SKIPS))
    assert max(case.gaps(MARKS)) < 5.0
    case.looking.stepped()
    last = len(case.shown)
    while case.looking.at_rest(StillModel()):  # type: ignore[arg-type]
        pass
    assert [key for key, _ in case.shown[last:]] == [MARKS, SKIPS]


def test_another_model_is_looked_at_at_once_however_deep_in_debt_an_account_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = Clocked(monkeypatch, {STATS: 5.0, FIGURES: 0.001})
    case.train(20.0)
    before = len(case.times(STATS)), len(case.times(FIGURES))
    case.train(1.0)
    assert (len(case.times(STATS)), len(case.times(FIGURES))) == before
    case.looking.model_changed()
    assert case.looking.wait_s() == 0.0
    case.train(0.02)
    assert (len(case.times(STATS)), len(case.times(FIGURES))) == (before[0] + 1, before[1] + 1)


def test_what_looks_and_what_draws_take_a_tenth_at_most_together() -> None:
    from playground.gui.canvas.following import SHARE as DRAWING

    assert pytest.approx(0.10) == SHARE + DRAWING


def test_what_one_pass_found_is_told_together_at_the_pace_of_the_slowest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = ViewKey.of("class_figures", {"part": "train"})
    clocked = Clocked(monkeypatch, {FIGURES: 0.001, MAPS: 0.001, other: 0.001})
    clocked.train(5.0, epoch_s=0.1)
    assert clocked.times(FIGURES) == clocked.times(other) and len(clocked.times(FIGURES)) == 10
    clocked.looking.governor.spend(other, clocked.now, 60.0)
    clocked.train(8.0, epoch_s=0.1)
    assert clocked.times(FIGURES) == clocked.times(other)
    assert clocked.gaps(FIGURES)[-2:] == pytest.approx([RENEWED_S] * 2, abs=0.2)
    assert len(clocked.times(MAPS)) > 100
