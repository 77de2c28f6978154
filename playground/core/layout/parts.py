"""Parts of a layout: blocks placed by a corner of their own, set in rows or beneath each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from playground.core.layout.boxes import BETWEEN, GRID, on_grid
from playground.core.network.rows import AISLE
from playground.core.network.values import Point

LANE = 16.0  # between lanes
OVER = 18.0  # for a wire that passes over blocks
MOST_BETWEEN = 80.0  # spare width goes to gaps up to here
NARROWEST = 640.0  # rows are never made shorter than this


@dataclass(frozen=True)
class Placed:
    """Blocks by their places from the part's own corner."""

    spots: Mapping[str, Point]
    width: float
    height: float
    over: int = 0  # wires that pass over its first line
    gap: float = BETWEEN  # to what stands before it


@dataclass
class _Row:
    """Parts side by side that share a line of ports."""

    parts: list[Placed] = field(default_factory=list)

    def takes(self, part: Placed, limit: float) -> bool:
        """Tell whether there is room for one more."""
        return not self.parts or self.width + part.gap + part.width <= limit

    @property
    def width(self) -> float:
        """Return the width with the least gaps."""
        return sum(each.width for each in self.parts) + sum(each.gap for each in self.parts[1:])

    @property
    def height(self) -> float:
        """Return the height of the tallest part."""
        return max(each.height for each in self.parts)

    @property
    def over(self) -> int:
        """Return how many wires pass over it."""
        return max(each.over for each in self.parts)

    def lefts(self, limit: float) -> list[float]:
        """Return where the parts begin; spare width widens the gaps."""
        spare = max(0.0, limit - self.width) / max(1, len(self.parts) - 1) if limit < float("inf") else 0.0
        lefts = [0.0]
        for before, part in pairwise(self.parts):
            end = lefts[-1] + before.width
            wide = min(part.gap + spare, MOST_BETWEEN)
            lefts.append(max(on_grid(end + part.gap), on_grid(end + wide - GRID + 1)))
        return lefts


def in_rows(parts: Iterable[Placed], limit: float, passed: bool = False) -> Placed:
    """Set parts side by side, in the rows that a width asks for; `passed`: wires run over some of them."""
    rows = [_Row()]
    for part in parts:
        if not rows[-1].takes(part, limit):
            rows.append(_Row())
        rows[-1].parts.append(part)
    spots: dict[str, Point] = {}
    bottom = right = 0.0
    for index, row in enumerate(rows):
        top = on_grid(bottom + AISLE + OVER * (row.over + passed)) if index else 0.0
        for left, part in zip(row.lefts(limit), row.parts, strict=True):
            spots |= {node_id: (x + left, y + top) for node_id, (x, y) in part.spots.items()}
            right = max(right, left + part.width)
        bottom = top + row.height
    return Placed(spots, right, bottom, rows[0].over + passed)


def beneath(parts: Sequence[Placed], gap: float = LANE) -> Placed:
    """Set parts beneath each other."""
    spots: dict[str, Point] = {}
    bottom = 0.0
    for index, part in enumerate(parts):
        top = on_grid(bottom + gap + OVER * part.over) if index else 0.0
        spots |= {node_id: (x, y + top) for node_id, (x, y) in part.spots.items()}
        bottom = top + part.height
    return Placed(spots, max(part.width for part in parts), bottom, parts[0].over)
