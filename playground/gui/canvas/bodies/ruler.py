"""Where a number lies among all that are true: their histogram, with what is said and what is true."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.app.texts import tr
from playground.gui.canvas.bodies.base import Values
from playground.gui.canvas.look import CENTER, LEFT, RIGHT, SMALL, Look, write
from playground.gui.theme.numbers import compact, figure
from playground.gui.theme.tokens import with_alpha

BINS = 28
BARS = 26.0  # px of height
LANE = 14.0  # for the marks below
RADIUS = 4.0
BAND = 0.28  # opacity of how far off an answer usually is


@dataclass(frozen=True)
class Found:
    """What is said of one sample, what is true of it, and how far off an answer usually is."""

    said: float | None = None
    true: float | None = None
    typical: float | None = None


class Ruler:
    """Draw the true numbers of all held-out samples as bars over one axis."""

    def __init__(self) -> None:
        self.low, self.high = 0.0, 0.0
        self.counts = np.zeros(0, np.int64)
        self._target: Values | None = None

    def take(self, target: Values | None) -> None:
        """Take the numbers; they stay the same while a network trains."""
        if target is self._target:
            return
        self._target = target
        sound = target[np.isfinite(target)] if target is not None else np.zeros(0, np.float32)
        self.counts = np.zeros(0, np.int64)
        if len(sound) and float(sound.min()) < float(sound.max()):
            self.low, self.high = float(sound.min()), float(sound.max())
            self.counts = np.histogram(sound.astype(np.float64), BINS, (self.low, self.high))[0]

    def x(self, value: float, area: QRectF) -> float:
        """Return where a number lies; what is beyond the ends stands at the end."""
        share = (value - self.low) / (self.high - self.low)
        return area.left() + RADIUS + min(max(share, 0.0), 1.0) * (area.width() - 2 * RADIUS)

    def lane(self, area: QRectF) -> float:
        """Return the height at which both numbers are marked."""
        return area.top() + BARS + LANE / 2

    def paint(self, painter: QPainter, area: QRectF, look: Look, found: Found) -> None:
        """Draw bars, marks and words; nothing until there are numbers."""
        if not len(self.counts):
            return
        self._paint_bars(painter, area, look)
        self._paint_marks(painter, area, look, found)
        ends = QRectF(area.x(), area.top() + BARS + LANE, area.width(), 14)
        write(painter, ends, compact(self.low), SMALL, look.tokens.text3, LEFT)
        write(painter, ends, tr("all held out"), SMALL, look.tokens.text3, CENTER)
        write(painter, ends, compact(self.high), SMALL, look.tokens.text3, RIGHT)
        if found.said is not None and found.typical is not None:
            words = tr("band: ± {distance}, the typical error").format(distance=figure(found.typical))
            write(painter, ends.translated(0, 14), words, SMALL, look.tokens.text3, LEFT)

    def _paint_bars(self, painter: QPainter, area: QRectF, look: Look) -> None:
        pitch, most = (area.width() - 2 * RADIUS) / BINS, float(self.counts.max())
        for index, count in enumerate(self.counts.tolist()):
            tall = max(1.0, BARS * count / most) if count else 0.0
            left = area.left() + RADIUS + pitch * index
            bar = QRectF(left, area.top() + BARS - tall, pitch - 1, tall)
            painter.fillRect(bar, look.tokens.text3)

    def _paint_marks(self, painter: QPainter, area: QRectF, look: Look, found: Found) -> None:
        y, tokens = self.lane(area), look.tokens
        painter.setPen(QPen(tokens.line2, 1))
        painter.drawLine(QPointF(area.left() + RADIUS, y), QPointF(area.right() - RADIUS, y))
        if found.said is not None and math.isfinite(found.said):
            if found.typical is not None and math.isfinite(found.typical):
                left, right = (self.x(found.said + side * found.typical, area) for side in (-1, 1))
                band = QRectF(left, y - RADIUS, right - left, 2 * RADIUS)
                painter.fillRect(band, with_alpha(tokens.accent, BAND))
            painter.setPen(QPen(tokens.accent_text, 2))
            painter.setBrush(tokens.block)
            painter.drawEllipse(QPointF(self.x(found.said, area), y), RADIUS, RADIUS)
        if found.true is not None and math.isfinite(found.true):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.good)
            painter.drawEllipse(QPointF(self.x(found.true, area), y), RADIUS - 1, RADIUS - 1)
