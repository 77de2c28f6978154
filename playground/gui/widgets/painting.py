"""The few strokes all controls share: rounded boxes, text, chevrons."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import BODY

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FEWEST = 64  # characters of a text that are measured at least


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    width: float = 1.0,
) -> None:
    """Draw a rounded box whose border lies inside the rectangle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
        return
    half = width / 2
    painter.setPen(QPen(border, width))
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    colour: QColor,
    used_font: QFont | None = None,
    align: Qt.AlignmentFlag = LEFT,
    cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """Draw one line of text, shortened with an ellipsis where it does not fit."""
    chosen = used_font if used_font is not None else font(BODY)
    painter.setFont(chosen)
    painter.setPen(colour)
    shown = QFontMetricsF(chosen).elidedText(_that_may_fit(words, rect, cut), cut, rect.width() + 0.5)
    painter.drawText(rect, int(align | Qt.TextFlag.TextSingleLine), shown)


def _that_may_fit(words: str, rect: QRectF, cut: Qt.TextElideMode) -> str:
    """Return no more of a text than can stand in a place, since a cell of data may hold a whole book."""
    most = max(_FEWEST, 2 * round(rect.width()))
    if len(words) <= most:
        return words
    if cut == Qt.TextElideMode.ElideMiddle:
        return words[: most // 2] + words[-(most // 2) :]
    return words[-most:] if cut == Qt.TextElideMode.ElideLeft else words[:most]


def in_proportion(place: QRectF, rows: int, columns: int) -> QRectF:
    """Return the middle of a place in which pixels of so many rows and columns are square."""
    side = min(place.width() / columns, place.height() / rows)
    made = QRectF(0, 0, columns * side, rows * side)
    made.moveCenter(place.center())
    return made


def width_of(words: str, used_font: QFont) -> float:
    """Return the advance of a text in logical pixels."""
    return QFontMetricsF(used_font).horizontalAdvance(words)


def chevron_down(painter: QPainter, centre: QPointF, colour: QColor, half: float = 3.5) -> None:
    """Draw the small downward chevron of choices and folding headers."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y = centre.x(), centre.y()
    drop = half * 0.52
    painter.drawPolyline(
        QPolygonF([QPointF(x - half, y - drop), QPointF(x, y + drop), QPointF(x + half, y - drop)])
    )


def key_cap(painter: QPainter, rect: QRectF, words: str, ground: QColor, border: QColor, ink: QColor) -> None:
    """Draw a key as a small raised box with its name."""
    box(painter, rect, 4, ground, border)
    text(painter, rect, words, ink, font(11, 500), CENTRE)
