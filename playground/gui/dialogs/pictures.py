"""The picture of a template: its data, on the colours that a network which has learned them would show."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap, QPixmapCache, QPolygonF

from playground.core.blocks.spec import BlockSpec
from playground.core.catalogue.data_set import DataSetSpec
from playground.core.catalogue.family import Family, Preview
from playground.core.data.preview import preview
from playground.core.project.templates import Template
from playground.gui.panels.contour import zero_line
from playground.gui.theme import colormaps
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import Tokens
from playground.gui.widgets.guard import kept

Floats = NDArray[np.floating]
CELL = 2  # px of a picture for one value of the map behind points
SPREAD, SPREAD_OF_NUMBERS = 0.045, 0.14  # standard deviation of a point's colour, as a share of the square
FILL = 0.9  # of the height is taken by the points
_TILE_GAP = 5


def picture(item: Template, size: QSizeF, dpr: float, boundary: bool = False) -> QPixmap:
    """Return a template's picture of a size in logical pixels, from Qt's cache when it was drawn before."""
    width, height = round(size.width()), round(size.height())
    key = f"template:{item.id}:{item.summary}:{width}:{height}:{dpr:.2f}:{current_theme().dark}:{boundary}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    made = QPixmap(round(width * dpr), round(height * dpr))
    made.setDevicePixelRatio(dpr)
    made.fill(current_theme().tokens.canvas)
    with QPainter(made) as painter:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        _draw(painter, QRectF(0, 0, width, height), item, boundary)
    QPixmapCache.insert(key, made)
    return made


def _draw(painter: QPainter, rect: QRectF, item: Template, boundary: bool) -> None:
    project = item.open()
    data, family = (
        project.data_set,
        project.family,
    )
    if data is None or family is None:  # data of another version: there is nothing to draw
        return
    shown = preview(family, data)
    if len(shown.points) and not family.in_a_plane:
        _points_alone(painter, rect, shown)
    elif len(shown.points):
        _plane(painter, rect, family, data, boundary)
    elif any(_convolves(project.blocks.find(node.kind)) for node in project.network.nodes.values()):
        _filtered(painter, rect, shown.pictures[3 % len(shown.pictures)])
    else:
        _many(painter, rect, shown.pictures)


def _convolves(spec: BlockSpec | None) -> bool:
    return spec is not None and spec.taken_apart == "convolution"


# Points on a plane


def _plane(painter: QPainter, rect: QRectF, family: Family, data: DataSetSpec, boundary: bool) -> None:
    """Fill the rectangle with the smoothed colours of the points, then draw the points."""
    theme = current_theme()
    columns, rows = round(rect.width() / CELL), round(rect.height() / CELL)
    values = _smoothed(family, data, columns, rows)
    shown = preview(family, data)
    painter.drawImage(rect, colormaps.image(values, colormaps.diverging(theme.dark, muted=True)))
    if boundary and _of_classes(shown):
        _line(painter, values, theme.tokens)
    side = rect.height() / _reach(shown)
    corner = QPointF(rect.center().x() - side / 2, rect.center().y() - side / 2)
    _points(painter, shown, corner, side, theme.tokens)


def _points_alone(painter: QPainter, rect: QRectF, shown: Preview) -> None:
    """Draw words or readings as points: nothing lies between them that could have a colour."""
    side = rect.height() / _reach(shown)
    corner = QPointF(rect.center().x() - side / 2, rect.center().y() - side / 2)
    _points(painter, shown, corner, side, current_theme().tokens)


@lru_cache(maxsize=32)
def _smoothed(family: Family, data: DataSetSpec, columns: int, rows: int) -> Floats:
    """Return the points' mean tone around each cell (Nadaraya and Watson 1964), (rows, columns)."""
    shown = preview(family, data)
    reach, spread = _reach(shown), SPREAD if _of_classes(shown) else SPREAD_OF_NUMBERS
    y = ((np.arange(rows) + 0.5) / rows - 0.5) * reach + 0.5
    x = ((np.arange(columns) + 0.5) / columns - 0.5) * reach * columns / rows + 0.5
    across = (x[:, None] - shown.points[None, :, 0]) ** 2
    rows_of = [across + (level - shown.points[:, 1]) ** 2 for level in y]
    return np.stack([_row(squares / (2 * spread**2), shown.tones) for squares in rows_of])


def _reach(shown: Preview) -> float:
    """Return the side of the square to show, as a share of the data's own square."""
    return min(1.1, 2 * float(np.abs(shown.points - 0.5).max()) / FILL)


def _of_classes(shown: Preview) -> bool:
    return bool((np.abs(shown.tones) == 1).all())


def _row(squares: Floats, tones: Floats) -> Floats:
    """Return one row of the map from the scaled squared distances (columns, points)."""
    exponent = -squares
    exponent -= exponent.max(axis=1, keepdims=True)  # far from all points the nearest one decides
    weights = np.exp(exponent)
    smoothed: Floats = (weights @ tones) / weights.sum(axis=1)
    return smoothed


