"""The learning rate of each step, as the recipe's schedule has it."""

from __future__ import annotations

from playground.core.project.schedules import SCHEDULES, SchedulePoint, rate_factor
from playground.core.project.values import Recipe
from playground.core.training.batches import Epoch


class LearningRate:
    """Say what the recipe's learning rate is multiplied with; the place in the training decides it alone."""

    def __init__(self, recipe: Recipe) -> None:
        self.set(recipe)

    def set(self, recipe: Recipe) -> None:
        """Follow another recipe."""
        self._recipe, self._spec = recipe, SCHEDULES.get(recipe.schedule)
        self.steady = recipe.schedule == "constant" and not recipe.warmup  # 1 at every step

    def factor(self, epoch: Epoch, index: int) -> float:
        """Return it for one step of an epoch, counted from 0."""
        done = epoch.number + index / epoch.steps
        at = SchedulePoint(done, self._recipe.epochs, 1 / epoch.steps, epoch.losses)
        return rate_factor(self._spec, self._recipe.schedule_options, self._recipe.warmup, at)
