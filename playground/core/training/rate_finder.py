"""Find a learning rate: a copy of the network is trained while the rate grows at each step."""

from __future__ import annotations

import math
from dataclasses import replace

from playground.core.project.records import RunRecord
from playground.core.project.values import Recipe
from playground.core.training.rate_test import RateTest, rate_at
from playground.core.training.session import Session
from playground.core.training.trail import Trail


class RateFinder:
    """Train a copy of a run from where it stands; the run itself is left alone."""

    def __init__(self, run: RunRecord) -> None:
        self._session = session = Session.resume(run)
        session.trail = Trail(most=0)
        self._recipe = _plain(session.recipe)
        self.found = RateTest()

    def advance(self) -> RateTest:
        """Try the next rate and return what is known by now."""
        self._session.set_recipe(replace(self._recipe, learning_rate=rate_at(len(self.found.rates))))
        done = self._session.advance(self._recipe.accumulate)  # with so many steps the weights change once
        loss = float(done.losses.mean()) if len(done.losses) and not done.problem else math.inf
        self.found = self.found.further(loss)
        return self.found


def _plain(recipe: Recipe) -> Recipe:
    """Return a recipe that lets the rate be set, and that nothing ends."""
    return replace(
        recipe, schedule="constant", schedule_options={}, warmup=0.0, early_stopping=0, time_limit=0.0,
        keep_best=False, average=0.0,
    )  # fmt: skip
