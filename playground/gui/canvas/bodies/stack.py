"""A group repeated many times: how the gradient and the activation fare through all its layers."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.core.views.depth import Verdict, group_part, still_below, verdict
from playground.gui.canvas.bodies.base import Body, Feed
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import Look
from playground.gui.widgets.signal_strip import Strip, paint_legend, paint_verdict

PAD = 12.0
LEGEND, WORDS = 20.0, 34.0


class StackBody(Body):
    """Draw the strip over the layers of the whole network, and say of those in the group what it shows."""

    asks = "depth"

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.strip = Strip()
        self.verdict: Verdict | None = None

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 320.0 if compact else 372.0

    def height(self, compact: bool) -> float:
        """Return the height of the strip and of the sentence."""
        return 204.0

    def show(self, feed: Feed) -> bool:
        """Take the newest figures."""
        shown = feed.pictures.get(self.asks)
        if not feed.with_figures or shown is self.strip.shown:
            return False
        still = still_below(feed.recipe, shown) if shown is not None and feed.recipe is not None else 0.0
        self.strip.take(shown, still)
        self.verdict = None
        if shown is not None:
            part = group_part(shown.facts["layers"], feed.flat(self.node_id))
            self.verdict = verdict(shown, part) if part.stop else None
        return True

    def tiles(self) -> int:
        """Return that no picture stands for a unit."""
        return 0

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw legend, strip and sentence."""
        inner = area.adjusted(PAD, 6, -PAD, -6)
        if look.captions:
            paint_legend(painter, QRectF(inner.x(), inner.y(), inner.width(), LEGEND), look.tokens)
        strip = inner.adjusted(0, LEGEND + 2, 0, -WORDS - 4)
        self.strip.paint(painter, strip, look.tokens)
        if self.verdict is not None:
            words = QRectF(inner.x(), inner.bottom() - WORDS, inner.width(), WORDS)
            paint_verdict(painter, words, self.verdict, look.tokens)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw strip and sentence alone."""
        self.paint(painter, area, look)
