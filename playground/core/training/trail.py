"""Waypoints of a run: its weights every so many steps, thinned so that they stay few and small.

They lie as far apart as the run is long: when there are too many, or they take too much memory, the distance
doubles and those between go. Which steps are kept depends on nothing else, so it is the same on every repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import cast

import numpy as np
from torch import Tensor

from playground.core.project.records import Arrays, Waypoint
from playground.core.shapes.memory import STEPS_TO_WAYPOINT, WAYPOINT_BYTES, WAYPOINTS, WITH_STATE

EVERY = STEPS_TO_WAYPOINT
MOST = WAYPOINTS
NEVER = 2**48  # steps
BUDGET = WAYPOINT_BYTES
EARLIER_BUDGET = 12_000_000  # of a run that others follow
_STATE_SHARE = 10  # a state that takes more than so many times the weights is not worth it
_SMALL_STATE = 1_000_000  # bytes that any may take

Standing = tuple[Mapping[str, int], Arrays]  # a position and what makes the next step what it is


class Trail:
    """Keep the waypoints of one run while it goes on."""

    def __init__(
        self, kept: Iterable[Waypoint] = (), first: int = 0, most: int = MOST, budget: int = BUDGET
    ) -> None:
        self._kept = {waypoint.step: waypoint for waypoint in kept}
        self._most, self._budget = most, budget
        self._bytes = sum(waypoint.nbytes for waypoint in self._kept.values())
        self._each = 0  # bytes of one waypoint's weights
        self.version = 0  # changes whenever the steps may have
        self.distance = _distance(self.steps, first)

    @property
    def steps(self) -> tuple[int, ...]:
        """Return the steps that are kept, in order."""
        return tuple(self._kept)

    @property
    def every(self) -> int:
        """Return how many steps lie between two waypoints; more than any run has where there are none."""
        return self.distance if self._most else NEVER

    def row(self) -> tuple[Waypoint, ...]:
        """Return the waypoints, in order."""
        return tuple(map(_shown, self._kept.values()))

    def weights_at(self, step: int) -> Arrays | None:
        """Return the weights of a step that is kept."""
        kept = self._kept.get(step)
        return None if kept is None else _shown(kept).weights

    def until_next(self, step: int) -> int:
        """Return how many steps after this one the next waypoint lies."""
        return self.every - step % self.every

    def until_state(self, step: int) -> int:
        """Return how many steps after this one the next waypoint lies that can be gone on from."""
        apart = WITH_STATE * self.every
        return apart - step % apart

    def keep(
        self, step: int, weights: Callable[[], Mapping[str, Tensor] | Arrays], state: Callable[[], Standing]
    ) -> None:
        """Keep a step where a waypoint belongs; what it is made of is asked for only there."""
        if not self._most or step % self.distance or step in self._kept:
            return
        self._add(Waypoint(step, cast(Arrays, weights())))  # arrays by the time somebody sees them
        if step in self._kept and step % (WITH_STATE * self.distance) == 0:
            self._complete(self._kept[step], state)

    def cut(self, step: int) -> None:
        """Forget what came after a step."""
        self._keep_only(lambda each: each <= step)

    def _add(self, waypoint: Waypoint) -> None:
        self._kept[waypoint.step] = waypoint
        self._each = self._each or waypoint.nbytes  # weights are as many at each step
        self._bytes += self._each
        self.version += 1
        self.thin()

    def _complete(self, waypoint: Waypoint, state: Callable[[], Standing]) -> None:
        """Make a waypoint one that can be gone on from, if that does not take too much."""
        position, arrays = state()
        whole = Waypoint(waypoint.step, waypoint.weights, position, arrays)
        if whole.nbytes - waypoint.nbytes <= max(_SMALL_STATE, _STATE_SHARE * waypoint.nbytes):
            self._bytes += whole.nbytes - waypoint.nbytes
            self._kept[waypoint.step] = whole
            self.thin()

    def thin(self) -> None:
        """Double the distance until what is kept is few and small enough."""
        while self._kept and (len(self._kept) > self._most or self._bytes > self._budget):
            self.distance *= 2
            self._keep_only(lambda step: step % self.distance == 0)

    def _keep_only(self, wanted: Callable[[int], bool]) -> None:
        apart = WITH_STATE * self.distance
        self._kept = {step: each if step % apart == 0 else Waypoint(step, each.weights)
                      for step, each in self._kept.items() if wanted(step)}  # fmt: skip
        self._bytes = sum(waypoint.nbytes for waypoint in self._kept.values())
        self.version += 1


def _shown(kept: Waypoint) -> Waypoint:
    """Return a waypoint whose weights are arrays: while a run steps they are tensors."""
    return replace(kept, weights={key: np.asarray(each) for key, each in kept.weights.items()})


def thinned(kept: Sequence[Waypoint], budget: int = EARLIER_BUDGET) -> tuple[Waypoint, ...]:
    """Return as many waypoints of a run that is over as fit, evenly; states go where they are too many."""
    trail = Trail(kept, kept[0].step - 1 if kept else 0, budget=budget)
    trail.thin()
    return trail.row()


def whole_before(kept: Iterable[Waypoint], step: int) -> Waypoint | None:
    """Return the last waypoint up to a step that can be gone on from."""
    earlier = takewhile(lambda each: each.step <= step, kept)
    return max((each for each in earlier if each.state), key=lambda each: each.step, default=None)


def _distance(steps: tuple[int, ...], first: int) -> int:
    """Return how far apart waypoints are of which the run's first step could have had one."""
    distance = EVERY
    while steps and len(steps) < steps[-1] // distance - first // distance:
        distance *= 2
    return distance
