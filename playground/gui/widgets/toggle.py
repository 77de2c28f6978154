"""On and off: the switch."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CONTROL_HEIGHT, Tokens, mix, with_alpha
from playground.gui.widgets.buttons import PaintedButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box

_WIDTH, _HEIGHT = 28, 16


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
