"""Where the samples of a sheet are: cells of one size in rows, however many there are."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect


@dataclass(frozen=True)
class SheetGrid:
    """Cells of `width` × `height` px, `columns` beside each other; places count from the very top."""

    count: int
    columns: int
    width: int
    height: int

    @property
    def lines(self) -> int:
        """Return how many rows of cells there are."""
        return -(-self.count // self.columns)

    @property
    def tall(self) -> int:
        """Return the height of all, px."""
        return self.lines * self.height

    def cell(self, at: int) -> QRect:
        """Return where a cell is."""
        line, column = divmod(at, self.columns)
        return QRect(column * self.width, line * self.height, self.width, self.height)

    def at(self, place: QPoint) -> int:
        """Return the cell at a place, -1 for none."""
        column, line = place.x() // self.width, place.y() // self.height
        found = line * self.columns + column
        inside = 0 <= column < self.columns and line >= 0
        return found if inside and found < self.count else -1

    def spans(self, area: QRect) -> list[tuple[int, int]]:
        """Return first and last of the cells of each row that an area touches."""
        left, right = max(0, area.left() // self.width), min(self.columns - 1, area.right() // self.width)
        first, last = max(0, area.top() // self.height), min(self.lines - 1, area.bottom() // self.height)
        if left > right:
            return []
        found = [(line * self.columns + left, line * self.columns + right) for line in range(first, last + 1)]
        return [(one, min(other, self.count - 1)) for one, other in found if one < self.count]

    def seen(self, top: int, bottom: int) -> range:
        """Return the cells between two heights."""
        first, last = max(0, top // self.height), max(0, bottom // self.height)
        return range(first * self.columns, min(self.count, (last + 1) * self.columns))
