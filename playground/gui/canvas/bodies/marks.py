"""Goals of steps and pixels: what is said of each place of the sample looked at, and what is true."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.core.training.metrics import METRICS
from playground.core.views.scales import finite
from playground.gui.canvas.bodies.base import Body, Feed, Figures
from playground.gui.canvas.bodies.classes import PAD
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import FIGURE_STRONG, PLAIN, RIGHT, SMALL, STRONG, Look, rule, write
from playground.gui.theme import metric_words
from playground.gui.theme.class_colours import class_colours
from playground.gui.theme.numbers import figure
from playground.gui.widgets.marked import SAYS, TRUTH, MarkedPicture, MarkedWords, coloured
from playground.gui.widgets.short_names import short_names

SIDE = 112.0  # of a picture
STRIP = 22.0  # height of a sequence
SWATCH = 8.0
A_ROW = 4  # names of classes
LEGEND, BELOW = 140.0, 178.0  # px from the top to the names, and to the figures
Places = np.ndarray | None  # the class of each step (time,) or pixel (h, w)


class MarksBody(Body):
    """Draw answer and truth over the sample, all from one snapshot, with main figure and loss below.

    Both lie over a picture; words stand on the colour of what is said of them, the truth beneath; of other
    sequences each is a strip.
    """

    smooth = False

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.figures = Figures()
        self.said: Places = None
        self.true: Places = None
        self._sample: Places = None  # picture (channels, h, w) or words (time,)

    def width(self, compact: bool) -> float:
        """Return the width of two pictures."""
        return 2 * PAD + 2 * SIDE + 16.0

    def show(self, feed: Feed) -> bool:
        """Take sample, answer, truth and figures."""
        said, true = (feed.array("feature_maps", f".{name}.{self.node_id}", 1, 2) if feed.answers else None
                      for name in ("said", "true"))  # fmt: skip
        changed = said is not self.said or true is not self.true
        self.said, self.true = said, true
        words = feed.array("feature_maps", ".tokens", 1) if self.plan.words else None
        self._sample = words if said is None or said.ndim == 1 else feed.array("feature_maps", ".picture", 3)
        if feed.with_figures and feed.figures != self.figures:
            self.figures, changed = feed.figures, True
        return changed

    def tiles(self) -> int:
        """Return that no picture stands for a unit."""
        return 0

    @property
    def marked(self) -> MarkedPicture | MarkedWords | None:
        """Return the sample with what is said of it; None where it has neither pixels nor words."""
        said, sample, count = self.said, self._sample, len(self.plan.names)
        if said is None or sample is None or sample.shape[-said.ndim :] != said.shape:
            return None
        if said.ndim == 2:
            return MarkedPicture(sample, said, self.true, count)
        return MarkedWords.of(self.plan.words, finite(sample), said, self.true, count)

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw both, the names of the classes and the figures."""
        inner = area.adjusted(PAD, 0, -PAD, 0)
        marked = self.marked
        if isinstance(marked, MarkedWords):
            write(painter, QRectF(inner.x(), inner.y() + 4, inner.width(), 18),
                  tr("Says · beneath: true"), PLAIN, look.tokens.text3)  # fmt: skip
            room = QRectF(inner.x(), inner.y() + 24, inner.width(), LEGEND - 28)
            marked.paint(painter, room, PLAIN.font, look.tokens)
        else:
            for which, (words, places) in enumerate(((tr("Says"), self.said), (tr("True"), self.true))):
                self._paint_places(painter, inner, which, words, places, look)
        self.paint_names(painter, QRectF(inner.x(), inner.y() + LEGEND, inner.width(), 17), look)
        rule(painter, inner.left(), inner.right(), inner.y() + BELOW - 2, look.tokens.line)
        self.paint_figures(painter, QRectF(inner.x(), inner.y() + BELOW, inner.width(), 22), look)

    def paint_figures(self, painter: QPainter, line: QRectF, look: Look) -> None:
        """Write what all validation samples say: the main figure and the loss."""
        main = METRICS[self.plan.chosen_figure]
        told = metric_words.written(main, self.figures.of(self.node_id, main.id))
        for at, (name, value) in enumerate(
            ((tr(main.name), told), (tr("Loss"), figure(self.figures.val_loss)))
        ):
            half = QRectF(line.x() + at * (line.width() + 16) / 2, line.y(), (line.width() - 16) / 2, 22)
            write(painter, half, name, PLAIN, look.tokens.text3)
            write(painter, half, value, FIGURE_STRONG, look.tokens.text, RIGHT)

    def room(self, which: int, inner: QRectF, flat: bool) -> QRectF:
        """Return where what is said (0) or true (1) is drawn."""
        if flat:
            return QRectF(inner.x(), inner.y() + 24 + 58 * which, inner.width(), STRIP)
        return QRectF(inner.x() + which * (SIDE + 16), inner.y() + 24, SIDE, SIDE)

    def _paint_places(self, painter: QPainter, inner: QRectF, which: int, words: str, places: Places,
                      look: Look) -> None:  # fmt: skip
        room = self.room(which, inner, places is not None and places.ndim == 1)
        write(painter, QRectF(room.x(), room.y() - 20, room.width(), 18), words, PLAIN, look.tokens.text3)
        if places is None:
            write(painter, QRectF(room.x(), room.y(), room.width(), 20), "–", STRONG, look.tokens.text3)
            return
        marked = self.marked
        if isinstance(marked, MarkedPicture):
            marked.paint(painter, room, (SAYS, TRUTH)[which], look.tokens)
        else:
            painter.drawImage(room, coloured(places, class_colours(look.tokens, len(self.plan.names))))

    def paint_names(self, painter: QPainter, line: QRectF, look: Look) -> None:
        """Write the classes with their colours, many in two rows; those seen here are strong."""
        count = len(self.plan.names)
        columns = max(1, count if count <= A_ROW else max(A_ROW, -(-count // 2)))
        each = line.width() / columns
        names = short_names(self.plan.names, each - SWATCH - 8, SMALL.width)
        seen = {
            int(label)
            for places in (self.said, self.true)
            if places is not None
            for label in np.unique(places)
        }
        for at, (name, colour) in enumerate(zip(names, class_colours(look.tokens, count), strict=True)):
            row, column = divmod(at, columns)
            place = QRectF(line.x() + column * each, line.y() + 17 * row, each, 17)
            painter.fillRect(QRectF(place.x(), place.center().y() - SWATCH / 2, SWATCH, SWATCH), colour)
            ink = look.tokens.text if at in seen else look.tokens.text3
            write(painter, place.adjusted(SWATCH + 5, 0, 0, 0), name, SMALL, ink)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the answer alone."""
        if self.said is None:
            return
        flat = self.said.ndim == 1
        wide, high = (area.width() - 2 * PAD, STRIP) if flat else (SIDE, SIDE)
        room = QRectF(area.center().x() - wide / 2, area.center().y() - high / 2, wide, high)
        marked = self.marked
        if isinstance(marked, MarkedPicture):
            marked.paint(painter, room, SAYS, look.tokens)
        else:
            painter.drawImage(room, coloured(self.said, class_colours(look.tokens, len(self.plan.names))))
