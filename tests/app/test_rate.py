"""The drawn schedule: of a run that goes on from another's weights, and drawn anew only where it changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.app import rate
from playground.app.live import LiveState
from playground.app.messages import SessionOpened
from playground.app.rate import RateCurves, recipe_at
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.training.session import Session
from playground.core.views.depth import still_below
from playground.core.views.spec import Snapshot
from run_bits import run

STEPS = 10  # of an epoch
PROJECT = template("spiral-mlp", CATALOGUE).open().with_recipe(
    schedule="plateau", schedule_options={"patience": 1, "factor": 0.5}, learning_rate=1.0, epochs=12
)  # fmt: skip


def live_with(losses: list[float], inherited: int = 0) -> LiveState:
    """Return a run whose epochs had these losses, the first of them a run's before it."""
    live = LiveState()
    live.open(SessionOpened("a", "new", PROJECT, 0, 0, STEPS))
    for epoch, loss in enumerate(losses, 1):
        if epoch == inherited + 1 and inherited:
            live.open(SessionOpened("b", "child", PROJECT, live.step, inherited, STEPS, inherited, "a"))
        live.add_steps(np.full(STEPS, loss))
        live.add_epochs([{"step": epoch * STEPS, "epoch": epoch, "loss": loss, "val_loss": loss}])
    return live


def test_a_plateau_is_waited_for_anew_in_a_run_that_goes_on_from_another() -> None:
    rising = [1.0, 2.0, 3.0, 4.0]
    alone, child = (RateCurves().of(PROJECT.recipe, live_with(rising, begun)) for begun in (0, 3))
    assert alone is not None and child is not None
    assert (alone.rate, child.rate) == (0.5, 1.0)
    before = child.rates[(child.epochs >= 3) & (child.epochs < 4)]
    assert child.rates[child.epochs < 3][-1] == 1.0 and set(before) == {1.0}


def test_the_present_rate_is_the_one_that_trains() -> None:
    """A child's stepper is asked itself."""
    project = PROJECT.with_recipe(optimizer="sgd", learning_rate=0.8, device="cpu", threads=1)
    parent = run(Session.start(project), 22 * 5)
    child = Session.start(project, inherit=parent.record())
    run(child, 22 * 4 + 1)
    live = LiveState()
    live.open(SessionOpened("b", "new", project, 0, 0, 22, child.position.offset_epochs))
    for session in (parent, child):
        for record in session.recorder.epochs:
            live.add_epochs([record])
    live.step = child.step - 1
    found = RateCurves().of(project.recipe, live)
    assert found is not None
    assert found.rate == child.stepper.groups[0].portions[0].update.learning_rate  # type: ignore[attr-defined]


def test_the_curve_is_drawn_once_an_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    live, curves, asked = live_with([1.0, 2.0, 3.0]), RateCurves(), []
    factor = rate.rate_factor

    def counted(*given: Any) -> float:
        asked.append(given)
        return factor(*given)

    monkeypatch.setattr(rate, "rate_factor", counted)
    first = curves.of(PROJECT.recipe, live)
    drawn = len(asked)
    live.add_steps(np.ones(3))
    again = curves.of(PROJECT.recipe, live)
    assert first is not None and again is not None
    assert again.rates is first.rates and again.now > first.now
    assert len(asked) == drawn + 1
    live.add_steps(np.ones(7))
    live.add_epochs([{"step": 40, "epoch": 4, "loss": 4.0, "val_loss": 4.0}])
    assert curves.of(PROJECT.recipe, live).rates is not first.rates  # type: ignore[union-attr]


def test_what_moves_weights_is_judged_by_the_rate_of_the_step_that_is_shown() -> None:
    """By SGD a gradient moves a weight according to the rate, which a schedule has made small by then."""
    recipe = PROJECT.with_recipe(schedule="linear", schedule_options={}, optimizer="sgd", epochs=10).recipe
    live = live_with([1.0] * 8)
    assert recipe_at(recipe, live, 80).learning_rate == pytest.approx(0.2)
    assert recipe_at(recipe, live, 15).learning_rate == pytest.approx(0.85)
    shown = Snapshot("depth", 80, {"weight": np.array([0.2])}, {})
    early, late = (still_below(recipe_at(recipe, live, step), shown) for step in (0, 80))
    assert late == pytest.approx(5 * early)
