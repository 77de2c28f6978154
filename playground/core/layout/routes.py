"""Ways of wires that cannot run straight: along an aisle that is free of blocks and of other wires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from playground.core.layout.boxes import Box
from playground.core.network.values import Point

TURN = 14.0  # from a port to where its wire turns off
OUTSIDE = 18.0  # from a block to a wire that passes it
CLOSE = 6.0  # nearer than this a wire seems to touch a block
APART = 9.0  # from one wire to the next in an aisle


@dataclass(frozen=True)
class Track:
    """The level part of a wire, and the port it comes from: wires of one port may share it."""

    y: float
    left: float
    right: float
    origin: object

    def meets(self, other: Track) -> bool:
        """Tell whether two wires would run on one another."""
        beside = self.right <= other.left or other.right <= self.left
        return not beside and abs(self.y - other.y) < APART and self.origin != other.origin


def over(start: Point, end: Point, between: Sequence[Box], blocks: Sequence[Box]) -> float:
    """Return the height at which a wire passes blocks that stand between its ends.

    That of one of its ports when nothing is in the way there, else above the blocks, else below.
    """
    above = min(box.y for box in between) - OUTSIDE
    below = max(box.bottom for box in between) + OUTSIDE
    ways = (start[1], end[1], above, below)
    return next((y for y in ways if _is_clear(start, end, y, blocks)), above)


def back(start: Point, end: Point, source: Box, target: Box, blocks: Sequence[Box]) -> float:
    """Return the height at which a wire runs back to a block: in an aisle, else below both."""
    upper, lower = (source, target) if source.y <= target.y else (target, source)
    ways = _aisles(upper, lower, blocks)
    below = max(upper.bottom, lower.bottom) + OUTSIDE
    return next((y for y in (*ways, below) if _is_clear(start, end, y, blocks)), below)


def _aisles(upper: Box, lower: Box, blocks: Iterable[Box]) -> Iterator[float]:
    """Yield heights between two blocks at which a wire may run, those in the middle of an aisle first."""
    row = max((box.bottom for box in blocks if box.y < upper.bottom and box.bottom < lower.y), default=0.0)
    for bottom in (max(row, upper.bottom), upper.bottom):
        if lower.y - bottom >= 8:
            yield (bottom + lower.y) / 2
    if lower.y > upper.bottom:
        yield upper.bottom + OUTSIDE
        yield lower.y - OUTSIDE - 4
    if row > upper.bottom:
        yield row + OUTSIDE


def _is_clear(start: Point, end: Point, y: float, blocks: Iterable[Box]) -> bool:
    """Tell whether a wire that turns off to a height meets no block."""
    right, left = start[0] + TURN, end[0] - TURN
    level = _strip(left, right, y, y)
    legs = (_strip(right, right, start[1], y), _strip(left, left, y, end[1]))
    return not any(part.overlaps(box) for box in blocks for part in (level, *legs))


def is_free_upright(x: float, top: float, bottom: float, blocks: Iterable[Box]) -> bool:
    """Tell whether an upright part of a wire meets no block."""
    part = _strip(x, x, top, bottom)
    return not any(part.overlaps(box) for box in blocks)


def _strip(x: float, other_x: float, y: float, other_y: float) -> Box:
    """Return the room that a straight part of a wire takes."""
    left, top = min(x, other_x) - CLOSE, min(y, other_y) - CLOSE
    return Box(left, top, abs(x - other_x) + 2 * CLOSE, abs(y - other_y) + 2 * CLOSE)


def own_track(wanted: Track, taken: Iterable[Track]) -> Track:
    """Return the wire's level part where no other wire runs, as near as can be; one port's run as one."""
    others = [each for each in taken if abs(each.y - wanted.y) < 4 * APART]
    for each in others:
        if each.origin == wanted.origin and abs(each.y - wanted.y) < 2 * APART:
            return Track(each.y, wanted.left, wanted.right, wanted.origin)
    shifts = (0.0, APART, -APART, 2 * APART, -2 * APART)
    tried = (Track(wanted.y + shift, wanted.left, wanted.right, wanted.origin) for shift in shifts)
    return next((each for each in tried if not any(each.meets(other) for other in others)), wanted)
