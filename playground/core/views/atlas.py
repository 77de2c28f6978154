"""Many small maps as one picture: one image item is drawn far faster than 64."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.core.views.scales import largest

CAP = 64
GAP = 1  # pixels between tiles


@dataclass(frozen=True)
class Atlas:
    """Tiles side by side: `picture` (height, width) float32 and where each tile lies in it."""

    picture: np.ndarray
    tiles: tuple[tuple[int, int, int, int], ...]  # x, y, width, height in pixels, in the order of the maps
    scale: float  # draw from -scale to +scale: shared and symmetric
    of: int  # how many maps there are; more than tiles when capped

    @property
    def shown(self) -> int:
        """Return how many maps are drawn."""
        return len(self.tiles)

    def tile_at(self, x: float, y: float) -> int | None:
        """Return the map under a pixel, or None in a gap."""
        for index, (left, top, width, height) in enumerate(self.tiles):
            if left <= x < left + width and top <= y < top + height:
                return index
        return None


def atlas(
    maps: np.ndarray, columns: int = 0, gap: int = GAP, cap: int = CAP, of: int = 0, fill: float = 0.0
) -> Atlas:
    """Return maps (n, h, w) as one picture, near a square unless `columns` are given.

    At most `cap` maps are drawn; `of` says how many there are if some were left out before. Gaps hold `fill`.
    """
    shown = maps[:cap]
    count, height, width = shown.shape
    columns = min(columns or near_square(count, height, width), max(count, 1))
    rows = max(math.ceil(count / columns), 1)
    cell_y, cell_x = height + gap, width + gap
    sheet = np.full((rows * columns, cell_y, cell_x), fill, dtype=np.float32)
    sheet[:count, :height, :width] = shown
    picture = (
        sheet.reshape(rows, columns, cell_y, cell_x).swapaxes(1, 2).reshape(rows * cell_y, columns * cell_x)
    )
    tiles = tuple((i % columns * cell_x, i // columns * cell_y, width, height) for i in range(count))
    picture = np.ascontiguousarray(picture[: rows * cell_y - gap, : columns * cell_x - gap])
    return Atlas(picture, tiles, largest(shown), max(of, len(maps)))


def near_square(count: int, height: int = 1, width: int = 1) -> int:
    """Return the number of columns that brings count tiles closest to a square."""
    return max(1, math.ceil(math.sqrt(count * height / width)))
