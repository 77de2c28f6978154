"""What takes steps: "n steps from here" by a rule. The plan chooses which; sessions know no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from torch import Tensor

from playground.core.project.records import Arrays
from playground.core.project.values import Part, Recipe
from playground.core.registry import named
from playground.core.training.assembly import Assembly
from playground.core.training.batches import Epoch
from playground.core.training.cancel import Stop
from playground.core.training.metrics import FigureColumns
from playground.core.training.plan import STEPPERS, TOGETHER, Plan

Losses = Mapping[str, Tensor]  # by name (steps taken,), LOSS among them; all before their updates
State = Mapping[str, np.ndarray]
Draw = Callable[[Tensor], object]  # writes the next epoch's order into a row (samples,)
Judged = tuple[Mapping[str, float], Mapping[str, np.ndarray]]  # "loss" with the figures; raw scores by goal


Range = tuple[float, float]  # the lowest and the highest; of what is not finite, infinity alone counts


@dataclass(frozen=True)
class Fault:
    """The next step's trouble: what is not finite, and the block where that begins."""

    what: str  # "Loss" or what else a loss is called, "Weights", "Running statistics"
    value: float
    node: str
    came: Range | None = None  # into the block; of weights their gradient
    went: Range | None = None  # out of it; None of weights
    source: str = ""  # the source or goal with the largest numbers of the batch
    largest: float = 0.0  # of the data there, without sign

    @staticmethod
    def of_json(told: Mapping[str, Any]) -> Fault:
        """Return what `dataclasses.asdict` made JSON of."""
        spans = {name: tuple(told[name]) for name in ("came", "went") if told[name] is not None}
        return Fault(**{**told, **spans})


class Waypoints(NamedTuple):
    """At which steps weights are to be copied: each so-manieth, counted with those that were taken before."""

    every: int
    since: int

    def after(self, steps: int) -> Waypoints:
        """Return what is left of them so many steps later."""
        return self._replace(since=self.since + steps)

    def within(self, steps: int) -> int:
        """Return how many of them the next so many steps pass."""
        return (self.since + steps) // self.every - self.since // self.every

    def passed(self, count: int) -> range:
        """Return the steps of the next so many."""
        first = (self.since // self.every + 1) * self.every
        return range(first, first + count * self.every, self.every)


@dataclass(frozen=True)
class WholeEpochs:
    """What epochs in a row brought: losses of all their steps, figures of each, weights at waypoints."""

    losses: Losses
    trained: FigureColumns
    held_out: FigureColumns  # "loss" among them; empty where nothing is held out
    kept: Sequence[Arrays]  # by key


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

    def make_ready(self, stop: Stop) -> None:
        """Wait for what the next steps need and is no training, at most until `stop` says so."""

    def steps(self, count: int, stop: Stop) -> Losses:
        """Take at most that many steps; fewer when `stop` says so."""

    def epochs(self, count: int, sizes: tuple[int, ...], draw: Draw, waypoints: Waypoints,
               stop: Stop) -> WholeEpochs | None:  # fmt: skip
        """Take at most that many epochs from beginning to end; None where it takes them step by step."""

    def take_over(self) -> None:
        """Let the second engine of a relay take the steps from here on; nothing where there is one alone."""

    def judge(self, part: Part) -> Judged | None:
        """Pass one part through as the engine does; None where PyTorch does."""

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

    def put_average(self) -> bool:
        """Give the weights their running average; False where none is kept."""

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
    made: Stepper = named(STEPPERS[plan.engine] if plan.processes == 1 else TOGETHER)(
        parts, recipe, plan.device
    )
    return made
