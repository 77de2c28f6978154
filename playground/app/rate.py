"""The learning rate along a training: as the recipe's schedule will have it, and where the training is."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from playground.app.live import LiveState
from playground.core.project.schedules import SCHEDULES, SchedulePoint, ScheduleSpec, rate_factor
from playground.core.project.values import Recipe

_POINTS = 160  # of the curve


@dataclass(frozen=True)
class RateCurve:
    """Learning rates over epochs, (n,) each, and the present point."""

    epochs: np.ndarray
    rates: np.ndarray
    now: float  # epochs done
    rate: float  # of the next step


def recipe_at(recipe: Recipe, live: LiveState, step: int) -> Recipe:
    """Return a recipe with the learning rate that a step of the run has by its schedule."""
    spec = SCHEDULES.find(recipe.schedule)
    if spec is None:
        return recipe
    return replace(recipe, learning_rate=_Rates(spec, recipe, live).at(live.epoch_at(step)))


class RateCurves:
    """Draw a schedule's curve once, and again only when it is another: the present point goes along it."""

    def __init__(self) -> None:
        self._key: Hashable = None  # what the curve was drawn of
        self._recipe: Recipe | None = None
        self._drawn = np.zeros(0), np.zeros(0)

    def of(self, recipe: Recipe, live: LiveState, step: int | None = None) -> RateCurve | None:
        """Return the curve of a recipe and a step's place on it, or the newest one's.

        None for a schedule not known here.
        """
        spec = SCHEDULES.find(recipe.schedule)
        if spec is None:
            return None
        rates, newest = _Rates(spec, recipe, live), live.epoch_at(live.step)
        now = newest if step is None else live.epoch_at(step)
        last = max(recipe.epochs - rates.share, 0.0)  # the last step's beginning
        last = last if newest <= last else math.ceil(newest)  # beyond it a whole epoch at once
        key = (live.run, live.inherited_epochs, rates.share, last, rates.watched if spec.watches else None)
        if key != self._key or self._recipe is not recipe:
            epochs = np.linspace(0.0, last, _POINTS)
            self._drawn = epochs, np.array([rates.at(epoch) for epoch in epochs.tolist()])
            self._key, self._recipe = key, recipe
        return RateCurve(*self._drawn, now, rates.at(now))


class _Rates:
    """Say which rate a step has, by what is known of a run."""

    def __init__(self, spec: ScheduleSpec, recipe: Recipe, live: LiveState) -> None:
        self._spec, self._recipe, self._from = spec, recipe, live.inherited_epochs
        self.share = 1 / max(live.steps_per_epoch, 1)
        self.watched = _watched(live) if spec.watches else ((), ())

    def at(self, epoch: float) -> float:
        """Return the rate of a step that begins after so many epochs."""
        recipe, done = self._recipe, math.floor(epoch + self.share / 2)
        before, own = self.watched
        losses = before[:done] if done < self._from else own[: done - self._from]
        at = SchedulePoint(epoch, recipe.epochs, self.share, losses)
        return recipe.learning_rate * rate_factor(self._spec, recipe.schedule_options, recipe.warmup, at)


def _watched(live: LiveState) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the losses that a schedule may watch, of the epochs before this run and of its own.

    A run that goes on from another's weights waits anew for its loss to fall.
    """
    if not len(live.epochs):
        return (), ()
    name = "val_loss" if "val_loss" in live.epochs.names else "loss"
    losses, begun = live.epochs.column(name), live.epochs.column("epoch") <= live.inherited_epochs
    return tuple(losses[begun].tolist()), tuple(losses[~begun].tolist())
