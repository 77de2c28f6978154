"""Units in rows: each unit's map, its bias and its share of the outgoing weight."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.core.network.block_path import array_name
from playground.gui.canvas.bodies.base import Body, Feed, Hit, Values
from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import BODY_END, CAPTION_ROW, UNIT_PITCH, UNIT_TILE
from playground.gui.canvas.look import FIGURE, RIGHT, SMALL, Look, bar, write
from playground.gui.theme.numbers import fixed

LEFT_EDGE = 12.0
RIGHT_EDGE = 8.0
BAR = 32.0


def row_middle(index: int, count: int, area: QRectF) -> float:
    """Return the y of a unit's middle; the rows start below the captions."""
    return area.y() + CAPTION_ROW + UNIT_PITCH * (index + 0.5)


class RowsBody(Body):
    """Draw up to a dozen units, one below the other."""

    radius = 5.0

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self._biases: Values | None = None
        self._shares: Values | None = None
        self._only_maps = False

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 84.0 if compact else 115.0

    def height(self, compact: bool) -> float:
        """Return the height of all rows."""
        return CAPTION_ROW + UNIT_PITCH * self.plan.count + BODY_END

    def show(self, feed: Feed) -> bool:
        """Take maps, biases and shares."""
        changed = self._take(feed, "unit_maps")
        self._only_maps = not self._take_figures(feed)
        return changed or not self._only_maps

    def _take_figures(self, feed: Feed) -> bool:
        if not feed.with_figures:
            return False
        biases, shares = (
            feed.array("weights", array_name(self.node_id, "bias")),
            feed.shares.get(self.node_id),
        )
        same = _same(biases, self._biases) and _same(shares, self._shares)
        self._biases, self._shares = biases, shares
        return not same

    def changed(self, area: QRectF, look: Look) -> QRectF:
        """Return the column of maps where no figure changed."""
        return self._column(area, look) if self._only_maps else area

    def _column(self, area: QRectF, look: Look) -> QRectF:
        tiles = self.tile(0, area, look).united(self.tile(self.plan.count - 1, area, look))
        return tiles.adjusted(-4, -4, 4, 4)

    def tile(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return where one unit's map is drawn."""
        left = area.x() + (LEFT_EDGE + 2 if look.compact else LEFT_EDGE)
        return QRectF(left, row_middle(index, self.plan.count, area) - UNIT_TILE / 2, UNIT_TILE, UNIT_TILE)

    def anchors(self, area: QRectF, look: Look, incoming: bool) -> list[QPointF]:
        """Return the points beside each unit."""
        x = area.left() if incoming else area.right()
        return [QPointF(x, row_middle(index, self.plan.count, area)) for index in range(self.plan.count)]

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw all rows."""
        self.paint_tiles(painter, area, look, self.radius)
        if self.exposed is not None and self._column(area, look).contains(self.exposed):
            return
        if look.captions:
            self._paint_captions(painter, area, look)
        for index in range(self.plan.count):
            self._paint_row(painter, index, area, look)

    def _paint_captions(self, painter: QPainter, area: QRectF, look: Look) -> None:
        line = QRectF(area.x() + LEFT_EDGE, area.y() + 4, area.width() - LEFT_EDGE - RIGHT_EDGE, 18)
        write(painter, line, tr("output"), SMALL, look.tokens.text3)
        if self._biases is not None and not look.compact:
            write(painter, line, tr("bias"), SMALL, look.tokens.text3, RIGHT)

    def _paint_row(self, painter: QPainter, index: int, area: QRectF, look: Look) -> None:
        tile = self.tile(index, area, look)
        share = value_at(self._shares, index)
        if look.compact:
            if share is not None:
                upright = QRectF(tile.right() + 8, tile.y(), 4, tile.height())
                bar(painter, upright, share, look.tokens.accent_text, look.tokens.line)
            return
        bias, right = value_at(self._biases, index), area.right() - RIGHT_EDGE
        middle = tile.center().y()
        if bias is not None and look.captions:
            figure = QRectF(tile.right(), middle - 18, right - tile.right(), 18)
            write(painter, figure, fixed(bias, 2, signed=True), FIGURE, look.tokens.text2, RIGHT)
        if share is not None:
            bar(
                painter,
                QRectF(right - BAR, middle + 4, BAR, 4),
                share,
                look.tokens.accent_text,
                look.tokens.line,
            )

    def tooltip(self, hit: Hit) -> str:
        """Say which unit it is, with its bias."""
        bias = value_at(self._biases, hit.index)
        unit = tr("Unit {number}").format(number=hit.index + 1)
        return (
            unit
            if bias is None
            else tr("{unit}: bias {bias}").format(unit=unit, bias=fixed(bias, 3, signed=True))
        )


def _same(first: Values | None, second: Values | None) -> bool:
    if first is None or second is None:
        return first is second
    return first is second or np.array_equal(first, second)


def value_at(values: Values | None, index: int) -> float | None:
    """Return one value, None where there is none."""
    return None if values is None or index >= len(values) else float(values[index])
