"""Where one row lies among all: the spread of each class, and the training rows that are most like it."""

from __future__ import annotations

import numpy as np

from playground.app.row_table import RowColumn, RowTable

STEPS = 72  # points of a smoothed spread
_BANDWIDTH = 18  # a smoothed value is as wide as the range divided by this
ALIKE = 5


def densities(column: RowColumn, table: RowTable) -> tuple[np.ndarray, np.ndarray]:
    """Return points (STEPS,) of a column of numbers and the smoothed share of each class there.

    The shares are (classes, STEPS), each class by itself, the highest of all 1; what is left out counts not.
    """
    known = np.isfinite(column.values) & ~table.out
    values, groups = column.values[known].astype(np.float64), table.groups[known]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    edges = np.linspace(low, high if high > low else low + 1.0, STEPS + 1)
    sigma = STEPS / _BANDWIDTH
    reach = np.arange(-int(3 * sigma), int(3 * sigma) + 1)
    kernel = np.exp(-0.5 * (reach / sigma) ** 2)
    found = []
    for group in range(max(1, len(table.classes))):
        counts, _ = np.histogram(values[groups == group], edges)
        found.append(np.convolve(counts / max(1, counts.sum()), kernel, "same"))
    made = np.array(found)
    return (edges[:-1] + edges[1:]) / 2, made / max(float(made.max()), 1e-12)


def has_alike(table: RowTable) -> bool:
    """Say whether samples have values by which some are more alike than others."""
    return any(each.meaning == "data" for each in table.columns)


def most_alike(row: int, table: RowTable, count: int = ALIKE) -> np.ndarray:
    """Return the training rows (k,) nearest to one, itself left aside, the nearest first.

    Numbers count in deviations of the training part, an unknown one as its mean; another category counts as
    one place lost and one won.
    """
    training = np.flatnonzero((table.part == 0) & ~table.out)
    training = training[training != row]
    away = np.zeros(len(training))
    for column in table.columns:
        if column.meaning != "data":
            continue
        there, here = column.values[training], column.values[row]
        if column.kinds:
            away += 2.0 * (there != here)
        else:
            away += (_scaled(there, there) - _scaled(here, there)) ** 2
    found: np.ndarray = training[np.argsort(away, kind="stable")[:count]]
    return found


def _scaled(values: np.ndarray, training: np.ndarray) -> np.ndarray:
    known = training[np.isfinite(training)].astype(np.float64)
    if not len(known):
        return np.zeros_like(values, np.float64)
    made = (np.asarray(values, np.float64) - known.mean()) / (known.std() or 1.0)
    return np.where(np.isfinite(made), made, 0.0)
