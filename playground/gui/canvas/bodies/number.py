"""A goal in figures: loss with its curve, and how well it is met on data not trained on."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.core.training.metrics import METRICS
from playground.gui.canvas.bodies.base import Body, Feed, Figures
from playground.gui.canvas.bodies.classes import PAD, paint_loss
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import CENTER, FIGURE_STRONG, HERO, PLAIN, RIGHT, Look, bar, rule, write
from playground.gui.theme import metric_words
from playground.gui.theme.numbers import figure


class NumberBody(Body):
    """Draw the loss and three figures of the validation samples."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.figures = Figures()

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 132.0 if compact else 144.0

    def height(self, compact: bool) -> float:
        """Return the height of all figures."""
        return 210.0

    def show(self, feed: Feed) -> bool:
        """Take the figures of the run."""
        if not feed.with_figures or feed.figures == self.figures:
            return False
        self.figures = feed.figures
        return True

    def tiles(self) -> int:
        """Return that no picture stands for a unit."""
        return 0

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the figures."""
        inner = area.adjusted(PAD, 0, -PAD, 0)
        paint_loss(painter, inner, look, self.figures)
        rule(painter, inner.left(), inner.right(), inner.y() + 102, look.tokens.line)
        for name, top in zip(self.plan.names, (110.0, 144.0, 166.0), strict=False):
            line = QRectF(inner.x(), inner.y() + top, inner.width(), 20)
            write(painter, line, tr(METRICS[name].name), PLAIN, look.tokens.text3)
            write(painter, line, self._figure(name), FIGURE_STRONG, look.tokens.text, RIGHT)
        if self.plan.names and METRICS[self.plan.names[0]].bar:
            share = self.figures.of(self.node_id, self.plan.names[0]) or 0.0
            place = QRectF(inner.x(), inner.y() + 131, inner.width(), 5)
            bar(painter, place, share, look.tokens.good, look.tokens.line)

    def _figure(self, name: str) -> str:
        return metric_words.written(METRICS[name], self.figures.of(self.node_id, name))

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the loss alone, large."""
        middle = QRectF(area.x(), area.center().y() - 20, area.width(), 40)
        write(
            painter,
            middle,
            figure(self.figures.val_loss),
            HERO,
            look.tokens.text,
            CENTER,
        )
