"""The frame of a group that is opened in place; what is in it are blocks of their own."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.gui.canvas.bodies.base import Body
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import Look

LEAST_WIDE, LEAST_HIGH = 200.0, 120.0


class FrameBody(Body):
    """Keep room for the blocks inside; the scene says how much."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.room = (LEAST_WIDE, LEAST_HIGH)  # scene units, the header left out

    def width(self, compact: bool) -> float:
        """Return the width of the frame."""
        return self.room[0]

    def height(self, compact: bool) -> float:
        """Return the height below the header."""
        return self.room[1]

    def tiles(self) -> int:
        """Return that there is no picture of units."""
        return 0

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw nothing: the blocks inside have their own."""
