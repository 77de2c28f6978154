"""What takes steps: "n steps from here" by a rule. The plan chooses which; sessions know no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from torch import Tensor

from playground.core.project.values import Recipe
from playground.core.registry import named
from playground.core.training.assembly import Assembly
from playground.core.training.batches import Epoch
from playground.core.training.cancel import Stop
from playground.core.training.plan import STEPPERS, Plan

Losses = Mapping[str, Tensor]  # by name (steps taken,), LOSS among them; all before their updates
State = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Fault:
    """The next step's trouble: what is not finite, and the block where that begins."""

    what: str  # "Loss" or what else a loss is called, "Weights", "Running statistics"
    value: float
    node: str


class Stepper(Protocol):
    """Take steps within one epoch; the random state is the run's own from the first to the last of them."""

    @property
    def epoch(self) -> Epoch | None:
        """Return the epoch that goes on; None between two."""

    @property
    def index(self) -> int:
        """Return how many steps of the epoch are done."""

    @property
    def left(self) -> int:
        """Return how many steps are left in the epoch."""

    def begin(self, epoch: Epoch) -> None:
        """Start an epoch."""

    def end(self) -> dict[str, float]:
        """Close the epoch and return the goals' figures, as training saw them."""

    def steps(self, count: int, stop: Stop) -> Losses:
        """Take at most that many steps; fewer when `stop` says so."""

    def snapshot(self) -> Any:
        """Copy what steps change."""

    def restore(self, snapshot: Any) -> None:
        """Go back to a snapshot of the same epoch."""

    def finite(self) -> bool:
        """Say whether all weights and running statistics are finite."""

    def fault(self) -> Fault:
        """Say what the next step would do wrong; everything stays as it is."""

    def set_recipe(self, recipe: Recipe) -> None:
        """Follow another recipe from the next step on; another optimizer starts with fresh state."""

    def seed(self, seed: int) -> None:
        """Begin the run's own random state."""

    def state(self) -> dict[str, np.ndarray]:
        """Return copies of all that makes the next step what it is, beside weights and the epoch's order."""

    def resume(self, state: State) -> None:
        """Take up a state, between epochs; raise PlaygroundError for one that is damaged."""

    def resume_epoch(self, state: State, done: int) -> None:
        """Stand behind so many steps of the epoch that was begun, with the figures they brought."""

    def gradients(self) -> Mapping[str, np.ndarray]:
        """Return copies of the last step's gradients by weight key; empty when there are none."""


def make_stepper(plan: Plan, parts: Assembly, recipe: Recipe) -> Stepper:
    """Return what the plan's engine takes steps with."""
    made: Stepper = named(STEPPERS[plan.engine])(parts, recipe, plan.device)
    return made
