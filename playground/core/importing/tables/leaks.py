"""Whether a column tells the target by itself: measured on rows that were not looked at before."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

BINS = 20
ROWS = 20_000  # that are looked at
FEWEST = 30
_LEAK = 0.98  # of what is not told by guessing


def tells(column: np.ndarray, target: np.ndarray, classes: bool) -> bool:
    """Say whether numbers or kinds (n,) alone tell classes (n,) int64 or numbers (n,) nearly without fault.

    Half of the rows say which class or mean belongs to a stretch of the column, the other half is told by it.
    """
    known = _known(column) & _known(target)
    if not known.all():
        column, target = column[known], target[known]
    if len(target) < FEWEST or (target == target[0]).all():
        return False
    rows = _drawn(len(target))
    column, target = column[rows], target[rows]
    first, second = np.arange(0, len(rows), 2), np.arange(1, len(rows), 2)
    places = _stretches(column, first)
    if classes:
        return _told_classes(places, target, first, second) > _LEAK
    told = max(_told_numbers(places, target, first, second), _told_by_line(column, target, first, second))
    return told > _LEAK + 0.015


@lru_cache(maxsize=4)
def _drawn(count: int) -> np.ndarray:
    """Return which of so many rows are looked at, drawn once for all columns."""
    return np.random.default_rng(0).permutation(count)[:ROWS].copy()


def _known(values: np.ndarray) -> np.ndarray:
    known: np.ndarray = values >= 0 if values.dtype.kind == "i" else np.isfinite(values)
    return known


def _stretches(column: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return the stretch that each value is in: a kind, or one of equally many values of the first half."""
    if column.dtype.kind == "i":
        return column
    different = np.unique(column[first])
    if len(different) <= BINS:
        edges = (different[1:] + different[:-1]) / 2
    else:
        edges = np.unique(np.quantile(column[first], np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.searchsorted(edges, column).astype(np.int64)


def _told_classes(places: np.ndarray, target: np.ndarray, first: np.ndarray, second: np.ndarray) -> float:
    """Return the share of what the commonest class misses that the column tells."""
    counts = np.zeros((places.max() + 1, target.max() + 1), np.int64)
    if counts.size > 10**7:
        return 0.0
    np.add.at(counts, (places[first], target[first]), 1)
    guess = int(np.bincount(target[first]).argmax())
    answers = np.where(counts.sum(axis=1) > 0, counts.argmax(axis=1), guess)
    right = float((answers[places[second]] == target[second]).mean())
    base = float((target[second] == guess).mean())
    return (right - base) / (1 - base) if base < 1 else 0.0


def _told_numbers(places: np.ndarray, target: np.ndarray, first: np.ndarray, second: np.ndarray) -> float:
    """Return the share of the spread that the means of the stretches tell."""
    size = int(places.max()) + 1
    counts = np.bincount(places[first], minlength=size)
    sums = np.bincount(places[first], weights=target[first], minlength=size)
    means = np.where(counts > 0, sums / np.maximum(1, counts), target[first].mean())
    return _share_told(means[places[second]], target[second])


def _told_by_line(column: np.ndarray, target: np.ndarray, first: np.ndarray, second: np.ndarray) -> float:
    """Return the share of the spread that a straight line through the first half tells."""
    x = column.astype(float)
    spread = float(x[first].std())
    if column.dtype.kind == "i" or not spread:
        return 0.0
    centred = (x - x[first].mean()) / spread
    slope = float((centred[first] * (target[first] - target[first].mean())).mean())
    return _share_told(target[first].mean() + slope * centred[second], target[second])


def _share_told(told: np.ndarray, target: np.ndarray) -> float:
    spread = float(((target - target.mean()) ** 2).sum())
    return 1 - float(((told - target) ** 2).sum()) / spread if spread > 0 else 0.0
