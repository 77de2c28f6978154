"""A small icon in a colour of the theme, beside words that it says the tone of."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.widgets.guard import painted

_SIDE = 14  # px


class Sign(QWidget):
    """Draw an icon, with some room around it."""

    def __init__(self, icon: str, colour: str, room: int = 0) -> None:
        super().__init__()
        self.icon, self._colour, self._room = icon, colour, room
        self.setFixedSize(_SIDE + 2 * room, _SIDE + 2 * room)

    def show_icon(self, icon: str, colour: str) -> None:
        """Show another icon."""
        self.icon, self._colour = icon, colour
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the icon."""
        place = QRectF(self._room, self._room, _SIDE, _SIDE)
        paint_icon(painter, self.icon, place, current_theme().tokens.colour(self._colour))
