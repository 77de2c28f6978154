"""Goals of steps and pixels: what is said of each place of the sample looked at, and what is true."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from playground.app.texts import tr
from playground.core.training.metrics import METRICS
from playground.gui.canvas.bodies.base import Body, Feed, Figures
from playground.gui.canvas.bodies.classes import PAD
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import FIGURE_STRONG, PLAIN, RIGHT, SMALL, STRONG, Look, rule, write
from playground.gui.theme import metric_words
from playground.gui.theme.numbers import figure
from playground.gui.widgets.short_names import short_names

SIDE = 92.0  # of a picture
STRIP = 22.0  # height of a sequence
SWATCH = 8.0
Places = np.ndarray | None  # the class of each step (time,) or pixel (h, w)


def class_colours(look: Look, count: int) -> list[QColor]:
    """Return one colour a class, the first for what is mostly ground; they repeat where there are many."""
    tokens = look.tokens
    found = [tokens.line2, tokens.positive, tokens.negative, tokens.good, tokens.warn, tokens.bad]
    return [found[index % len(found)] for index in range(count)]


class MarksBody(Body):
    """Draw answer and truth beside each other, both from one snapshot, with loss and main figure below."""

    smooth = False

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.figures = Figures()
        self.said: Places = None
        self.true: Places = None

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 236.0

    def show(self, feed: Feed) -> bool:
        """Take answer, truth and figures."""
        said, true = (feed.array("feature_maps", f".{name}.{self.node_id}", 1, 2) if feed.answers else None
                      for name in ("said", "true"))  # fmt: skip
        changed = said is not self.said or true is not self.true
        self.said, self.true = said, true
        if feed.with_figures and feed.figures != self.figures:
            self.figures, changed = feed.figures, True
        return changed

    def tiles(self) -> int:
        """Return that no picture stands for a unit."""
        return 0

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw both, the names of the classes and the figures."""
        inner = area.adjusted(PAD, 0, -PAD, 0)
        for index, (words, places) in enumerate(((tr("Says"), self.said), (tr("True"), self.true))):
            self._paint_places(painter, inner, index, words, places, look)
        self._paint_names(painter, QRectF(inner.x(), inner.y() + 128, inner.width(), 18), look)
        rule(painter, inner.left(), inner.right(), inner.y() + 152, look.tokens.line)
        main = METRICS[self.plan.chosen_figure]
        told = metric_words.written(main, self.figures.of(self.node_id, main.id))
        rows = ((tr(main.name), told), (tr("Validation loss"), figure(self.figures.val_loss)))
        for row, (name, value) in enumerate(rows):
            line = QRectF(inner.x(), inner.y() + 157 + 22 * row, inner.width(), 20)
            write(painter, line, name, PLAIN, look.tokens.text3)
            write(painter, line, value, FIGURE_STRONG, look.tokens.text, RIGHT)

    def _paint_places(self, painter: QPainter, inner: QRectF, index: int, words: str, places: Places,
                      look: Look) -> None:  # fmt: skip
        flat = places is not None and places.ndim == 1
        half = inner.width() / 2
        x = inner.x() if flat else inner.x() + index * half
        y = inner.y() + (6 + 58 * index if flat else 6)
        write(painter, QRectF(x, y, half, 18), words, PLAIN, look.tokens.text3)
        if places is None:
            write(painter, QRectF(x, y + 20, half, 20), "–", STRONG, look.tokens.text3)
            return
        room = QRectF(x, y + 20, inner.width() if flat else SIDE, STRIP if flat else SIDE)
        painter.drawImage(room, _image(places, class_colours(look, len(self.plan.names))))

    def _paint_names(self, painter: QPainter, line: QRectF, look: Look) -> None:
        left, each = line.x(), line.width() / max(1, len(self.plan.names))
        names = short_names(self.plan.names, each - SWATCH - 9, SMALL.width)
        for name, colour in zip(names, class_colours(look, len(names)), strict=True):
            painter.fillRect(QRectF(left, line.center().y() - SWATCH / 2, SWATCH, SWATCH), colour)
            place = QRectF(left + SWATCH + 5, line.y(), each - SWATCH - 9, line.height())
            write(painter, place, name, SMALL, look.tokens.text2)
            left += each

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the answer alone."""
        if self.said is not None:
            high = STRIP if self.said.ndim == 1 else SIDE
            wide = area.width() - 2 * PAD if self.said.ndim == 1 else SIDE
            room = QRectF(area.center().x() - wide / 2, area.center().y() - high / 2, wide, high)
            painter.drawImage(room, _image(self.said, class_colours(look, len(self.plan.names))))


def _image(places: np.ndarray, colours: list[QColor]) -> QImage:
    """Return one pixel a place, in the colour of its class."""
    table = np.array([colour.rgba() for colour in colours], np.uint32)
    pixels = np.ascontiguousarray(table[np.clip(np.atleast_2d(places), 0, len(table) - 1).astype(int)])
    high, wide = pixels.shape
    return QImage(pixels.data, wide, high, 4 * wide, QImage.Format.Format_ARGB32).copy()
