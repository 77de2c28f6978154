"""What is said against what is true, a point a sample: on the diagonal both are the same."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.gui.panels import axes
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import figure, integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, with_alpha
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import kept, painted
from playground.gui.widgets.painting import CENTRE, LEFT, RIGHT, box, text, width_of

MANY = 3_000  # points from which their density is seen, not each of them
_RIGHT, _TOP, _BELOW, _BESIDE = 10.0, 22.0, 38.0, 8.0  # px around the points
_DOT, _RING, _NEAR = 5.0, 6.0, 14.0  # px: across, around the chosen one, and how near a click must be
_BEYOND = 0.5  # of the spread of the true numbers: what is said farther off stands at the rim
Values = np.ndarray


class ScatterPlot(Ringed, QWidget):
    """Draw the points with the diagonal and the typical error around it; a click chooses a sample."""

    chosen = Signal(int)  # the sample's place in its part

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 160)
        self.setAccessibleName(tr("Predicted against true"))
        self._target = self._answer = self._number = np.zeros(0)
        self._mae = 0.0
        self._current: int | None = None
        self._ticks: axes.Ticks = axes.span_ticks(0.0, 1.0)
        self._ground: QPixmap | None = None

    def show_points(self, target: Values, answer: Values, number: Values, mae: float) -> None:
        """Show true numbers and what is said of them, (n,) each; the band is as wide as the typical error."""
        self._target, self._answer, self._number, self._mae = target, answer, number, mae
        self._ticks = axes.span_ticks(*_bounds(target, answer))
        self._ground = None
        self.update()

    def show_current(self, index: int | None) -> None:
        """Mark one sample, or none."""
        if index != self._current:
            self._current = index
            self.update()

    @property
    def current(self) -> int | None:
        """Return the sample that is marked, None for none."""
        return self._current if self._current is not None and self._current < len(self._target) else None

    @property
    def area(self) -> QRectF:
        """Return the square in which points lie."""
        left = _BESIDE + 4 + max(width_of(words, font(CAPTION, tabular=True)) for _, words in self._ticks)
        side = max(1.0, min(self.width() - left - _RIGHT, self.height() - _TOP - _BELOW))
        return QRectF(left, _TOP, side, side)

    def place(self, true: float, said: float) -> QPointF:
        """Return where a sample is drawn; what lies beyond the axes stands at their rim."""
        area, low, high = self.area, self._ticks[0][0], self._ticks[-1][0]
        x, y = (min(max((value - low) / (high - low), 0.0), 1.0) for value in (true, said))
        return QPointF(area.left() + x * area.width(), area.bottom() - y * area.height())

    def spot(self, index: int) -> QPointF:
        """Return where one of the samples is drawn."""
        return self.place(float(self._target[index]), float(self._answer[index]))

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        return QSize(320, 340)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out anew."""
        super().resizeEvent(event)
        self._ground = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the sample under the pointer."""
        if not len(self._target):
            return
        x, y = self._spots()
        distances = np.hypot(x - event.position().x(), y - event.position().y())
        nearest = int(np.nanargmin(np.where(np.isfinite(distances), distances, np.inf)))
        if distances[nearest] <= _NEAR:
            self.chosen.emit(nearest)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from sample to sample, by what is true of them."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None or not len(self._target):
            super().keyPressEvent(event)
            return
        order = np.argsort(self._target, kind="stable")
        places = np.flatnonzero(order == self.current)
        self.chosen.emit(int(order[(places[0] + step) % len(order)] if len(places) else order[0]))

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        self._ground = None
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw everything."""
        if self._ground is None:
            self._ground = self._make_ground()
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.current is not None and math.isfinite(float(self._answer[self.current])):
            self._draw_current(painter, self.current)

    def _make_ground(self) -> QPixmap:
        tokens, ratio = current_theme().tokens, self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(tokens.panel)
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if len(self._target):
                self._draw_axes(painter)
                self._draw_band(painter)
                self._draw_points(painter)
            else:
                text(painter, self.area, tr("Nothing trained yet"), tokens.text3, font(CAPTION), CENTRE)
        return made

    def _draw_axes(self, painter: QPainter) -> None:
        tokens, area, used = current_theme().tokens, self.area, font(CAPTION, tabular=True)
        for value, words in self._ticks:
            here = self.place(value, value)
            painter.setPen(with_alpha(tokens.line2, 0.35))
            painter.drawLine(QPointF(area.left(), here.y()), QPointF(area.right(), here.y()))
            painter.drawLine(QPointF(here.x(), area.top()), QPointF(here.x(), area.bottom()))
            beside = QRectF(0, here.y() - 8, area.left() - _BESIDE, 16)
            text(painter, beside, words, tokens.text3, used, RIGHT)
            wide = width_of(words, used) + 2
            below = QRectF(min(here.x() - wide / 2, self.width() - wide), area.bottom() + 3, wide, 15)
            text(painter, below, words, tokens.text3, used, CENTRE)
        small, rim = font(CAPTION), QRectF(area.left(), area.bottom() + 20, area.width(), 16)
        text(painter, QRectF(area.left() + 4, 2, 120, 16), tr("predicted"), tokens.text2, small)
        text(painter, rim, tr("true"), tokens.text2, small, RIGHT)
        if len(self._target):
            words = tr("band: ± {mae}, the MAE").format(mae=figure(self._mae))
            text(painter, rim.adjusted(0, 0, -40, 0), words, tokens.text3, small)

    def _draw_band(self, painter: QPainter) -> None:
        tokens, area = current_theme().tokens, self.area
        low, high = self._ticks[0][0], self._ticks[-1][0]
        with kept(painter):
            painter.setClipRect(area)
            wide = self._mae / (high - low) * area.height() if math.isfinite(self._mae) else 0.0
            first, last = area.bottomLeft(), area.topRight()
            corners = [first + QPointF(0, wide), last + QPointF(0, wide), last - QPointF(0, wide),
                       first - QPointF(0, wide)]  # fmt: skip
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(tokens.accent_text, 0.10))
            painter.drawPolygon(QPolygonF(corners))
            painter.setPen(QPen(tokens.text2, 1, Qt.PenStyle.DashLine))
            painter.drawLine(first, last)

    def _spots(self) -> tuple[Values, Values]:
        area, low, high = self.area, self._ticks[0][0], self._ticks[-1][0]
        x, y = (np.clip((values - low) / (high - low), 0.0, 1.0) for values in (self._target, self._answer))
        return area.left() + x * area.width(), area.bottom() - y * area.height()

    def _draw_points(self, painter: QPainter) -> None:
        tokens, (x, y) = current_theme().tokens, self._spots()
        many = len(x) >= MANY
        for colour, chosen in ((tokens.positive, self._answer > self._target),
                               (tokens.negative, self._answer <= self._target)):  # fmt: skip
            ink = with_alpha(QColor(colour), 0.25) if many else QColor(colour)
            pen = QPen(ink, _DOT - 2 * many, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            pairs = zip(x[chosen].tolist(), y[chosen].tolist(), strict=True)
            painter.drawPoints(QPolygonF([QPointF(*pair) for pair in pairs]))

    def _draw_current(self, painter: QPainter, current: int) -> None:
        tokens, here = current_theme().tokens, self.spot(current)
        true, said = float(self._target[current]), float(self._answer[current])
        painter.setPen(QPen(tokens.accent_text, 1.5))
        painter.drawLine(here, self.place(true, true))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(here, _RING, _RING)
        words = tr("Sample {number} · {off}").format(number=integer(int(self._number[current])),
                                                     off=figure(said - true, signed=True))  # fmt: skip
        used = font(CAPTION, MEDIUM, True)
        pill = QRectF(0, 0, width_of(words, used) + 16, 20)
        left = here.x() - pill.width() - 12
        pill.moveTo(left if left > self.area.left() else here.x() + 12, here.y() - 10)
        pill.moveRight(min(pill.right(), self.width() - 1.0))
        box(painter, pill, 10, tokens.panel, tokens.accent_text)
        text(painter, pill.adjusted(8, 0, -4, 0), words, tokens.accent_text, used, LEFT)


def _bounds(target: Values, answer: Values) -> tuple[float, float]:
    """Return what the axes span: all that is true, and what is said unless it is far away."""
    known = target[np.isfinite(target)]
    if not len(known):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    reach = _BEYOND * (high - low)
    near = answer[(answer >= low - reach) & (answer <= high + reach)]
    return min(low, float(near.min(initial=low))), max(high, float(near.max(initial=high)))
