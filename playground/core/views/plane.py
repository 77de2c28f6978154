"""The grid over the plane that decision map and unit maps share, so that one forward pass serves both."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.project.values import Project
from playground.core.views.spec import LiveModel

SIDES = (100, 50, 20)  # cells a side: the finest, and coarser ones for networks that are slow
WORK = 2e9  # multiplications a map may cost: a few tens of milliseconds
MEMO = "grid"


@lru_cache(maxsize=4)
def grid(low: float, high: float, side: int = SIDES[0]) -> np.ndarray:
    """Return the centres of the cells, (side * side, 2) float32, read-only.

    Row 0 is the top, where x2 is largest; column 0 is the left, where x1 is smallest: as pictures are drawn.
    """
    axis = centres(low, high, side)
    points = np.stack([np.tile(axis, side), np.repeat(axis[::-1], side)], axis=1).astype(np.float32)
    points.flags.writeable = False
    return points


def centres(low: float, high: float, side: int = SIDES[0]) -> np.ndarray:
    """Return the coordinates of the cells' centres along one axis, ascending."""
    return low + (np.arange(side) + 0.5) * ((high - low) / side)


def side(project: Project) -> int:
    """Return how many cells a side a network's maps have: below 100 where that would hold training up."""
    specs = [(project.blocks.find(node.kind), node.params) for node in project.network.nodes.values()]
    units = [spec.params_of(params).get("units", 0) for spec, params in specs if spec is not None]
    each = sum(units) * max(units, default=0)  # no fewer than the multiplications of one sample
    return next((cells for cells in SIDES if each * cells * cells <= WORK), SIDES[-1])


def as_picture(values: np.ndarray) -> np.ndarray:
    """Return values on the grid (side * side, ...) as a picture (side, side, ...)."""
    cells = math.isqrt(len(values))
    return values.reshape(cells, cells, *values.shape[1:])


def field_of(model: LiveModel) -> Field:
    """Return the field of the points."""
    return model.fields.fields["points"]


def outputs(model: LiveModel) -> dict[str, np.ndarray]:
    """Return what every block says on the grid: node id -> (side * side, ...)."""
    points = field_of(model)
    cells = grid(points.low, points.high, side(model.project)).copy()  # PyTorch takes no read-only arrays
    return dict(model.outputs({"points": cells}, MEMO))


def extent(model: LiveModel) -> tuple[float, float, float, float]:
    """Return the outer borders of the map: left, right, bottom, top."""
    points = field_of(model)
    return (points.low, points.high, points.low, points.high)
