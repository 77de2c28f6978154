"""Make room: blocks that would lie on one another slide apart, to the right in a row, down between rows.

Whoever stands left or above stays; the others give way as far as they must, and keep their rows. Where none
overlap all stay where they are, so that a second pass changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from playground.core.layout.boxes import BELOW, BETWEEN, Box, Boxes, any_overlap, by_group, on_grid
from playground.core.network.block_path import group_and_own
from playground.core.network.values import Point

Floats = NDArray[np.float64]
PairMask = NDArray[np.bool_]


def with_room(boxes: Boxes, frames: Mapping[str, Point] | None = None) -> dict[str, Point]:
    """Return where blocks stand so that none lies on another.

    `frames` are groups opened in place, by id, with how far they reach beyond what is in them, to the right
    and below; a frame gives way as one with all that it holds.
    """
    levels = {group: {node_id: boxes[node_id] for node_id in ids} for group, ids in by_group(boxes).items()}
    spots: dict[str, Point] = {}
    for group, members in levels.items():
        spots |= _apart(members)
        margin = (frames or {}).get(group)
        home = group_and_own(group)[0]
        if margin is not None and group in levels.get(home, {}):
            held = [box.at(spots[node_id]) for node_id, box in members.items()]
            levels[home][group] = _around(levels[home][group], held, margin)
    return {node_id: _carried(node_id, boxes, spots) for node_id in boxes}


def _around(frame: Box, held: list[Box], margin: Point) -> Box:
    """Return a frame as large as what it holds needs."""
    right = max(box.right for box in held) + margin[0]
    bottom = max(box.bottom for box in held) + margin[1]
    return Box(frame.x, frame.y, max(frame.width, right - frame.x), max(frame.height, bottom - frame.y))


def _carried(node_id: str, boxes: Boxes, spots: Mapping[str, Point]) -> Point:
    """Return where a block stands once the frames around it have given way."""
    x, y = spots[node_id]
    group = group_and_own(node_id)[0]
    while group in boxes:
        x, y = x + spots[group][0] - boxes[group].x, y + spots[group][1] - boxes[group].y
        group = group_and_own(group)[0]
    return (x, y)


def _apart(boxes: Boxes) -> dict[str, Point]:
    """Return where the blocks of one network stand so that none lies on another."""
    if not any_overlap(boxes):
        return {node_id: (box.x, box.y) for node_id, box in boxes.items()}
    sides = np.array([(box.x, box.y, box.width, box.height) for box in boxes.values()], dtype=np.float64).T
    x, y, width, height = sides
    beside = _beside(x, y, width, height)
    across = _pushed(x, x, width, BETWEEN, beside)
    over = ~beside & (y[:, None] < y[None, :])  # row: stands above; column: stands below
    over &= (across[:, None] < (across + width)[None, :]) & (across[None, :] < (across + width)[:, None])
    down = _pushed_rows(y, height, over)
    return {node_id: (float(across[i]), float(down[i])) for i, node_id in enumerate(boxes)}


def _beside(x: Floats, y: Floats, width: Floats, height: Floats) -> PairMask:
    """Tell which pairs are kept apart along x: of one row, or pushed less aside than down."""
    dx, dy = np.abs(x[:, None] - x[None, :]), np.abs(y[:, None] - y[None, :])
    left = np.where(_first(x), width[:, None], width[None, :])  # width of the left one
    upper = np.where(_first(y), height[:, None], height[None, :])
    aside, beneath = left - dx, upper - dy  # how far they lie on one another
    level = dy == 0
    return np.asarray(level | ((beneath > 0) & ((aside <= 0) | (aside <= beneath))))


def _first(order: Floats) -> PairMask:
    """Tell of each pair whether the one comes before the other; of equals the earlier one does."""
    early = np.arange(len(order))[:, None] < np.arange(len(order))[None, :]
    return np.asarray((order[:, None] < order[None, :]) | ((order[:, None] == order[None, :]) & early))


def _pushed(place: Floats, order: Floats, size: Floats, gap: float, pairs: PairMask) -> Floats:
    """Return places along one axis, each behind all before it that it is paired with."""
    new, done = place.copy(), np.zeros(len(place), dtype=np.bool_)
    for each in np.argsort(order, kind="stable"):
        new[each] = _behind(place, new, size, gap, np.flatnonzero(pairs[:, each] & done), int(each))
        done[each] = True
    return new


def _behind(
    place: Floats, new: Floats, size: Floats, gap: float, before: NDArray[np.intp], each: int
) -> float:
    """Return where a block stands behind others; those closer than the gap stay as close as they were."""
    if not before.size:
        return float(new[each])
    free = place[each] - place[before] - size[before]
    kept = np.where(free >= 0, np.minimum(free, gap), gap)
    least = float((new[before] + size[before] + kept).max())
    return float(place[each]) if least <= place[each] else on_grid(least)


def _pushed_rows(y: Floats, height: Floats, over: PairMask) -> Floats:
    """Return how far down blocks stand beneath those over them; all of a row go together."""
    new = y.copy()
    for row in np.unique(y):
        members = np.flatnonzero(y == row)
        least = max(
            _behind(y, new, height, BELOW, np.flatnonzero(over[:, each]), int(each)) for each in members
        )
        new[members] = least
    return new
