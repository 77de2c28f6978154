"""What the layout knows of a block: where it stands and how large it is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from playground.core.network.block_path import BlockPath, group_and_own
from playground.core.network.values import Point

GRID = 8.0
BETWEEN = 40.0  # from one block to the next in a row, so that a wire and its shape have room
BELOW = 24.0  # from one block to the next beneath it


@dataclass(frozen=True)
class Box:
    """A block as it is drawn, in scene units; x and y are those of the top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return where the block ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return where the block ends below."""
        return self.y + self.height

    def at(self, place: Point) -> Box:
        """Return the block in another place."""
        return Box(*place, self.width, self.height)

    def overlaps(self, other: Box) -> bool:
        """Tell whether some of both blocks lies on the same place."""
        beside = self.right <= other.x or other.right <= self.x
        return not beside and self.y < other.bottom and other.y < self.bottom


Boxes = Mapping[str, Box]


def by_group(drawn: Iterable[str]) -> dict[str, list[str]]:
    """Return blocks by the group that they are drawn in, "" for none: what lies in most groups first."""
    levels: dict[str, list[str]] = {}
    for node_id in drawn:
        levels.setdefault(group_and_own(node_id)[0], []).append(node_id)
    return {group: levels[group] for group in sorted(levels, key=_depth, reverse=True)}


def _depth(group: str) -> int:
    """Return in how many groups a group's blocks lie."""
    return len(BlockPath.of(group).ids) if group else 0


def on_grid(value: float) -> float:
    """Return the next place of the grid that is not before a value."""
    return math.ceil(round(value / GRID, 6)) * GRID
