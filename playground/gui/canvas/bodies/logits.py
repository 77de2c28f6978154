"""A few answers with a large map each: the raw scores over the plane, high in the class's own colour."""

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from playground.app.texts import tr
from playground.gui.canvas.bodies.base import Values
from playground.gui.canvas.bodies.rows import RowsBody, value_at
from playground.gui.canvas.geometry import CAPTION_ROW
from playground.gui.canvas.look import FIGURE, RIGHT, SMALL, SMALL_STRONG, Look, dot, write
from playground.gui.theme.numbers import fixed

TILE = 88.0
TILE_COMPACT = 76.0
PITCH = 150.0
PITCH_COMPACT = 142.0


def class_colour(index: int, count: int, look: Look) -> QColor:
    """Return the colour of a class: blue and orange for two; more share the text's colour."""
    if count != 2:
        return look.tokens.text2
    return look.tokens.positive if index == 1 else look.tokens.negative


class LogitsBody(RowsBody):
    """Draw the answers spread over the height of the block."""

    radius = 7.0

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 100.0 if compact else 123.0

    def height(self, compact: bool) -> float:
        """Return the height of the maps with their names."""
        return CAPTION_ROW + 130.0 * self.plan.count

    def drawn(self, values: Values) -> Values:
        """Return the maps with the first of two classes turned round, so that its own colour is high."""
        if self.plan.count != 2:
            return values
        turned = values.copy()
        turned[0] *= -1
        return turned

    def _middle(self, index: int, area: QRectF, look: Look) -> float:
        pitch = PITCH_COMPACT if look.compact else PITCH
        pitch = min(pitch, (area.height() - CAPTION_ROW) / self.plan.count)
        middle = area.y() + (area.height() - 8) / 2
        return middle + (index - (self.plan.count - 1) / 2) * pitch

    def tile(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return where one answer's map is drawn."""
        side = TILE_COMPACT if look.compact else TILE
        left = math.floor(area.x() + (area.width() - side) / 2)
        top = math.floor(self._middle(index, area, look) - side / 2)
        return QRectF(left, top, side, side)

    def anchors(self, area: QRectF, look: Look, incoming: bool) -> list[QPointF]:
        """Return the points beside each map."""
        x = area.left() if incoming else area.right()
        return [QPointF(x, self._middle(index, area, look)) for index in range(self.plan.count)]

    def _paint_captions(self, painter: QPainter, area: QRectF, look: Look) -> None:
        left = self.tile(0, area, look).x()
        words = tr("logits") if self.plan.count > 1 else tr("output")
        write(painter, QRectF(left, area.y() + 4, area.width(), 18), words, SMALL, look.tokens.text3)

    def _paint_row(self, painter: QPainter, index: int, area: QRectF, look: Look) -> None:
        tile = self.tile(index, area, look)
        if not look.captions:
            return
        line = QRectF(tile.x(), tile.bottom() + 5, tile.width() + 2, 18)
        dot(painter, QPointF(line.x() + 5, line.center().y()), 4, class_colour(index, self.plan.count, look))
        write(painter, line.adjusted(13, 0, 0, 0), self.plan.names[index], SMALL_STRONG, look.tokens.text)
        bias = value_at(self._biases, index)
        if bias is not None and not look.compact:
            write(painter, line, fixed(bias, 2, signed=True), FIGURE, look.tokens.text2, RIGHT)
