"""Connected regions of one class in what is said of the pixels of a picture, with how surely it is said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEAST = 1 / 56  # of all pixels that a region has at least: 14 of 28 × 28


@dataclass(frozen=True)
class Region:
    """Neighbouring pixels of which the same class is said."""

    label: int
    pixels: int
    certainty: float  # mean probability of the class
    row: float  # of the middle, in pixels from the top
    column: float


def regions(said: np.ndarray, certainty: np.ndarray) -> tuple[Region, ...]:
    """Return the regions of classes (h, w) but the first, which is mostly ground, the largest first.

    Pixels are neighbours side by side and above one another; `certainty` (h, w) is the probability of what is
    said of each. Small regions are left out.
    """
    homes = _homes(said)
    found = []
    for home, count in zip(*np.unique(homes[said > 0], return_counts=True), strict=True):
        if count < LEAST * said.size:
            continue
        here = homes == home
        rows, columns = np.nonzero(here)
        row, column = _inside(rows, columns)
        label = int(said[rows[0], columns[0]])
        found.append(Region(label, int(count), float(certainty[here].mean()), row, column))
    return tuple(sorted(found, key=lambda each: -each.pixels))


def _homes(said: np.ndarray) -> np.ndarray:
    """Return for each pixel the number of the first one of its region, (h, w): the least spreads."""
    homes = np.arange(said.size).reshape(said.shape)
    while True:
        before = homes.copy()
        for one, other in ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:])):
            alike = said[one] == said[other]
            least = np.where(alike, np.minimum(homes[one], homes[other]), said.size)
            for side in (one, other):
                homes[side] = np.minimum(homes[side], least)
        homes = homes.reshape(-1)[homes]
        if np.array_equal(homes, before):
            return homes


def _inside(rows: np.ndarray, columns: np.ndarray) -> tuple[float, float]:
    """Return the pixel of a region that is nearest to its middle: that of a ring lies outside."""
    nearest = int(np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2))
    return float(rows[nearest]) + 0.5, float(columns[nearest]) + 0.5
