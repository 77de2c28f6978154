"""What a block makes of a sequence: one picture, time to the right, a row for each feature."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.gui.canvas.bodies.base import Body, Feed
from playground.gui.canvas.look import CENTER, SMALL, Look, write

HEIGHT = 204.0
CAPTION = 22.0


class SequenceBody(Body):
    """Draw steps and features of the sample that is looked at."""

    smooth = False

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 128.0

    def height(self, compact: bool) -> float:
        """Return the height of the picture with its caption."""
        return HEIGHT

    def show(self, feed: Feed) -> bool:
        """Take the steps."""
        return self._take(feed, "feature_maps")

    def tiles(self) -> int:
        """Return that one picture stands for all units."""
        return 0

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the picture, and what runs to the right."""
        target = area.adjusted(12, 10, -12, -10 - CAPTION)
        self.paint_tile(painter, 0, target, look, 5.0)
        if look.captions:
            line = QRectF(area.x(), target.bottom() + 4, area.width(), CAPTION - 4)
            write(painter, line, tr("time →"), SMALL, look.tokens.text3, CENTER)
