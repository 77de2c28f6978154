"""Scores of pixels before their goal: the probability of each class in its own colour, with its name."""

import math

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from playground.app.texts import tr
from playground.gui.canvas.atlas import paint_border
from playground.gui.canvas.bodies.base import Feed, Hit, Values
from playground.gui.canvas.bodies.grid import MapsBody
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import CENTER, SMALL_STRONG, Look, write
from playground.gui.theme.class_colours import class_colours
from playground.gui.widgets.guard import kept
from playground.gui.widgets.painting import box

SIDE, DOWN, NAME = 32.0, 49.0, 14.0  # of a map, from row to row, and height of a name
LETTERS = 3


class ClassMapsBody(MapsBody):
    """Draw how probable each class is, pixel by pixel."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.shares: Values | None = None  # (classes, h, w), adding up to 1

    def show(self, feed: Feed) -> bool:
        """Take the scores."""
        changed = super().show(feed)
        if changed:
            self.shares = None if self._origin is None else probabilities(self._origin)
        return changed

    def tile(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return where one class is drawn, with room for its name beneath."""
        rows = math.ceil(self.shown / self._columns)
        left = area.center().x() - (self._columns * self._pitch - (self._pitch - SIDE)) / 2
        top = area.center().y() - rows * DOWN / 2
        row, column = divmod(index, self._columns)
        return QRectF(round(left + column * self._pitch), round(top + row * DOWN), SIDE, SIDE)

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw all classes, and the pixel at work."""
        colours = class_colours(look.tokens, self.plan.count)
        ground = [look.tokens.text2, *colours[1:]]  # grey on the ground of a tile is hard to see
        for index in range(self.shown):
            tile = self.tile(index, area, look)
            box(painter, tile, 4, look.tokens.field)
            if self.shares is not None and index < len(self.shares):
                with kept(painter):
                    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
                    painter.drawImage(tile, tinted(self.shares[index], ground[index]))
            paint_border(painter, tile, look.tokens.line2, 4)
            place = QRectF(tile.x(), tile.bottom() + 1, SIDE, NAME)
            write(painter, place, self.plan.names[index][:LETTERS], SMALL_STRONG, ground[index], CENTER)
        if self.mark is not None and self.mark[0] < self.shown:
            pixel = self.pixel(*self.mark, area, look).adjusted(-1, -1, 1, 1)
            box(painter, pixel, 1.5, None, look.tokens.accent_text, 2)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the classes as large as they are."""
        self.paint(painter, area, look)

    def tooltip(self, hit: Hit) -> str:
        """Say which class it is."""
        return tr("Probability of {name}").format(name=self.plan.names[hit.index])


def probabilities(scores: Values) -> Values:
    """Return the shares of classes (classes, h, w) that add up to 1 at each pixel: softmax."""
    powers = np.exp(scores - scores.max(axis=0))
    shares: Values = powers / powers.sum(axis=0)
    return shares


def tinted(shares: Values, colour: QColor) -> QImage:
    """Return an image of one colour (h, w) that is as strong as shares say."""
    high, wide = shares.shape
    alpha = np.rint(np.clip(np.nan_to_num(shares), 0.0, 1.0) * 255).astype(np.uint32)
    pixels = np.ascontiguousarray((alpha << 24) | np.uint32(colour.rgb() & 0xFFFFFF))
    return QImage(pixels.data, wide, high, 4 * wide, QImage.Format.Format_ARGB32).copy()
