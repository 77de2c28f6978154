"""Input, reconstruction and difference of one sample, always in this order and in the same colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QLinearGradient, QPainter, QPen

from playground.app.texts import tr
from playground.core.views.scales import finite
from playground.gui.theme import colormaps
from playground.gui.theme.tokens import Tokens, mix
from playground.gui.widgets.guard import kept
from playground.gui.widgets.painting import box, in_proportion

INPUT, BACK, DIFFERENCE = range(3)
REACH = 0.8  # of the difference, as a share of the inputs' range: fixed, so that pictures compare
STRONGEST = (-1.0, -0.5, 0.0, 0.5, 1.0)


def titles(made_of_another: bool = False) -> tuple[str, str, str]:
    """Return what the three are called."""
    if made_of_another:
        return tr("Before"), tr("Made"), tr("Truth")
    return tr("Input"), tr("Reconstruction"), tr("Difference")


@dataclass(frozen=True, eq=False)
class Triple:
    """One sample as the source gives it and as it came back: (channels, h, w), (time, features) or (d,)."""

    given: np.ndarray
    made: np.ndarray
    low: float = 0.0  # of the inputs
    high: float = 1.0
    before: np.ndarray | None = None  # what it was made of, where `given` is what was to be made

    @property
    def is_list(self) -> bool:
        """Tell whether it is a list of numbers, no picture."""
        return self.given.ndim == 1

    @property
    def ends(self) -> tuple[str, str]:
        """Return what the ends of the difference's scale stand for."""
        picture = self.given.ndim == 3
        return (tr("too dark"), tr("too bright")) if picture else (tr("too low"), tr("too high"))

    def paint(self, painter: QPainter, room: QRectF, which: int, tokens: Tokens) -> None:
        """Draw one of the three: sharp squares, or bars of a list."""
        box(painter, room, 5, tokens.field)
        with kept(painter):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            if self.is_list:
                self._paint_bars(painter, room.adjusted(5, 5, -5, -5), which, tokens)
            else:
                image = self.image(which, tokens.dark)
                painter.drawImage(_fitted(room, self._shown(which).shape), image)
        box(painter, room, 5, None, tokens.line2)

    def image(self, which: int, dark: bool) -> QImage:
        """Return one of the three as an image, one pixel a value."""
        reach = REACH * (self.high - self.low or 1.0)
        if which == DIFFERENCE and self.before is None:
            flat = finite(_grey(self.made) - _grey(self.given))
            return colormaps.image(flat, colormaps.diverging(dark), -reach, reach)
        values = finite(self._shown(which))
        if values.ndim == 3 and len(values) == 3:
            return colormaps.coloured(values, self.low, self.high)
        return colormaps.image(_grey(values), colormaps.grey(dark), self.low, self.high)

    def _shown(self, which: int) -> np.ndarray:
        """Return the numbers of one of the three, differences apart."""
        if which == BACK:
            return self.made
        return self.before if which == INPUT and self.before is not None else self.given

    def _paint_bars(self, painter: QPainter, room: QRectF, which: int, tokens: Tokens) -> None:
        """Draw a bar a number, to the right where it is positive."""
        lists = {INPUT: self.given, BACK: self.made, DIFFERENCE: self.made - self.given}
        values, reach = finite(lists[which]), max(abs(self.low), abs(self.high)) or 1.0
        high, middle = room.height() / len(values), room.center().x()
        painter.setPen(QPen(tokens.line2, 1))
        painter.drawLine(round(middle), round(room.top()), round(middle), round(room.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        for row, value in enumerate(values.tolist()):
            wide = min(1.0, abs(value) / reach) * room.width() / 2
            colour = tokens.positive if value > 0 else tokens.negative
            painter.setBrush(colour if which == DIFFERENCE else mix(tokens.text, tokens.field, 0.25))
            left = middle if value > 0 else middle - wide
            painter.drawRect(QRectF(left, room.top() + row * high, wide, max(1.0, high - 1)))


def paint_scale(painter: QPainter, room: QRectF, tokens: Tokens) -> None:
    """Draw the colours of a difference, from far below to far above."""
    gradient = QLinearGradient(room.topLeft(), room.topRight())
    for value in STRONGEST:
        gradient.setColorAt((value + 1) / 2, colormaps.map_colour(value, tokens.dark))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRoundedRect(room, room.height() / 2, room.height() / 2)


def _grey(values: np.ndarray) -> np.ndarray:
    """Return one value a pixel: the mean of the channels; a sequence with time to the right."""
    return values.mean(axis=0) if values.ndim == 3 else values.T


def _fitted(room: QRectF, shape: tuple[int, ...]) -> QRectF:
    """Return the largest place in a room with the sides of a picture; sequences fill it."""
    return in_proportion(room, *shape[-2:]) if len(shape) > 2 else room
