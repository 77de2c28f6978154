"""On and off: the switch and the check box."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CONTROL_HEIGHT, MEDIUM, Tokens, mix, with_alpha
from playground.gui.widgets.buttons import PaintedButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box, text, width_of

_WIDTH, _HEIGHT = 28, 16
_CHECK = 16


class Toggle(PaintedButton):
    """A switch; `toggled(bool)` tells every change, `clicked(bool)` those made by a person."""

    ring_radius: float = _HEIGHT / 2

    def __init__(self, name: str, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setAccessibleName(name)

    def set_checked(self, checked: bool) -> None:
        """Show a state without telling anyone."""
        blocked = self.blockSignals(True)
        self.setChecked(checked)
        self.blockSignals(blocked)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the switch with room to hit."""
        return QSize(_WIDTH, CONTROL_HEIGHT)

    def ring_rect(self) -> QRectF:
        """Return the switch itself, which is lower than the widget."""
        return QRectF(0, (self.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)

    def _ground(self, tokens: Tokens) -> QColor:
        ground = (
            tokens.accent
            if self.isChecked()
            else (tokens.line2 if tokens.dark else mix(tokens.line2, tokens.edge, 0.12))
        )
        if self.hovered():
            ground = mix(ground, QColor(255, 255, 255) if tokens.dark else QColor(0, 0, 0), 0.1)
        return ground if self.live else with_alpha(ground, 0.45)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the switch."""
        tokens = current_theme().tokens
        track = self.ring_rect()
        box(painter, track, _HEIGHT / 2, self._ground(tokens))
        knob = track.adjusted(2, 2, -2, -2)
        knob.setWidth(knob.height())
        if self.isChecked():
            knob.moveRight(track.right() - 2)
        box(painter, knob, knob.height() / 2, tokens.knob if self.live else with_alpha(tokens.knob, 0.6))


class CheckBox(PaintedButton):
    """A check box with its words."""

    ring_radius: float = 5

    def __init__(self, words: str, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(words, "", parent)
        self.setCheckable(True)
        self.setChecked(checked)

    def sizeHint(self) -> QSize:
        """Return box and words."""
        return QSize(round(_CHECK + 8 + width_of(self.text(), font(BODY, MEDIUM)) + 2), CONTROL_HEIGHT)

    def ring_rect(self) -> QRectF:
        """Return the box."""
        return QRectF(0, (self.height() - _CHECK) / 2, _CHECK, _CHECK)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw box, tick and words."""
        tokens = current_theme().tokens
        painter.setOpacity(1.0 if self.live else 0.5)
        square = self.ring_rect()
        if self.isChecked():
            box(painter, square, 4, tokens.accent)
            _tick(painter, square, tokens.on_accent)
        else:
            box(painter, square, 4, tokens.field, tokens.text3 if self.hovered() else tokens.edge)
        text(
            painter,
            QRectF(self.rect()).adjusted(_CHECK + 8, 0, 0, 0),
            self.text(),
            tokens.text2,
            font(BODY, MEDIUM),
        )


def _tick(painter: QPainter, square: QRectF, colour: QColor) -> None:
    pen = QPen(colour, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    x, y = square.x(), square.y()
    painter.drawPolyline(
        QPolygonF([QPointF(x + 4.4, y + 8.3), QPointF(x + 7, y + 10.8), QPointF(x + 11.6, y + 5.4)])
    )
