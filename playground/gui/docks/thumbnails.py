"""The drawing on a gallery card: a few points, or four pictures."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap, QPixmapCache

from playground.core.catalogue.data_set import DataSetSpec
from playground.core.catalogue.family import Family, Preview
from playground.core.data.preview import preview
from playground.core.errors import PlaygroundError
from playground.gui.theme import colormaps
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import RADIUS_CHIP, Tokens
from playground.gui.widgets.painting import box

_INSET = 4.5  # px around the points of a card 54 px wide
_PICTURES = (0, 3, 7, 2)


def thumbnail(
    family: Family, spec: DataSetSpec, side: int, ratio: float, kept: Preview | None = None
) -> QPixmap:
    """Return the card of a data set, drawn once for each theme and size.

    Somebody's own are drawn by what is `kept` of them, with the sign of their kind: their files are not read.
    """
    tokens = current_theme().tokens
    known = hash(spec) if kept is None else _hash(kept)
    key = f"card:{spec.id}:{known}:{side}:{ratio:.2f}:{tokens.name}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    made = QPixmap(math.ceil(side * ratio), math.ceil(side * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint(painter, _preview(family, spec) if kept is None else kept, side, tokens)
        if kept is not None:
            _paint_sign(painter, family, kept, side, tokens)
    QPixmapCache.insert(key, made)
    return made


def _hash(kept: Preview) -> int:
    return hash((kept.points.tobytes(), kept.tones.tobytes(), kept.pictures.tobytes()))


def _preview(family: Family, spec: DataSetSpec) -> Preview:
    """Return what to draw; a set whose files are missing has an empty card."""
    try:
        return preview(family, spec)
    except PlaygroundError:
        return Preview()


def _paint(painter: QPainter, shown: Preview, side: int, tokens: Tokens) -> None:
    rect = QRectF(0.5, 0.5, side - 1, side - 1)
    path = QPainterPath()
    path.addRoundedRect(rect, RADIUS_CHIP, RADIUS_CHIP)
    painter.fillPath(path, tokens.field)
    if len(shown.pictures):
        _paint_pictures(painter, shown.pictures, side, tokens)
    else:
        _paint_points(painter, shown, side, tokens)
    painter.setPen(tokens.line2 if not tokens.dark else tokens.line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _paint_sign(painter: QPainter, family: Family, shown: Preview, side: int, tokens: Tokens) -> None:
    """Draw the sign of a kind: small in the corner, or large where there is no drawing."""
    colour = tokens.tint(family.tint)
    if not len(shown.points) and not len(shown.pictures):
        paint_icon(painter, family.icon, QRectF(side / 2 - 10, side / 2 - 10, 20, 20), colour)
        return
    tile = QRectF(side - 19, side - 19, 16, 16)
    box(painter, tile, 4, tokens.panel, tokens.line2)
    paint_icon(painter, family.icon, tile.adjusted(3, 3, -3, -3), colour)


def _paint_points(painter: QPainter, shown: Preview, side: int, tokens: Tokens) -> None:
    inset = _INSET * side / 54
    span, radius = side - 2 * inset, max(1.1, 1.55 * side / 54)
    painter.setPen(Qt.PenStyle.NoPen)
    for (x, y), tone in zip(shown.points.tolist(), shown.tones.tolist(), strict=True):
        painter.setBrush(_tone(tone, tokens))
        painter.drawEllipse(QPointF(inset + span * x, inset + span * y), radius, radius)


def _tone(tone: float, tokens: Tokens) -> QColor:
    if abs(tone) == 1.0:
        return tokens.positive if tone > 0 else tokens.negative
    return colormaps.map_colour(tone, tokens.dark)


def _paint_pictures(painter: QPainter, pictures: np.ndarray, side: int, tokens: Tokens) -> None:
    """Draw four pictures in a square, bright strokes on dark or dark ones on light."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    cell = (side - 10) / 2
    table = colormaps.grey(tokens.dark)
    for place, index in enumerate(i for i in _PICTURES if i < len(pictures)):
        image = colormaps.image(pictures[index], table, 0.0, 1.0)
        corner = QPointF(5 + cell * (place % 2), 5 + cell * (place // 2))
        painter.drawImage(QRectF(corner.x() + 1, corner.y() + 1, cell - 2, cell - 2), image)
