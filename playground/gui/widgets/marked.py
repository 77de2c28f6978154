"""Classes of steps and pixels in their colours: over a picture, under words, or as a strip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from playground.core.views.scales import finite
from playground.gui.theme import colormaps
from playground.gui.theme.class_colours import class_colours
from playground.gui.theme.tokens import Tokens, mix, readable_on
from playground.gui.widgets.guard import kept
from playground.gui.widgets.painting import CENTRE, box, text, width_of

PICTURE, SAYS, TRUTH = range(3)
MASK = 0.66  # how much of a colour covers the picture; the first class, mostly ground, covers nothing
LINE, TRUE, APART = 17.0, 3.0, 4.0  # px of a word, of the truth beneath, and between two


def coloured(classes: np.ndarray, colours: Sequence[QColor], rest: QColor | None = None) -> QImage:
    """Return an image (h, w) or (1, time), one pixel a place; others `rest`, or clear."""
    table = np.array([each.rgba() for each in colours] + [rest.rgba() if rest else 0], np.uint32)
    rows = np.atleast_2d(classes).astype(np.int64)
    pixels = np.ascontiguousarray(table[np.where(rows < 0, len(colours), np.minimum(rows, len(colours) - 1))])
    high, wide = pixels.shape
    return QImage(pixels.data, wide, high, 4 * wide, QImage.Format.Format_ARGB32).copy()


def mask(classes: np.ndarray, tokens: Tokens, count: int, opacity: float = MASK) -> QImage:
    """Return the image of classes (h, w) that is laid over their picture."""
    colours = class_colours(tokens, count)
    for index, colour in enumerate(colours):
        colour.setAlphaF(opacity if index else 0.0)
    rest = QColor(tokens.text)  # of pixels that are not judged: neither ground nor any class
    rest.setAlphaF(opacity)
    return coloured(classes, colours, rest)


@dataclass(frozen=True, eq=False)
class MarkedPicture:
    """One picture (channels, h, w) with the classes (h, w) that are said and true of its pixels."""

    picture: np.ndarray
    said: np.ndarray
    true: np.ndarray | None
    count: int  # of classes

    def paint(self, painter: QPainter, room: QRectF, which: int, tokens: Tokens,
              opacity: float = MASK) -> None:  # fmt: skip
        """Draw the picture alone, under what is said, or under what is true."""
        box(painter, room, 5, tokens.field)
        with kept(painter):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(room, self._ground(tokens))
            classes = (None, self.said, self.true)[which]
            if classes is not None:
                painter.drawImage(room, mask(classes, tokens, self.count, opacity))
        box(painter, room, 5, None, tokens.line2)

    def _ground(self, tokens: Tokens) -> QImage:
        grey = finite(self.picture).mean(axis=0)
        return colormaps.image(grey, colormaps.grey(tokens.dark), 0.0, float(grey.max()) or 1.0)


@dataclass(frozen=True, eq=False)
class MarkedWords:
    """One sentence with the class that is said and true of each of its words."""

    words: Sequence[str]
    said: np.ndarray  # (words,), as `true`
    true: np.ndarray | None
    count: int  # of classes

    @staticmethod
    def of(names: Sequence[str], ids: np.ndarray, said: np.ndarray, true: np.ndarray | None,
           count: int) -> MarkedWords:  # fmt: skip
        """Return the words that ids (time,) stand for; padding, 0, is left out."""
        here = np.flatnonzero((ids >= 1) & (ids < len(names)))
        words = [names[int(each)] for each in ids[here]]
        return MarkedWords(words, said[here], None if true is None else true[here], count)

    def paint(self, painter: QPainter, room: QRectF, used: QFont, tokens: Tokens) -> None:
        """Write the words on the colour of what is said, the truth as a line beneath; as many as fit."""
        colours, left, top = class_colours(tokens, self.count), room.x(), room.y()
        for at, word in enumerate(self.words):
            wide = width_of(word, used) + 6
            if left + wide > room.right() and left > room.x():
                left, top = room.x(), top + LINE + TRUE + APART
            if top + LINE + TRUE > room.bottom() + 1:
                return
            colour = colours[max(0, int(self.said[at]))]
            ground = mix(tokens.block, colour, 0.85) if self.said[at] > 0 else tokens.block
            place = QRectF(left, top, wide, LINE)
            box(painter, place, 4, ground)
            text(painter, place, word, readable_on(ground), used, CENTRE)
            if self.true is not None and self.true[at] >= 0:
                beneath = QRectF(left + 1, top + LINE + 1, wide - 2, TRUE)
                box(painter, beneath, 1.5, colours[int(self.true[at])])
            left += wide + 3
