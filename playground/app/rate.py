"""The learning rate along a training: as the recipe's schedule will have it, and where the training is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.app.live import LiveState
from playground.core.project.schedules import SCHEDULES, SchedulePoint, rate_factor
from playground.core.project.values import Recipe

_POINTS = 160  # of the curve


@dataclass(frozen=True)
class RateCurve:
    """Learning rates over epochs, (n,) each, and the present point."""

    epochs: np.ndarray
    rates: np.ndarray
    now: float  # epochs done
    rate: float  # of the next step


def rate_curve(recipe: Recipe, live: LiveState) -> RateCurve | None:
    """Return the curve of a recipe and the training's place on it; None for a schedule not known here."""
    spec = SCHEDULES.find(recipe.schedule)
    if spec is None:
        return None
    now, share = epochs_done(live), 1 / max(live.steps_per_epoch, 1)
    losses = _watched(live) if spec.watches else ()

    def rate(epoch: float) -> float:
        at = SchedulePoint(epoch, recipe.epochs, share, losses[: math.floor(epoch + share / 2)])
        return recipe.learning_rate * rate_factor(spec, recipe.schedule_options, recipe.warmup, at)

    last = max(recipe.epochs - share, 0.0)  # the last step's beginning
    epochs = np.linspace(0.0, max(last, now), _POINTS)
    return RateCurve(epochs, np.array([rate(epoch) for epoch in epochs.tolist()]), now, rate(now))


def epochs_done(live: LiveState) -> float:
    """Return how many epochs are done along the whole curve, with the part of the one that goes on."""
    ends = live.epochs.column("step")
    ended = int(ends[-1]) if len(ends) else 0
    known = len(ends) > 0 or live.epoch == 0
    part = (live.step - ended) / max(live.steps_per_epoch, 1) if known else 0.0
    return live.epoch + min(max(part, 0.0), 1.0)


def _watched(live: LiveState) -> tuple[float, ...]:
    """Return the losses that a schedule may watch, of the epochs so far."""
    if not len(live.epochs):
        return ()
    name = "val_loss" if "val_loss" in live.epochs.names else "loss"
    return tuple(live.epochs.column(name).tolist())
