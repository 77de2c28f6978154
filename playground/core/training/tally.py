"""An epoch's figures while it goes on: scores wait until there are many, then count and are gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.core.project.records import Arrays
from playground.core.shapes.memory import SCORES_KEPT
from playground.core.training.batches import Feeds
from playground.core.training.goal import Goal
from playground.core.training.metrics import FigureColumns

Sums = tuple[np.ndarray, np.ndarray]  # a state laid flat: its whole numbers and its decimal ones
Seen = Callable[[Feeds, Feeds], None]
Sizes = tuple[tuple[int, ...], ...]  # of what arrives at each goal, without the batch axis


@dataclass(frozen=True)
class TallyMark:
    """A tally as it stood: to go back to, to save."""

    counted: int  # batches whose scores are gone
    scores: tuple[Feeds, ...]  # of the batches that wait, one tensor a goal
    targets: tuple[Feeds, ...]
    states: tuple[Arrays, ...]  # of each goal's figures


class Tally:
    """Add up the goals' figures batch by batch.

    When the batches that wait hold SCORES_KEPT numbers or more, they are counted together: where that is
    depends on sizes alone, so sums of decimal numbers have the same bits however a run was interrupted.
    """

    def __init__(self, goals: tuple[Goal, ...], sizes: Sizes, seen: Seen | None = None) -> None:
        self._goals, self.sizes = goals, sizes
        self._seen = seen  # is shown what is counted: raw scores and targets a goal
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.metrics = tuple(goal.metrics(sizes) for goal, sizes in zip(self._goals, self.sizes, strict=True))
        self.scores: list[Feeds] = []  # of the batches that wait, one tensor a goal
        self._targets: list[Feeds] = []
        self.counted = 0  # batches whose scores are gone

    def add(self, scores: Sequence[Tensor], targets: Feeds) -> None:
        """Add a batch: each goal's raw scores and targets."""
        self.scores.append(tuple([score.detach() for score in scores]))
        self._targets.append(targets)
        first = self.scores[0]
        if len(self.scores) * sum([score.numel() for score in first]) >= SCORES_KEPT:
            self._count()

    def figures(self) -> dict[str, float]:
        """Return the figures of all that was added by name; of a second goal with its id before the name."""
        self._count()
        found: dict[str, float] = {}
        for index, (goal, metrics) in enumerate(zip(self._goals, self.metrics, strict=True)):
            told = goal.told(metrics)
            found |= told if not index else {f"{goal.node}_{name}": value for name, value in told.items()}
        return found

    def mark(self) -> TallyMark:
        """Return where it stands."""
        states = tuple(dict(each.state) for each in self.metrics)
        return TallyMark(self.counted, tuple(self.scores), tuple(self._targets), states)

    def back_to(self, mark: TallyMark) -> None:
        """Stand at a mark again."""
        for metrics, state in zip(self.metrics, mark.states, strict=True):
            metrics.state = dict(state)
        self.counted, self.scores, self._targets = mark.counted, list(mark.scores), list(mark.targets)

    def sums(self) -> Sums:
        """Return copies of what the first goal's figures have added up, for who adds to them elsewhere."""
        self._count()
        return to_sums(self.metrics[0].state)

    @property
    def nothing(self) -> Sums:
        """Return what the first goal's figures begin with."""
        return to_sums(self._goals[0].metrics(self.sizes[0]).state)

    def told(self, sums: Sums) -> FigureColumns:
        """Return the first goal's figures of several sums (rows, numbers)."""
        goal, metrics = self._goals[0], self._goals[0].metrics(self.sizes[0])
        return goal.told_each(metrics, from_sums(sums, metrics.state))

    def stand(self, counted: int, sums: Sums) -> None:
        """Take up what was added elsewhere, so many batches in all."""
        self.counted, metrics = counted, self.metrics[0]
        metrics.state = from_sums(sums, metrics.state)

    def _count(self) -> None:
        if not self.scores:
            return
        scores = tuple(map(torch.cat, zip(*self.scores, strict=True)))
        targets = tuple(map(torch.cat, zip(*self._targets, strict=True)))
        for goal, metrics, *pair in zip(self._goals, self.metrics, scores, targets, strict=True):
            goal.add(metrics, *pair)
        if self._seen is not None:
            self._seen(scores, targets)
        self.counted += len(self.scores)
        self.scores, self._targets = [], []


def to_sums(state: Arrays) -> Sums:
    """Return copies of a state's arrays, one after the other."""
    whole = [each.reshape(-1) for each in state.values() if each.dtype.kind == "i"]
    decimal = [each.reshape(-1) for each in state.values() if each.dtype.kind == "f"]
    return np.concatenate([np.zeros(0, np.int64), *whole]), np.concatenate([np.zeros(0), *decimal])


def from_sums(sums: Sums, like: Arrays) -> dict[str, np.ndarray]:
    """Return a state of the same arrays as another; of rows of sums, arrays of rows."""
    left, made = dict(zip("if", sums, strict=True)), {}
    for name, each in like.items():
        flat = left[each.dtype.kind]
        made[name] = flat[..., : each.size].reshape(*flat.shape[:-1], *each.shape).copy()
        left[each.dtype.kind] = flat[..., each.size :]
    return made
