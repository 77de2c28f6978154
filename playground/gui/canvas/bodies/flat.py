"""Flat outputs on pictures: a strip of cells for many numbers, bars with figures for a few."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.app.texts import tr
from playground.gui.canvas.bodies.base import Body, Feed, Hit, Values
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import FIGURE_STRONG, PLAIN, RIGHT, STRONG, Look, write
from playground.gui.theme.numbers import fixed
from playground.gui.widgets.short_names import short_names

HEIGHT = 204.0
PAD = 12.0
SHORT_NAMES, LONG_NAMES = 14.0, 84.0  # px for the names of bars
FIGURES = 46.0  # px for their values
WIDE = 99.95  # values from here on are written without decimals


class StripBody(Body):
    """Draw a long vector as one picture of cells, row by row."""

    smooth = False

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 92.0 if compact else 112.0

    def height(self, compact: bool) -> float:
        """Return the height of the picture with its margins."""
        return HEIGHT

    def show(self, feed: Feed) -> bool:
        """Take the vector."""
        values = feed.array("feature_maps", self.node_id, 1)
        if values is self._origin:
            return False
        self._origin = values
        if values is None:
            self.atlas.show(None)
        else:
            self.atlas.show(cells(values), feed.strongest("feature_maps", self.node_id, values))
        return True

    def tiles(self) -> int:
        """Return that one picture stands for all units."""
        return 0

    def _target(self, area: QRectF) -> QRectF:
        return QRectF(area.center().x() - 32, area.y() + 10, 64, area.height() - 26)

    def hit(self, point: QPointF, area: QRectF, look: Look) -> Hit | None:
        """Return the unit under a point."""
        target, values = self._target(area), self.atlas.values
        if values is None or not target.contains(point):
            return None
        rows, columns = values.shape[1:]
        row = min(int((point.y() - target.y()) / target.height() * rows), rows - 1)
        column = min(int((point.x() - target.x()) / target.width() * columns), columns - 1)
        index = row * columns + column
        return Hit("unit", index) if index < self.plan.count else None

    def tile(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return where one unit's cell is drawn."""
        target, values = self._target(area), self.atlas.values
        if values is None:
            return target
        rows, columns = values.shape[1:]
        row, column = divmod(index, columns)
        high, wide = target.height() / rows, target.width() / columns
        return QRectF(target.x() + column * wide, target.y() + row * high, wide, high)

    def tooltip(self, hit: Hit) -> str:
        """Say which unit it is."""
        return tr("Unit {number}").format(number=hit.index + 1)

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the picture."""
        self.paint_tile(painter, 0, self._target(area), look, 5.0)


def cells(values: Values) -> Values:
    """Return a vector as one picture (1, rows, columns), about three times as many rows as columns."""
    flat = np.asarray(values, dtype=np.float32).reshape(-1)
    columns = max(1, math.isqrt(max(1, len(flat) // 3)))
    columns = 2 ** round(math.log2(columns))
    rows = math.ceil(len(flat) / columns)
    padded = np.zeros(rows * columns, dtype=np.float32)
    padded[: len(flat)] = flat
    return padded.reshape(1, rows, columns)


class BarsBody(Body):
    """Draw a few numbers as bars to both sides of zero, with their names."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self._values: Values | None = None

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return (132.0 if compact else 160.0) + self._lead - SHORT_NAMES

    @property
    def _lead(self) -> float:
        """Return the room for names: digits need little, words as much as they take up to a limit."""
        longest = max(map(STRONG.width, self.plan.names), default=0.0)
        return min(max(SHORT_NAMES, math.ceil(longest) + 6.0), LONG_NAMES)

    def height(self, compact: bool) -> float:
        """Return the height of all bars."""
        return max(HEIGHT, 24.0 + 18.0 * self.plan.count)

    def show(self, feed: Feed) -> bool:
        """Take the vector."""
        values = feed.array("feature_maps", self.node_id, 1) if feed.with_figures else self._values
        changed = values is not self._values
        self._values = values
        return changed

    def tile(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return the line of one number."""
        return QRectF(area.x() + 12, area.y() + 9 + 18 * index, area.width() - 22, 18)

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw all lines around the zero line."""
        free = area.width() - PAD - self._lead - FIGURES
        zero = area.x() + PAD + self._lead + free / 2
        painter.setPen(QPen(look.tokens.line2, 1))
        painter.drawLine(QPointF(zero, area.y() + 9), QPointF(zero, area.y() + 9 + 18 * self.plan.count))
        values = self._values
        reach = 1.0 if values is None else float(np.abs(values).max()) or 1.0
        best = -1 if values is None else int(np.argmax(values))
        for index in range(self.plan.count):
            value = None if values is None or index >= len(values) else float(values[index])
            self._paint_line(
                painter, self.tile(index, area, look), index, value, reach, zero, look, index == best
            )

    def _paint_line(self, painter: QPainter, line: QRectF, index: int, value: float | None, reach: float,
                    zero: float, look: Look, best: bool) -> None:  # fmt: skip
        name = self.plan.names[index] if self.plan.names else str(index + 1)
        strong = look.tokens.text if best else look.tokens.text2
        if self.plan.names:
            name = short_names(self.plan.names, self._lead - 4, STRONG.width)[index]
        write(painter, line, name, STRONG if best else PLAIN, strong)
        if value is None:
            return
        length = abs(value) / reach * (zero - line.x() - self._lead - 4)
        place = QRectF(zero if value > 0 else zero - length, line.center().y() - 4.5, max(1.0, length), 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.tokens.positive if value > 0 else look.tokens.negative)
        painter.drawRoundedRect(place, 1.5, 1.5)
        figure = fixed(value, 1 if abs(value) < WIDE else 0, signed=True)
        write(painter, line, figure, FIGURE_STRONG, strong, RIGHT)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the bars, which are legible from afar."""
        self.paint(painter, area, look)

    def tooltip(self, hit: Hit) -> str:
        """Say the number with its name."""
        if self._values is None or hit.index >= len(self._values):
            return ""
        name = (
            self.plan.names[hit.index]
            if self.plan.names
            else tr("Unit {number}").format(number=hit.index + 1)
        )
        return f"{name}: {fixed(float(self._values[hit.index]), 3, signed=True)}"
