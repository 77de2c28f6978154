"""Sources whose samples are no pictures: a row of a table, a sentence, a recording."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.core.views.feature_maps import raw
from playground.core.views.scales import finite
from playground.gui.canvas.bodies.base import Feed
from playground.gui.canvas.bodies.sample import SampleBody
from playground.gui.canvas.bodies.sequence import ends_of_time
from playground.gui.canvas.look import FIGURE, LEFT, PLAIN, RIGHT, SMALL, SMALL_STRONG, Look, write
from playground.gui.theme.class_colours import channel_colours
from playground.gui.theme.numbers import compact as brief
from playground.gui.theme.units import cell, unit_of

ROOM = 88.0  # height for the sample itself, above its words
LINE = 16.0
LEGEND = 27.0  # px for the values at the left of a recording
PAD = 12.0
_CHANNELS = 3  # of a recording that are drawn


class RecordBody(SampleBody):
    """Show one sample of a field where a picture would be; its words and arrows are below."""

    rank = 1  # of one sample

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 148.0

    def _take_picture(self, feed: Feed) -> bool:
        values = feed.array("feature_maps", raw(self.field_name), self.rank)
        if values is self._origin:
            return False
        self._origin = values
        return True

    def tiles(self) -> int:
        """Return that there is no picture."""
        return 0

    def paint_picture(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the sample."""
        if self._origin is not None:
            room = QRectF(area.x() + PAD, area.y() + 8, area.width() - 2 * PAD, ROOM)
            self.paint_sample(painter, room, self._origin, look)

    def paint_sample(self, painter: QPainter, room: QRectF, values: np.ndarray, look: Look) -> None:
        """Draw the values into their room."""

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the sample alone."""
        self.paint_picture(painter, area, look)


class TableBody(RecordBody):
    """Write the first columns with their values."""

    def paint_sample(self, painter: QPainter, room: QRectF, values: np.ndarray, look: Look) -> None:
        """Write a line a column, as many as there is room for."""
        for row, (name, value) in enumerate(zip(self.plan.names, values.tolist(), strict=False)):
            line = QRectF(room.x(), room.y() + LINE * row, room.width(), LINE)
            if line.bottom() > room.bottom() + 1:
                return
            figure = cell(value, self.plan.data, row)
            names_room = room.width() - FIGURE.width(figure) - 8
            write(painter, line, SMALL.elided(name, names_room), SMALL, look.tokens.text2)
            write(painter, line, figure, FIGURE, look.tokens.text, RIGHT)


class WordsBody(RecordBody):
    """Write the sentence, word by word; padding is left out."""

    def paint_sample(self, painter: QPainter, room: QRectF, values: np.ndarray, look: Look) -> None:
        """Write the words in lines as wide as the room."""
        left, top, space = room.x(), room.y(), PLAIN.width(" ")
        for word in self._words(values):
            wide = PLAIN.width(word)
            if left + wide > room.right() and left > room.x():
                left, top = room.x(), top + LINE + 1
            if top + LINE > room.bottom() + 2:
                return
            write(painter, QRectF(left, top, wide, LINE), word, PLAIN, look.tokens.text)
            left += wide + space

    def _words(self, values: np.ndarray) -> list[str]:
        """Return the words; ids that no word has stand for none, as padding does."""
        names = self.plan.names
        return [names[int(each)] for each in finite(values) if 1 <= each < len(names)]


class SeriesBody(RecordBody):
    """Draw the channels of a recording as lines over time, all on one scale, with their axes."""

    rank = 2

    def paint_sample(self, painter: QPainter, room: QRectF, values: np.ndarray, look: Look) -> None:
        """Draw a line a channel, all between the lowest and the highest value."""
        values = finite(values)
        bounds = float(values.min()), float(values.max())
        plot = room.adjusted(LEGEND, LINE + 4, 0, -LINE) if look.captions else room
        if look.captions:
            self._paint_axes(painter, room, plot, bounds, len(values), look)
        x = plot.x() + np.linspace(0.0, plot.width(), len(values))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for channel, colour in zip(values.T, _colours(look), strict=False):
            y = plot.bottom() - (channel - bounds[0]) / ((bounds[1] - bounds[0]) or 1.0) * plot.height()
            path = QPainterPath(QPointF(x[0], y[0]))
            for point in zip(x[1:].tolist(), y[1:].tolist(), strict=True):
                path.lineTo(*point)
            painter.setPen(QPen(colour, 1.4))
            painter.drawPath(path)

    def _paint_axes(self, painter: QPainter, room: QRectF, plot: QRectF, bounds: tuple[float, float],
                    steps: int, look: Look) -> None:  # fmt: skip
        """Name the channels in their colours and their unit, the values at the left, the time below."""
        tokens, data, left = look.tokens, self.plan.data, room.x()
        for name, colour in zip(self.plan.names, _colours(look), strict=False):
            write(painter, QRectF(left, room.y() - 2, 0, LINE), name, SMALL_STRONG, colour)
            left += SMALL_STRONG.width(name) + 8
        above = QRectF(room.x(), room.y() - 2, room.width(), LINE)
        write(painter, above, unit_of(data, 0), SMALL, tokens.text3, RIGHT)
        for y, value in zip((plot.bottom(), plot.y()), bounds, strict=True):
            line = QRectF(room.x(), y - LINE / 2, LEGEND - 5, LINE)
            write(painter, line, brief(value, 2), SMALL, tokens.text3, RIGHT)
        painter.setPen(QPen(tokens.line2, 1))
        painter.drawPolyline([plot.topLeft(), plot.bottomLeft(), plot.bottomRight()])
        below = QRectF(plot.x(), plot.bottom() + 2, plot.width(), LINE)
        for words, side in zip(ends_of_time(data, steps), (LEFT, RIGHT), strict=True):
            write(painter, below, words, SMALL, tokens.text3, side)


def _colours(look: Look) -> list[QColor]:
    """Return the colours of the channels that are drawn."""
    return channel_colours(look.tokens, _CHANNELS)
