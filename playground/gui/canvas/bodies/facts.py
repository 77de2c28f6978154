"""A few facts in words: what a block gets and gives, or needs; the body of blocks without a picture."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.gui.canvas.bodies.base import Body
from playground.gui.canvas.look import FIGURE_STRONG, HEADING, PLAIN, RIGHT, Look, write

PITCH = 26.0


class FactsBody(Body):
    """Draw names at the left and values at the right."""

    def width(self, compact: bool) -> float:
        """Return the width that the longest line needs."""
        lines = (PLAIN.width(name) + FIGURE_STRONG.width(value) + 36 for name, value, _ in self.face.facts)
        widest = max(lines, default=0.0)
        head = 52 + max(HEADING.width(self.face.title), PLAIN.width(self.face.setting))
        return max(115.0, min(190.0, 2 * round(max(widest, head) / 2)))

    def height(self, compact: bool) -> float:
        """Return the height of the lines."""
        return max(64.0, 18.0 + PITCH * len(self.face.facts))

    def tiles(self) -> int:
        """Return that there is no picture."""
        return 0

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw all lines."""
        for row, (name, value, role) in enumerate(self.face.facts):
            line = QRectF(area.x() + 14, area.y() + 8 + PITCH * row, area.width() - 26, 20)
            write(painter, line, name, PLAIN, look.tokens.text3)
            colour = {"bad": look.tokens.bad, "accent": look.tokens.accent_text}.get(role, look.tokens.text)
            write(painter, line, value, FIGURE_STRONG, colour, RIGHT)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the same: there is nothing simpler to show."""
        self.paint(painter, area, look)