def _line(painter: QPainter, values: Floats, tokens: Tokens) -> None:
    x, y = zero_line(values)
    ends = [QPointF(a, b) for a, b in zip((x + 0.5) * CELL, (y + 0.5) * CELL, strict=True)]
    painter.setPen(QPen(tokens.boundary, 1.3))
    painter.drawLines([QLineF(a, b) for a, b in list(pairwise(ends))[::2]])


def _points(painter: QPainter, shown: Preview, corner: QPointF, side: float, tokens: Tokens) -> None:
    radius = 1.2 + side / 110
    ring = tokens.canvas if tokens.dark else tokens.panel
    painter.setPen(QPen(ring, 0.6 + side / 500))
    for (x, y), tone in zip(shown.points.tolist(), shown.tones.tolist(), strict=True):
        whole = tokens.positive if tone > 0 else tokens.negative
        painter.setBrush(whole if abs(tone) == 1 else colormaps.map_colour(tone, tokens.dark))
        painter.drawEllipse(QPointF(corner.x() + x * side, corner.y() + y * side), radius, radius)


# Pictures


def _many(painter: QPainter, rect: QRectF, pictures: Floats) -> None:
    """Draw the first pictures in two rows."""
    columns = (len(pictures) + 1) // 2
    across = (rect.width() * 0.86 + _TILE_GAP) / columns - _TILE_GAP
    side = min((rect.height() * 0.74 - _TILE_GAP) / 2, across)
    _tiles(painter, rect.center(), side, columns, pictures, _grey)


def _filtered(painter: QPainter, rect: QRectF, sample: Floats) -> None:
    """Draw one picture, an arrow, and what eight filters for edges make of it."""
    side = min((rect.height() * 0.66 - _TILE_GAP) / 2, (rect.width() * 0.88 - 34 - 4 * _TILE_GAP) / 6)
    large = 2 * side + _TILE_GAP
    maps = _edges(sample)
    wide = 4 * side + 3 * _TILE_GAP
    left = rect.center().x() - (large + 34 + wide) / 2
    middle = rect.center().y()
    _tiles(painter, QPointF(left + large / 2, middle), large, 1, sample[None], _grey)
    _arrow(painter, QPointF(left + large + 17, middle))
    _tiles(painter, QPointF(left + large + 34 + wide / 2, middle), side, 4, maps, _diverging)


def _edges(sample: Floats) -> Floats:
    """Return eight maps of a picture: how much it grows in each of eight directions (Prewitt 1970)."""
    wide = np.pad(sample, 1, mode="edge")
    parts = [wide[1 + dy : 1 + dy + sample.shape[0], 1 + dx : 1 + dx + sample.shape[1]] for dy, dx in _AROUND]
    angles = np.arange(8) * np.pi / 4
    weights = np.array([[np.cos(a) * dx + np.sin(a) * dy for dy, dx in _AROUND] for a in angles])
    made = np.tensordot(weights, np.stack(parts), axes=1)
    scaled: Floats = made / np.abs(made).max()
    return scaled


_AROUND = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]


def _arrow(painter: QPainter, middle: QPointF) -> None:
    pen = QPen(current_theme().tokens.text3, 1.6, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y = middle.x(), middle.y()
    painter.drawLine(QPointF(x - 6, y), QPointF(x + 6, y))
    painter.drawPolyline(QPolygonF([QPointF(x + 2, y - 4), QPointF(x + 6, y), QPointF(x + 2, y + 4)]))


Colouring = Callable[[Floats], QImage]


def _grey(values: Floats) -> QImage:
    return colormaps.image(values, colormaps.grey(current_theme().dark), 0.0, 1.0)


def _diverging(values: Floats) -> QImage:
    return colormaps.image(values, colormaps.diverging(current_theme().dark))


def _tiles(
    painter: QPainter, middle: QPointF, side: float, columns: int, values: Floats, colour: Colouring
) -> None:
    """Draw small pictures as rounded tiles in rows around a place."""
    rows = -(-len(values) // columns)
    pitch = side + _TILE_GAP
    corner = middle - QPointF(columns * pitch - _TILE_GAP, rows * pitch - _TILE_GAP) / 2
    for index, value in enumerate(values):
        row, column = divmod(index, columns)
        place = QRectF(corner.x() + column * pitch, corner.y() + row * pitch, side, side)
        _tile(painter, place, colour(value))


def _tile(painter: QPainter, place: QRectF, image: QImage) -> None:
    """Draw one picture with sharp pixels."""
    path = QPainterPath()
    path.addRoundedRect(place, 4, 4)
    with kept(painter):
        painter.setClipPath(path)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(place, image)
    painter.setPen(QPen(current_theme().tokens.line2, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place, 4, 4)
