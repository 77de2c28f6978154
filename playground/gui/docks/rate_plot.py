"""The learning rate along the epochs as a small curve, with the present point on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.rate import RateCurve
from playground.app.texts import tr
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import compact, integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, RADIUS_FIELD, with_alpha
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import RIGHT, box, text
from playground.gui.widgets.plain import set_tip

HEIGHT = 64  # px
_EDGE, _WORDS = 8.0, 16.0  # px around the curve, and of the line of words over it
_POINT = 3.5  # radius of the present point
_AREA = 0.14  # opacity under the curve


class RatePlot(QWidget):
    """Draw what `show_curve` was given."""

    def __init__(self) -> None:
        super().__init__()
        self.curve: RateCurve | None = None
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Learning rate along the epochs"))

    def show_curve(self, curve: RateCurve | None) -> None:
        """Draw another curve; nothing for None."""
        self.curve = curve
        words = self.words()
        set_tip(self, words)
        self.setAccessibleDescription(words)
        self.update()

    def words(self) -> str:
        """Return the present rate in words."""
        if self.curve is None:
            return ""
        epoch, rate = integer(int(self.curve.now)), compact(self.curve.rate)
        return tr("Learning rate {rate} after {epoch} epochs").format(rate=rate, epoch=epoch)

    def point(self) -> QPointF | None:
        """Return where the present point is drawn."""
        curve = self.curve
        return None if curve is None else self._at(curve, curve.now, curve.rate)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw frame, curve, point and the rates at its top and now."""
        tokens, curve = current_theme().tokens, self.curve
        box(painter, QRectF(self.rect()), RADIUS_FIELD, tokens.field, tokens.line)
        if curve is None:
            return
        line = QPolygonF([self._at(curve, *pair) for pair in zip(curve.epochs, curve.rates, strict=True)])
        self._fill(painter, line)
        painter.setPen(QPen(tokens.curve_train, 1.6))
        painter.drawPolyline(line)
        painter.setPen(QPen(tokens.field, 1.5))
        painter.setBrush(tokens.accent_text)
        painter.drawEllipse(self._at(curve, curve.now, curve.rate), _POINT, _POINT)
        top = QRectF(_EDGE, 3.0, self.width() - 2 * _EDGE, _WORDS)
        words = tr("LR {rate}").format(rate=compact(curve.rate))
        text(painter, top, words, tokens.text2, font(CAPTION))
        most = tr("most {rate}").format(rate=compact(float(curve.rates.max())))
        text(painter, top, most, tokens.text3, font(CAPTION), RIGHT)

    def _fill(self, painter: QPainter, line: QPolygonF) -> None:
        ground = self._frame().bottom()
        area = QPolygonF(
            [QPointF(line.first().x(), ground), *line.toList(), QPointF(line.last().x(), ground)]
        )
        painter.setPen(QPen(with_alpha(current_theme().tokens.curve_train, 0.0), 0.0))
        painter.setBrush(with_alpha(current_theme().tokens.curve_train, _AREA))
        painter.drawPolygon(area)

    def _frame(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_EDGE, _EDGE + _WORDS, -_EDGE, -_EDGE)

    def _at(self, curve: RateCurve, epoch: float, rate: float) -> QPointF:
        frame = self._frame()
        most, last = float(curve.rates.max()), float(curve.epochs[-1])
        across = epoch / last if last else 0.0
        up = rate / most if most else 0.0
        return QPointF(frame.left() + frame.width() * across, frame.bottom() - frame.height() * up)
