"""The grid over the plane that decision map and unit maps share, so that one forward pass serves both."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.views.spec import LiveModel

SIDE = 100  # cells a side
MEMO = "grid"


@lru_cache(maxsize=4)
def grid(low: float, high: float, side: int = SIDE) -> np.ndarray:
    """Return the centres of the cells, (side * side, 2) float32, read-only.

    Row 0 is the top, where x2 is largest; column 0 is the left, where x1 is smallest: as pictures are drawn.
    """
    axis = centres(low, high, side)
    points = np.stack([np.tile(axis, side), np.repeat(axis[::-1], side)], axis=1).astype(np.float32)
    points.flags.writeable = False
    return points


def centres(low: float, high: float, side: int = SIDE) -> np.ndarray:
    """Return the coordinates of the cells' centres along one axis, ascending."""
    return low + (np.arange(side) + 0.5) * ((high - low) / side)


def field_of(model: LiveModel) -> Field:
    """Return the field of the points."""
    return model.fields.fields["points"]


def outputs(model: LiveModel) -> dict[str, np.ndarray]:
    """Return what every block says on the grid: node id -> (SIDE * SIDE, ...)."""
    points = field_of(model)
    cells = grid(points.low, points.high).copy()  # PyTorch takes no read-only arrays
    return dict(model.outputs({"points": cells}, MEMO))


def extent(model: LiveModel) -> tuple[float, float, float, float]:
    """Return the outer borders of the map: left, right, bottom, top."""
    points = field_of(model)
    return (points.low, points.high, points.low, points.high)
