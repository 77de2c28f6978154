"""Pace and share of views, by a clock that the test moves."""

from __future__ import annotations

import pytest

from playground.app.worker.governor import Governor
from playground.app.worker.looking import Looking
from playground.app.worker.pacing import CHUNK_S, TICK_S, Pacer
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import fields_of
from playground.core.project.templates import template
from playground.core.project.values import Speed
from playground.core.views.key import ViewKey
from playground.core.views.registry import VIEWS
from playground.core.views.spec import ViewSpec

FIGURES, MAPS = ViewKey("class_figures"), ViewKey("decision_map")


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
    looking = Looking(lambda key, made: shown.append(made), lambda: now)  # type: ignore[arg-type]
    looking.watch(FIGURES)
    rate = VIEWS.get("class_figures").rate_hz
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
    looking = Looking(lambda key, made: shown.append(made), lambda: 0.0)  # type: ignore[arg-type]
    looking.watch(FIGURES)
    looking.governor.allows(FIGURES, 0.0)
    looking.governor.spend(FIGURES, 0.0, 60.0)
    assert looking.wait_s() == 0.0
    looking.while_training(StillModel())  # type: ignore[arg-type]
    assert shown == ["class_figures"]
    looking.stepped()
    assert looking.wait_s() > 1.0
    looking.while_training(StillModel())  # type: ignore[arg-type]
    assert shown == ["class_figures"]
