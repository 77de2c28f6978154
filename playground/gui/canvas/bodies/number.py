"""The regress goal: loss with its curve and how far predictions miss."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.gui.canvas.bodies.base import Body, Feed, Figures
from playground.gui.canvas.bodies.classes import PAD, paint_loss
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import CENTER, FIGURE_STRONG, HERO, PLAIN, RIGHT, Look, bar, rule, write
from playground.gui.theme.numbers import fixed


class NumberBody(Body):
    """Draw how well a number is predicted on the validation samples."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.figures = Figures()

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 111.0 if compact else 131.0

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
        explained = self.figures.metrics.get("val_r2")
        rows = (
            (tr("Explained"), "val_r2"),
            (tr("Squared error"), "val_mse"),
            (tr("Absolute error"), "val_mae"),
        )
        tops = (110.0, 144.0, 166.0)
        for (name, key), top in zip(rows, tops, strict=True):
            line = QRectF(inner.x(), inner.y() + top, inner.width(), 20)
            words = PLAIN.elided(name, inner.width() - 42)
            write(painter, line, words, PLAIN, look.tokens.text3)
            write(
                painter,
                line,
                fixed(self.figures.metrics.get(key), 3),
                FIGURE_STRONG,
                look.tokens.text,
                RIGHT,
            )
        bar(painter, QRectF(inner.x(), inner.y() + 131, inner.width(), 5), explained or 0.0, look.tokens.good,
            look.tokens.line)  # fmt: skip

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the loss alone, large."""
        middle = QRectF(area.x(), area.center().y() - 20, area.width(), 40)
        write(
            painter,
            middle,
            fixed(self.figures.val_loss, 3),
            HERO,
            look.tokens.text,
            CENTER,
        )
