"""Which of many blocks share some of an axis: all pairs at once, without a look at those far apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.layout.boxes import Boxes

Floats = NDArray[np.float64]
PlacePairs = NDArray[np.intp]  # (2, pairs): places of the blocks in their order


def sides_of(boxes: Boxes) -> Floats:
    """Return x, y, width and height of all blocks, each in a row of its own: (4, blocks)."""
    sides = [(box.x, box.y, box.width, box.height) for box in boxes.values()]
    return np.array(sides, dtype=np.float64).reshape(-1, 4).T


def crossing(start: Floats, size: Floats) -> PlacePairs:
    """Return the pairs of stretches along a line that share some of it, (2, pairs)."""
    order = np.argsort(start, kind="stable")
    counts = _later(start, size, order)
    one = np.repeat(np.arange(len(start)), counts)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.stack([order[one], order[other]])


def _later(start: Floats, size: Floats, order: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each stretch, in their order, how many behind it begin before it ends."""
    ends = np.searchsorted(start[order], (start + size)[order])
    return np.asarray(np.maximum(0, ends - np.arange(len(start)) - 1))


def likely(sides: Floats) -> PlacePairs:
    """Return the pairs that share some of an axis, of the one which fewer pairs share; see `sides_of`."""
    x, y, width, height = sides
    across, down = (int(_later(start, size, np.argsort(start)).sum())
                    for start, size in ((x, width), (y, height)))  # fmt: skip
    return crossing(x, width) if across < down else crossing(y, height)


def any_overlap(boxes: Boxes) -> bool:
    """Tell whether two blocks lie on one another."""
    x, y, width, height = sides = sides_of(boxes)
    one, other = likely(sides)
    apart = (x + width)[one] <= x[other]
    apart |= (x + width)[other] <= x[one]
    apart |= (y + height)[one] <= y[other]
    apart |= (y + height)[other] <= y[one]
    return not apart.all()
