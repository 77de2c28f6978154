"""The quiet mark that stands where something cannot be drawn: a small ring with a stroke through it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.app.texts import tr
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, MEDIUM
from playground.gui.widgets.painting import CENTRE, box, text

SIDE = 18.0
ROOM_FOR_WORDS = 150.0, 70.0  # px from which the words stand under the ring


def quiet_mark(painter: QPainter, place: QRectF, filled: bool) -> None:
    """Draw the mark in the middle; `filled` hides what was drawn there before it failed."""
    tokens = current_theme().tokens
    if filled:
        painter.fillRect(place, tokens.panel)
    side = max(4.0, min(SIDE, place.width() - 4, place.height() - 4))
    centre = place.center()
    worded = filled and place.width() >= ROOM_FOR_WORDS[0] and place.height() >= ROOM_FOR_WORDS[1]
    if worded:
        words = QRectF(place.x() + 4, centre.y() + 4, place.width() - 8, 20)
        text(painter, words, tr("This cannot be drawn"), tokens.text3, font(BODY, MEDIUM), CENTRE)
        centre -= QPointF(0, 12)
    tile = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
    if not filled:
        box(painter, tile.adjusted(-4, -4, 4, 4), 6, tokens.block)
    struck_ring(painter, tile, tokens.text3)


def struck_ring(painter: QPainter, tile: QRectF, colour: QColor) -> None:
    """Draw the ring with its stroke: here is nothing that could be shown."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, max(1.0, tile.width() / 12)))
    inner = tile.adjusted(1, 1, -1, -1)
    painter.drawEllipse(inner)
    reach = inner.width() / 2 * 0.707
    way = QPointF(reach, -reach)
    painter.drawLine(inner.center() - way, inner.center() + way)
