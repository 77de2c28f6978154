"""Figures of classes: of samples, and of each of many steps or pixels of a sample."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.core.training.metrics import ClassMetrics, overlaps
from playground.core.views.uncertainty import of_tables

MOST_TABLES = 4_000_000  # cells of the samples' own tables, from which intervals are drawn


def by_class(table: np.ndarray) -> dict[str, np.ndarray]:
    """Return the table (true, answered) with support, precision and recall of each class."""
    hits, support, answered = table.diagonal(), table.sum(axis=1), table.sum(axis=0)
    return {
        "confusion": table, "support": support,
        "precision": hits / np.maximum(answered, 1), "recall": hits / np.maximum(support, 1),
    }  # fmt: skip


def of_places(
    said: np.ndarray | None, true: np.ndarray, classes: int
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return arrays and facts of the classes (n, ...) said of each step or pixel, -1 where none counts.

    Steps and pixels of a sample resemble each other, so intervals are drawn from whole samples.
    """
    if said is None:
        return {}, {}
    tables = tables_of(said, true, classes)
    table = tables.sum(axis=0)
    arrays, figures = by_class(table), ClassMetrics(classes).compute_each({"confusion": table[None]})
    arrays["iou"] = overlaps(table)
    facts: dict[str, Any] = {"places": int(table.sum()), **{name: each[0] for name, each in figures.items()}}
    if tables.size > MOST_TABLES:
        return arrays, facts
    halves, each_half = of_tables(tables)
    return {**arrays, "iou_half": each_half}, {**facts, "interval": dict(halves)}


def tables_of(said: np.ndarray, true: np.ndarray, classes: int) -> np.ndarray:
    """Return how often which class was taken for which in each sample: (n, true, said) int64.

    All samples make one table where those of each would be too many.
    """
    samples = len(said) if len(said) * classes**2 <= MOST_TABLES else 1
    counted = said >= 0
    of = np.broadcast_to(np.arange(samples).reshape(-1, *[1] * (said.ndim - 1)), said.shape)[counted]
    cell = (of * classes + true[counted].astype(np.int64)) * classes + said[counted]
    return np.bincount(cell, minlength=samples * classes**2).reshape(samples, classes, classes)


def overlap_of(said: np.ndarray, true: np.ndarray, classes: int) -> float:
    """Return the mean Jaccard index of one sample over the classes that are said or true in it."""
    table = tables_of(said[None], true[None], classes)[0]
    there = table.sum(axis=0) + table.sum(axis=1) > 0
    return float(overlaps(table)[there].mean()) if there.any() else 0.0


def shares_wrong(said: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Return the share of wrong ones among the steps or pixels of each sample that count, (n,) float64."""
    counted = (said >= 0).reshape(len(said), -1)
    wrong = counted & (said != true).reshape(len(said), -1)
    return np.asarray(wrong.sum(axis=1) / np.maximum(counted.sum(axis=1), 1))


def worst_confusions(said: np.ndarray, true: np.ndarray, classes: int) -> np.ndarray:
    """Return which class is most often taken for which in each sample, and how often, (n, 3) int64.

    0 times where nothing is wrong; of pairs that are as frequent the first true class counts. Steps and
    pixels of which either is -1 do not count.
    """
    found = np.zeros((len(said), 3), np.int64)
    wrong = (said >= 0) & (true >= 0) & (said != true)
    for sample in np.flatnonzero(wrong.any(axis=tuple(range(1, wrong.ndim)))):
        of = wrong[sample]
        pairs = true[sample][of].astype(np.int64) * classes + said[sample][of]
        cells, counts = np.unique(pairs, return_counts=True)
        most = int(counts.argmax())
        found[sample] = (*divmod(int(cells[most]), classes), counts[most])
    return found
