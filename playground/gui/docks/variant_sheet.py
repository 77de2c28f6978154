"""One training sample and eight variants of it: as pictures, curves or sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.texts import tr
from playground.core.views.scales import finite
from playground.gui.theme import colormaps
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, RADIUS_TILE, SEMIBOLD, Tokens
from playground.gui.widgets.guard import kept, painted
from playground.gui.widgets.painting import LEFT, box, in_proportion, text

if TYPE_CHECKING:
    from playground.core.training.variants import Variants

HEIGHT = 148
_ROWS, _ACROSS = 2, 4
_GAP, _LINE = 6.0, 16.0  # px between tiles, and of a line of words
_OF_ALL = 0.26  # the share of the width that the sample itself has at most
_LEAST, _ROOMY = 184, 280  # px of width; from the second on the sample stands beside its variants


class VariantSheet(QWidget):
    """Draw what `show_variants` was given."""

    def __init__(self, *, as_given: bool = False) -> None:
        """`as_given` draws grey pictures light on dark as they are, in place of the theme's greys."""
        super().__init__()
        self._as_given = as_given
        self.variants: Variants | None = None
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Eight variants of a training sample"))

    def sizeHint(self) -> QSize:
        """Return room for tiles that are as wide as high."""
        return QSize(420, HEIGHT)

    def show_variants(self, variants: Variants | None) -> None:
        """Draw others; a sentence for None."""
        self.variants = variants
        self.setAccessibleDescription("" if variants is not None else self._waiting())
        self.update()

    def tiles(self) -> list[QRectF]:
        """Return the places of the sample and its variants."""
        if self.variants is not None and self.variants.source.kind == "text":
            return [QRectF(0, row * _LINE, self.width(), _LINE) for row in range(1 + _ROWS * _ACROSS)]
        first = min(HEIGHT - _LINE, self.width() * _OF_ALL) if self.width() >= _ROOMY else 0.0
        left = first + _GAP if first else 0.0
        wide, high = (self.width() - left - 3 * _GAP) / _ACROSS, (HEIGHT - _GAP) / _ROWS
        places = [QRectF(0, (HEIGHT - _LINE - first) / 2, first, first)]
        for index in range(_ROWS * _ACROSS):
            row, column = divmod(index, _ACROSS)
            places.append(QRectF(left + column * (wide + _GAP), row * (high + _GAP), wide, high))
        return places

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the sample, its name, and the variants."""
        tokens, found = current_theme().tokens, self.variants
        if found is None:
            text(painter, QRectF(self.rect()), self._waiting(), tokens.text3, font(CAPTION))
            return
        tiles = self.tiles()
        values = [found.given, *found.made]
        if found.source.kind == "text":
            for place, ids in zip(tiles, values, strict=True):
                self._sentence(painter, place, found.given, ids, tokens)
            return
        for place, each in zip(tiles, values, strict=True):
            if place.width():
                self._tile(painter, _tight(place, each), each, found, tokens)
        name = QRectF(tiles[0].left(), HEIGHT - _LINE, tiles[0].width(), _LINE)
        text(painter, name, tr("as it is"), tokens.text3, font(CAPTION), Qt.AlignmentFlag.AlignCenter)

    def _waiting(self) -> str:
        return tr("Variants are drawn once the data are there.")

    def _tile(self, painter: QPainter, place: QRectF, values: np.ndarray, found: Variants,
              tokens: Tokens) -> None:  # fmt: skip
        box(painter, place, RADIUS_TILE, tokens.field)
        if values.ndim == 3:
            if self._as_given:
                values = np.broadcast_to(values, (3, *values.shape[1:]))
            picture = picture_of(values, found.source.field.low, found.source.field.high, tokens.dark)
            with kept(painter):
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, values.shape[1] > 64)
                painter.drawImage(place.adjusted(2, 2, -2, -2), picture)
        else:
            low, high = float(found.given.min()), float(found.given.max())
            for channel, colour in zip(range(values.shape[1]), _colours(tokens), strict=False):
                painter.setPen(QPen(colour, 1.2))
                line = curve_in(place.adjusted(3, 5, -3, -5), values[:, channel], low, high)
                painter.drawPolyline(line)
        box(painter, place, RADIUS_TILE, None, tokens.line2)

    def _sentence(self, painter: QPainter, place: QRectF, given: np.ndarray, ids: np.ndarray,
                  tokens: Tokens) -> None:  # fmt: skip
        """Write the words of a text in a line, those that were dropped struck through."""
        assert self.variants is not None  # the caller has looked
        words, first = self.variants.source.field.parts, place.top() == 0
        used = font(CAPTION, SEMIBOLD) if first else font(CAPTION)
        space, x = QFontMetricsF(used).horizontalAdvance(" "), place.left()
        for was, now in zip(given.tolist(), ids.tolist(), strict=True):
            if not was:
                break
            word = words[was] if was < len(words) else str(was)
            wide = QFontMetricsF(used).horizontalAdvance(word)
            room = QRectF(x, place.top(), min(wide, place.right() - x), place.height())
            ink = tokens.text if was == now else tokens.text3
            text(painter, room, word, ink, used, LEFT)
            if was != now:
                painter.setPen(QPen(tokens.bad, 1.2))
                painter.drawLine(QPointF(x, room.center().y()), QPointF(room.right(), room.center().y()))
            x += wide + space
            if x >= place.right():
                break


def _tight(place: QRectF, values: np.ndarray) -> QRectF:
    """Return the part of a place that a tile takes: pictures need no more than has their proportions."""
    return in_proportion(place, *values.shape[1:]) if values.ndim == 3 else place


def picture_of(values: np.ndarray, low: float, high: float, dark: bool) -> QImage:
    """Return a picture (channels, h, w) as an image: in its colours, or its mean in the theme's greys."""
    if len(values) == 3:
        return colormaps.coloured(finite(values), low, high)
    return colormaps.image(finite(values).mean(axis=0), colormaps.grey(dark), low, high)


def curve_in(room: QRectF, values: np.ndarray, low: float, high: float) -> QPolygonF:
    """Return numbers over time as a line in a room; of many at one place, the lowest and the highest."""
    places = max(2, round(room.width()))
    if len(values) > 2 * places:
        starts = np.linspace(0, len(values), places, endpoint=False).astype(int)
        ends = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
        values = np.stack(ends, axis=1).reshape(-1)
    share = np.clip((finite(values) - low) / (high - low or 1.0), -0.1, 1.1)
    across = np.linspace(room.left(), room.right(), len(values))
    down = room.bottom() - share * room.height()
    return QPolygonF([QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)])


def _colours(tokens: Tokens) -> Iterator[QColor]:
    while True:
        yield from (tokens.positive, tokens.negative, tokens.good, tokens.warn)
