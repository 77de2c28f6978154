"""What a closed group gives: the pictures of the block inside whose output it is, in the room of a group."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.gui.canvas.bodies.base import Body, Hit
from playground.gui.canvas.bodies.flat import StripBody
from playground.gui.canvas.bodies.grid import SIDE_PAD, MapsBody
from playground.gui.canvas.bodies.group import COMPACT, OUTPUT_HEIGHT, WIDTH, paint_network
from playground.gui.canvas.bodies.sequence import SequenceBody
from playground.gui.canvas.look import Look

TOP_PAD = 6.0
LARGEST = 46.0  # from one map to the next, as in other blocks
MORE = 14.0  # px for how many of the maps are shown


class OutputBody(Body):
    """As large as other groups, and the drawing of the network inside until there is a picture."""

    def width(self, compact: bool) -> float:
        """Return the width of a group."""
        return COMPACT if compact or self.plan.narrow else WIDTH

    def height(self, compact: bool) -> float:
        """Return the height of a group."""
        return OUTPUT_HEIGHT

    def hit(self, point: QPointF, area: QRectF, look: Look) -> Hit | None:
        """Return what lies under a point; nothing while the network is drawn."""
        return None if self.atlas.values is None else super().hit(point, area, look)

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw what is given, or the network."""
        if self.atlas.values is None:
            paint_network(painter, area, self.face, look)
        else:
            super().paint(painter, area, look)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw one picture that stands for all, or the network."""
        if self.atlas.values is None:
            paint_network(painter, area, self.face, look)
        else:
            super().thumbnail(painter, area, look)


class GroupMapsBody(OutputBody, MapsBody):
    """Draw the maps of a picture as large as they fit."""

    def tile(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return where one map is drawn."""
        more = MORE if self.plan.count > self.shown else 0.0
        room = area.adjusted(SIDE_PAD, TOP_PAD, -SIDE_PAD, -TOP_PAD - more)
        columns, pitch = fitted(self.shown, room.width(), room.height())
        gap = 2.0 if pitch < 24 else 3.0 if pitch < 40 else 6.0
        rows = math.ceil(self.shown / columns)
        row, column = divmod(index, columns)
        left = room.center().x() - (columns * pitch - gap) / 2 + column * pitch
        top = room.center().y() - (rows * pitch - gap) / 2 + row * pitch
        return QRectF(round(left), round(top), pitch - gap, pitch - gap)


class GroupSequenceBody(OutputBody, SequenceBody):
    """Draw steps and features as the blocks beside it do, word by word where steps are words."""

    def height(self, compact: bool) -> float:
        """Return the height of other sequences."""
        return SequenceBody.height(self, compact)


class GroupStripBody(OutputBody, StripBody):
    """Draw a vector as one picture of cells."""


@lru_cache(maxsize=256)
def fitted(count: int, width: float, height: float) -> tuple[int, float]:
    """Return columns and pitch of the largest squares of which so many fit into some room."""
    found = (1, 1.0)
    for columns in range(1, count + 1):
        pitch = float(math.floor(min(width / columns, height / math.ceil(count / columns), LARGEST)))
        if pitch > found[1]:
            found = columns, pitch
    return found
