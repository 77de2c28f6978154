"""Paper to draw on with the mouse or the keys: each stroke becomes what the network looks at."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.gui.theme.style import current_theme
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box

SIDE = 256  # px of the paper, and of the drawing
WIDTH = 24.0  # px of the pen
STEP = 8.0  # px that an arrow key moves the pen

_ARROWS = {
    Qt.Key.Key_Left: QPointF(-STEP, 0), Qt.Key.Key_Right: QPointF(STEP, 0), Qt.Key.Key_Up: QPointF(0, -STEP),
    Qt.Key.Key_Down: QPointF(0, STEP),
}  # fmt: skip


def _draws(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space or Qt.Key(event.key()) in _ARROWS


class DrawPad(Ringed, QWidget):
    """Keep the strokes and tell when they change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.strokes: list[QPolygonF] = []
        self._pen = QPointF(SIDE / 2, SIDE / 2)  # where the keys draw
        self._down = False
        self._by_keys = False
        self.setFixedSize(SIDE, SIDE)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Paper"))
        self.setAccessibleDescription(tr("Arrows move the pen, Space puts it down and lifts it."))

    def sizeHint(self) -> QSize:
        """Return the paper's size."""
        return QSize(SIDE, SIDE)

    def drawing(self) -> np.ndarray:
        """Return the ink (SIDE, SIDE) float32, 0 to 1."""
        image = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
        image.fill(0)
        with QPainter(image) as painter:
            self._paint_strokes(painter, QColor("#FFFFFF"))
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(SIDE, image.bytesPerLine())
        return rows[:, :SIDE].astype(np.float32) / 255

    def clear(self) -> None:
        """Take a new sheet."""
        self.strokes.clear()
        self._down = False
        self._tell()

    def undo(self) -> None:
        """Take the last stroke back."""
        if self.strokes:
            self.strokes.pop()
            self._down = False
            self._tell()

    def _tell(self) -> None:
        self.update()
        self.changed.emit()

    def _begin(self, point: QPointF) -> None:
        self.strokes.append(QPolygonF([point]))
        self._tell()

    def _go_on(self, point: QPointF) -> None:
        self.strokes[-1].append(point)
        self._tell()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that draw, although the window has shortcuts for them."""
        ours = isinstance(event, QKeyEvent) and (
            event.matches(QKeySequence.StandardKey.Undo) or _draws(event)
        )
        if ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._by_keys = False
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke."""
        if event.buttons() & Qt.MouseButton.LeftButton and self.strokes:
            self._go_on(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Draw by keys."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
            return
        move = _ARROWS.get(Qt.Key(event.key()))
        if move is not None:
            self._move_pen(move)
        elif event.key() == Qt.Key.Key_Space:
            self._by_keys, self._down = True, not self._down
            if self._down:
                self._begin(QPointF(self._pen))
            self.update()
        else:
            super().keyPressEvent(event)

    def _move_pen(self, move: QPointF) -> None:
        self._by_keys = True
        moved = self._pen + move
        self._pen = QPointF(min(max(moved.x(), 0), SIDE), min(max(moved.y(), 0), SIDE))
        if self._down:
            self._go_on(QPointF(self._pen))
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the paper, the ink and the pen of the keys."""
        tokens = current_theme().tokens
        box(painter, self.rect().toRectF(), 8, tokens.field, tokens.line2)
        self._paint_strokes(painter, tokens.text)
        if self._by_keys:
            painter.setPen(QPen(tokens.accent_text, 2))
            painter.setBrush(tokens.accent_text if self._down else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self._pen, 6, 6)

    def _paint_strokes(self, painter: QPainter, ink: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(0, 0, SIDE, SIDE))
        pen = QPen(ink, WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self.strokes:
            if stroke.size() == 1:
                painter.drawPoint(stroke.at(0))
            else:
                painter.drawPolyline(stroke)
