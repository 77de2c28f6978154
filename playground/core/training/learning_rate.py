"""The learning rate of each step, as the recipe's schedule has it."""

from __future__ import annotations

from playground.core.project.schedules import SCHEDULES, SchedulePoint, rate_factor, warming
from playground.core.project.values import Recipe
from playground.core.training.batches import Epoch


class LearningRate:
    """Say what the recipe's learning rate is multiplied with; the place in the training decides it alone."""

    def __init__(self, recipe: Recipe) -> None:
        self.set(recipe)

    def set(self, recipe: Recipe) -> None:
        """Follow another recipe."""
        self._recipe, self._spec = recipe, SCHEDULES.get(recipe.schedule)
        self._watched: tuple[tuple[float, ...], float] | None = None  # losses, and what they make of it
        self.steady = recipe.schedule == "constant" and not recipe.warmup  # 1 at every step

    def factor(self, epoch: Epoch, index: int) -> float:
        """Return it for one step of an epoch, counted from 0."""
        recipe, done = self._recipe, epoch.number + index / epoch.steps
        losses = epoch.losses if self._spec.watches else ()
        at = SchedulePoint(done, recipe.epochs, 1 / epoch.steps, losses)
        if self._spec.watches:
            return warming(recipe.warmup, at) * self._by_losses(epoch)
        return rate_factor(self._spec, recipe.schedule_options, recipe.warmup, at)

    def _by_losses(self, epoch: Epoch) -> float:
        """Return what the losses before an epoch make of the rate: looked at once for all its steps."""
        if self._watched is None or self._watched[0] is not epoch.losses:
            options = self._spec.options(self._recipe.schedule_options)
            self._watched = epoch.losses, self._spec.curve(epoch.losses, **options)
        return self._watched[1]
