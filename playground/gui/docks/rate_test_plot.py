"""The search for a learning rate as a curve: the loss at each rate, what it suggests, and the rate now."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.core.training.rate_test import LEAST, MOST, SKIPPED, RateTest
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import figure, power_of_ten
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, RADIUS_FIELD
from playground.gui.widgets.guard import kept, painted
from playground.gui.widgets.painting import CENTRE, RIGHT, box, text

SIZE = (380, 170)
_LEFT, _TOP, _RIGHT, _BOTTOM = 46.0, 12.0, 14.0, 26.0  # px around the curve
_DOT = 4.0
_ABOVE = 0.6  # of the fall, above where the loss began: what explodes leaves the picture


class RateTestPlot(QWidget):
    """Draw what `show_test` was given."""

    def __init__(self) -> None:
        super().__init__()
        self._test, self._rate = RateTest(), 0.0
        self.setFixedSize(QSize(*SIZE))
        self.setAccessibleName(tr("Loss at growing learning rates"))

    def show_test(self, test: RateTest, rate: float) -> None:
        """Draw a search, and the rate that the recipe has."""
        self._test, self._rate = test, rate
        self.update()

    def place_of(self, rate: float) -> float:
        """Return how far to the right a rate stands."""
        frame = self._frame()
        share = math.log(rate / LEAST) / math.log(MOST / LEAST)
        return frame.left() + frame.width() * min(max(share, 0.0), 1.0)

    def _frame(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def _range(self) -> tuple[float, float]:
        """Return the losses at the bottom and at the top."""
        losses = self._test.losses[SKIPPED:] or self._test.losses
        low, begun = min(losses), max(losses[: max(1, len(losses) // 3)])
        return low, begun + _ABOVE * ((begun - low) or abs(begun) or 1.0)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw frame, axes, curve and marks."""
        tokens = current_theme().tokens
        box(painter, QRectF(self.rect()), RADIUS_FIELD, tokens.field, tokens.line)
        self._draw_rates(painter)
        if self._test.losses:
            self._draw_losses(painter)
            self._mark(painter, self._rate, tokens.text3, Qt.PenStyle.DotLine)
            if self._test.suggestion is not None:
                self._mark(painter, self._test.suggestion, tokens.good, Qt.PenStyle.SolidLine)

    def _draw_rates(self, painter: QPainter) -> None:
        tokens, frame = current_theme().tokens, self._frame()
        first, last = round(math.log10(LEAST)), round(math.log10(MOST))
        for exponent in range(first, last + 1, 2):
            x = self.place_of(10.0**exponent)
            painter.setPen(QPen(tokens.line, 1.0))
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            place = QRectF(x - 30, frame.bottom() + 4, 60, 16)
            text(painter, place, power_of_ten(exponent), tokens.text3, font(CAPTION), CENTRE)

    def _draw_losses(self, painter: QPainter) -> None:
        tokens, frame = current_theme().tokens, self._frame()
        low, high = self._range()
        for loss, y in ((high, frame.top()), (low, frame.bottom())):
            place = QRectF(4, y - 8, _LEFT - 10, 16)
            text(painter, place, figure(loss), tokens.text3, font(CAPTION), RIGHT)
        pairs = zip(self._test.rates, self._test.losses, strict=True)
        line = QPolygonF([QPointF(self.place_of(rate), self._up(loss)) for rate, loss in pairs])
        with kept(painter):
            painter.setClipRect(frame.adjusted(-2, -2, 2, 2))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(tokens.curve_train, 1.8))
            painter.drawPolyline(line)

    def _up(self, loss: float) -> float:
        frame, (low, high) = self._frame(), self._range()
        return frame.bottom() - frame.height() * (loss - low) / ((high - low) or 1.0)

    def _mark(self, painter: QPainter, rate: float, colour: QColor, style: Qt.PenStyle) -> None:
        """Draw a line at a rate, and a dot on the curve where that was tried."""
        frame, x = self._frame(), self.place_of(rate)
        painter.setPen(QPen(colour, 1.4, style))
        painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        if rate in self._test.rates:
            painter.setBrush(colour)
            loss = self._test.losses[self._test.rates.index(rate)]
            painter.drawEllipse(QPointF(x, self._up(loss)), _DOT, _DOT)
