"""How the values of a column are spread, counted by class: of all rows, and of those that are listed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.app.row_filter import Brush
from playground.app.row_table import RowColumn, RowTable

BINS = 20
MOST_KINDS = 24  # bars of a category; what is beyond them shares the last
_SMALLEST = 1e-6  # of a loss, on its logarithmic axis


@dataclass(frozen=True, eq=False)
class ColumnBins:
    """One column in bars: `edges` (bins + 1,) in its values, `at` (n,) the bar of each row, -1 for none."""

    edges: np.ndarray
    at: np.ndarray

    @property
    def count(self) -> int:
        """Return how many bars there are."""
        return len(self.edges) - 1

    def brush(self, key: str, first: int, last: int) -> Brush:
        """Return what is brushed with the bars from one to another, both included."""
        low, high = float(self.edges[first]), float(self.edges[last + 1])
        below = last + 1 < self.count  # what lies on an edge belongs to the bar after it
        return Brush(key, low, float(np.nextafter(high, low)) if below else high)

    def counted(self, groups: np.ndarray, most: int, rows: np.ndarray | None = None) -> np.ndarray:
        """Return how many of the rows (n,) bool, or of all, are in each bar by group, (bins, groups)."""
        used = self.at >= 0 if rows is None else rows & (self.at >= 0)
        cells = self.at[used].astype(np.int64) * most + np.clip(groups[used], 0, most - 1)
        return np.bincount(cells, minlength=self.count * most).reshape(self.count, most)


def bins_of(column: RowColumn, table: RowTable) -> ColumnBins:
    """Return the bars of a column; a loss has a logarithmic axis, an answer of a class its certainty."""
    if column.kinds and column.meaning != "says":
        count = min(len(column.kinds), MOST_KINDS)
        at = np.where(column.values < 0, -1, np.minimum(column.values, count - 1)).astype(np.int16)
        return ColumnBins(np.arange(count + 1) - 0.5, at)
    if column.meaning == "loss":
        even = _even(np.log10(np.maximum(column.values, _SMALLEST)), BINS)
        return ColumnBins(10**even.edges, even.at)
    return _even(table.measured(column), BINS)


def _even(values: np.ndarray, count: int) -> ColumnBins:
    """Return bars of the same width from the least to the most of what is known."""
    known = np.isfinite(values)
    some = values[known]
    low, high = (float(some.min()), float(some.max())) if len(some) else (0.0, 1.0)
    edges = np.linspace(low, high if high > low else low + 1.0, count + 1)
    at = np.full(len(values), -1, np.int16)
    scaled = (some.astype(np.float64) - edges[0]) / (edges[-1] - edges[0]) * count
    at[known] = np.clip(scaled.astype(np.int16), 0, count - 1)
    return ColumnBins(edges, at)
