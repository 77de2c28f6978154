"""Make room: blocks that would lie on one another slide apart, to the right in a row, down between rows.

Whoever stands left or above stays; the others give way as far as they must, and keep their rows. Where none
overlap all stay where they are, so that a second pass changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from playground.core.layout.boxes import BELOW, BETWEEN, Box, Boxes, by_group, on_grid
from playground.core.layout.crossing import Floats, PlacePairs, any_overlap, crossing, sides_of
from playground.core.network.block_path import group_and_own
from playground.core.network.values import Point

Mask = NDArray[np.bool_]


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
    sides = sides_of(boxes)
    x, y, width, height = sides
    pairs = crossing(y, height)
    across = _pushed(x, width, pairs[:, _beside(sides, pairs)])
    pairs = crossing(across, width)
    down = _pushed_rows(y, height, pairs[:, ~_beside(sides, pairs) & (y[pairs[0]] != y[pairs[1]])])
    return {node_id: (float(across[i]), float(down[i])) for i, node_id in enumerate(boxes)}


def _beside(sides: Floats, pairs: PlacePairs) -> Mask:
    """Tell which pairs are kept apart along x: of one row, or pushed less aside than down."""
    x, y, width, height = sides
    one, other = pairs
    dx, dy = np.abs(x[one] - x[other]), np.abs(y[one] - y[other])
    aside = np.where(_first(x, pairs), width[one], width[other]) - dx  # how far they lie on one another
    beneath = np.where(_first(y, pairs), height[one], height[other]) - dy
    return np.asarray((dy == 0) | ((beneath > 0) & ((aside <= 0) | (aside <= beneath))))


def _first(order: Floats, pairs: PlacePairs) -> Mask:
    """Tell of each pair whether the one comes before the other; of equals the earlier one does."""
    one, other = pairs
    early = (order[one] == order[other]) & (one < other)
    return np.asarray((order[one] < order[other]) | early)


def _before(order: Floats, pairs: PlacePairs) -> list[NDArray[np.intp]]:
    """Return for each block those of its pairs that come before it."""
    first, (one, other) = _first(order, pairs), pairs
    late, early = np.where(first, other, one), np.where(first, one, other)
    sequence = np.argsort(late, kind="stable")
    ends = np.searchsorted(late[sequence], np.arange(len(order) + 1))
    return [early[sequence[start:end]] for start, end in pairwise(ends.tolist())]


def _pushed(x: Floats, width: Floats, pairs: PlacePairs) -> Floats:
    """Return places along x, each behind all before it that it is paired with."""
    new, before = x.copy(), _before(x, pairs)
    for each in np.argsort(x, kind="stable").tolist():
        new[each] = _behind(x, new, width, BETWEEN, before[each], each)
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


def _pushed_rows(y: Floats, height: Floats, pairs: PlacePairs) -> Floats:
    """Return how far down blocks stand beneath those over them; all of a row go together."""
    new, over = y.copy(), _before(y, pairs)
    for row in np.unique(y):
        members = np.flatnonzero(y == row).tolist()
        new[members] = max(_behind(y, new, height, BELOW, over[each], each) for each in members)
    return new
