"""The line where a map changes sign, as short segments (marching squares, Lorensen and Cline 1987 in 2-D)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Corners = Sequence[tuple[Floats, Floats]]


def zero_line(values: Floats) -> tuple[Floats, Floats]:
    """Return x and y of the segments' ends, in columns and rows of a (rows, columns) map, two ends a segment.

    Each cell between four neighbours is cut into two triangles, so that no case is ambiguous.
    """
    row, column = _crossed(values > 0)
    y, x = row.astype(np.float64), column.astype(np.float64)
    corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
    heights = [values[row + down, column + right] for down, right in ((0, 0), (0, 1), (1, 1), (1, 0))]
    parts = [_cut(corners, heights, triangle) for triangle in ((0, 1, 2), (0, 2, 3))]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _crossed(above: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns of the cells whose corners do not all lie on one side: few of many."""
    down = above[:-1] ^ above[1:]
    across = above[:, :-1] ^ above[:, 1:]
    rows, columns = np.nonzero(down[:, :-1] | down[:, 1:] | across[:-1] | across[1:])
    return rows, columns


def _cut(
    corners: Corners, heights: Sequence[Floats], triangle: tuple[int, int, int]
) -> tuple[Floats, Floats]:
    """Return the segments in which one triangle of every cell is crossed."""
    above = [heights[index] > 0 for index in triangle]
    xs, ys = [], []
    for lone in range(3):  # the corner that stands alone on its side
        a, b, c = triangle[lone], triangle[(lone + 1) % 3], triangle[(lone + 2) % 3]
        crossed = (above[lone] != above[(lone + 1) % 3]) & (above[lone] != above[(lone + 2) % 3])
        ends = [_between(corners, heights, a, other, crossed) for other in (b, c)]
        xs.append(np.stack([ends[0][0], ends[1][0]], axis=1).ravel())
        ys.append(np.stack([ends[0][1], ends[1][1]], axis=1).ravel())
    return np.concatenate(xs), np.concatenate(ys)


def _between(
    corners: Corners, heights: Sequence[Floats], a: int, b: int, where: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return the points between two corners at which the height is zero."""
    high, low = _bounded(heights[a][where]), _bounded(heights[b][where])
    share = high / (high - low)
    (xa, ya), (xb, yb) = corners[a], corners[b]
    return (xa[where] + share * (xb - xa)[where], ya[where] + share * (yb - ya)[where])


def _bounded(heights: Floats) -> Floats:
    """Return heights that can be subtracted, whatever a network that diverges answers."""
    return np.nan_to_num(heights.astype(np.float64), nan=0.0, posinf=1e30, neginf=-1e30)
