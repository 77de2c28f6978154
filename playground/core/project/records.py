"""What happened when a frozen project was trained, as values that files hold: no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from playground.core.project.values import Project

Arrays = Mapping[str, np.ndarray]  # by readable key, see BlockPath
ENGINE = "engine"  # the change that says which engine takes the steps from here on
RETURNED = "best_epoch"  # the change that says which epoch's weights are back
AVERAGED = "average_taken"  # the change that says that the weights are their running average from here on
LONGEST_TITLE, LONGEST_NOTE = 200, 10_000  # characters of what a person calls a run and says of it
BEFORE = "recipe.before"  # in a state: it is of the recipe before the changes at this step
PATIENCE = "patience_from"  # the change that says after how many epochs waiting for a gain began anew


@dataclass(frozen=True)
class History:
    """Every step's loss and every epoch's figures of one run, and the changes made on the way."""

    losses: np.ndarray = field(default_factory=lambda: np.zeros(0))  # (steps,) float64, before the update
    epochs: tuple[Mapping[str, Any], ...] = ()  # {"epoch", "step", "loss", "val_loss", metrics...}
    changes: tuple[Mapping[str, Any], ...] = ()  # {"step", "what", "from", "to"}
    others: Arrays = field(default_factory=dict)  # further losses by name, (steps,) each
    # (epochs,) float64: how long this run had trained at each epoch's end, NaN where nobody kept it; fewer
    # in files before it was kept. No part of what a run repeats to the bit.
    seconds: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @property
    def clocked(self) -> np.ndarray:
        """Return the seconds of each epoch, (epochs,) float64; NaN where nobody kept them."""
        found = np.full(len(self.epochs), np.nan)
        found[: len(self.seconds)] = self.seconds[: len(found)]
        return found

    def before(self, step: int, first: int) -> History:
        """Return what had happened up to a step, in a run that began at the first, without changes there."""
        taken = step - first
        epochs = tuple(epoch for epoch in self.epochs if int(epoch["step"]) <= step)
        return History(
            self.losses[:taken], epochs,
            tuple(change for change in self.changes if int(change["step"]) < step),
            {name: losses[:taken] for name, losses in self.others.items()}, self.seconds[: len(epochs)],
        )  # fmt: skip


@dataclass(frozen=True)
class Waypoint:
    """The weights of a run at one step on its way; at some, all that makes its next step what it is."""

    step: int  # along the whole curve, parents included; changes made at this step come after it
    weights: Arrays  # parameters and buffers
    position: Mapping[str, int] = field(default_factory=dict)  # step, epoch... as in a run's position
    state: Arrays = field(default_factory=dict)  # as a run's; empty: weights alone are kept

    @property
    def nbytes(self) -> int:
        """Return how much memory it takes."""
        return sum(array.nbytes for arrays in (self.weights, self.state) for array in arrays.values())


@dataclass(frozen=True)
class RunLabel:
    """What a person calls a run and says of it, and where it stands among the others of its project."""

    number: int = 0  # in the order they began, from 1; 0: none was given yet
    title: str = ""
    note: str = ""
    pinned: bool = False  # it stays, however many come after it
    begun: float = 0.0  # seconds since 1970; 0: nobody noted it
    branch_of: str = ""  # the run whose first steps it shares
    branch_step: int = 0  # up to which step


@dataclass(frozen=True)
class RunRecord:
    """One run, complete: enough to show it, to resume it to the bit, and to repeat it."""

    id: str
    project: Project  # frozen at the start
    plan: Mapping[str, Any]
    environment: Mapping[str, Any]  # versions, device, threads
    history: History
    position: Mapping[str, Any]  # step, epoch, step in the epoch, running sums, reason: JSON values
    start: Arrays  # initial weights
    weights: Arrays  # parameters and buffers now
    state: Arrays  # optimizer tensors, random states, permutation
    parent: str = ""  # the run whose weights it went on from
    trail: tuple[Waypoint, ...] = ()  # kept on the way, in order
    label: RunLabel = RunLabel()

    @property
    def without_trail(self) -> RunRecord:
        """Return it without its way: what is written again and again while it goes on is small."""
        return replace(self, trail=())

    @property
    def nbytes(self) -> int:
        """Return about how many bytes it takes in a file: its arrays, which are not compressed."""
        history = self.history
        held = (self.start, self.weights, self.state, history.others, {"": history.losses})
        arrays = sum(array.nbytes for each in held for array in each.values())
        return arrays + sum(waypoint.nbytes for waypoint in self.trail)

    @property
    def trained(self) -> bool:
        """Say whether a step was taken, by it or by the runs it went on from."""
        return int(self.position.get("step", 0)) > 0
