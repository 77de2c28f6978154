"""All maps of a block in one image, laid out as they are drawn: one call to Qt instead of one a map.

What Python draws map by map it draws while no other thread can run; training would wait for it.
"""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from playground.gui.canvas.atlas import Atlas, Colours
from playground.gui.canvas.look import Look, device_ratio, pixels_a_unit
from playground.gui.widgets.guard import kept

Places = tuple[tuple[int, int], ...]  # left and top of each tile in pixels, from the sheet's corner
UPSCALED = 1.15  # smooth maps drawn larger than this need smoothing, which only Qt does well


class Sheet:
    """Compose the maps of an atlas at the size of the screen; made anew only when they change."""

    def __init__(self, clear: bool = False) -> None:
        self._clear = clear  # nothing is drawn between the maps
        self._key: tuple[object, ...] = ()
        self._image: QImage | None = None
        self._pixels: Colours | None = None  # keeps the image's memory alive

    def paint(self, painter: QPainter, atlas: Atlas, tiles: list[QRectF], look: Look, radius: float) -> None:
        """Draw all maps with rounded corners and borders, pixel by pixel."""
        scale, ratio = pixels_a_unit(painter), device_ratio(painter)
        corner = QPointF(min(tile.x() for tile in tiles), min(tile.y() for tile in tiles))
        places = tuple((round((tile.x() - corner.x()) * scale), round((tile.y() - corner.y()) * scale))
                       for tile in tiles)  # fmt: skip
        side = max(1, round(tiles[0].width() * scale))
        image = self._composed(atlas, places, side, look)
        image.setDevicePixelRatio(ratio)
        frames = frame_sheet(
            places, side, radius * scale, look.tokens.block.rgb(), look.tokens.line2.rgb(), scale
        )
        frames.setDevicePixelRatio(ratio)
        place = painter.worldTransform().map(corner) * ratio
        with kept(painter):
            painter.resetTransform()
            spot = QPointF(round(place.x()) / ratio, round(place.y()) / ratio)
            painter.drawImage(spot, image)
            painter.drawPixmap(spot, frames)

    def _composed(self, atlas: Atlas, places: Places, side: int, look: Look) -> QImage:
        key = (atlas.version, places, side, look.dark)
        if self._image is None or key != self._key:
            self._key = key
            ground = 0 if self._clear else look.tokens.block.rgb()
            self._pixels = compose(atlas, places, side, look, ground)
            height, width = self._pixels.shape
            kind = QImage.Format.Format_ARGB32_Premultiplied if self._clear else QImage.Format.Format_RGB32
            self._image = QImage(self._pixels.data, width, height, 4 * width, kind)
        return self._image


def fits(atlas: Atlas, side: float, smooth: bool, scale: float) -> bool:
    """Tell whether the maps can be laid out pixel by pixel."""
    values = atlas.values
    return values is not None and (not smooth or side * scale <= UPSCALED * values.shape[-1])


def compose(atlas: Atlas, places: Places, side: int, look: Look, ground: int) -> Colours:
    """Return the sheet as pixels (height, width), gaps in one colour."""
    width, height = _size(places, side)
    sheet = np.full((height, width), ground, dtype=np.uint32)
    tiles = atlas.pixels(look.dark, side)
    for index, (left, top) in enumerate(places):
        tile = tiles[index] if index < len(tiles) else look.tokens.field.rgb()
        sheet[top : top + side, left : left + side] = tile
    return sheet


def _size(places: Places, side: int) -> tuple[int, int]:
    return max(left for left, _ in places) + side, max(top for _, top in places) + side


@lru_cache(maxsize=48)
def frame_sheet(places: Places, side: int, radius: float, ground: int, line: int, width: float) -> QPixmap:
    """Return what lies over the maps: the ground beyond their round corners, and their borders."""
    made = QPixmap(*_size(places, side))
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = width / 2
        for left, top in places:
            tile = QRectF(left, top, side, side)
            corners = QPainterPath()
            corners.addRect(tile)
            corners.addRoundedRect(tile, radius, radius)  # odd-even filling leaves the corners
            painter.fillPath(corners, QColor.fromRgb(ground))
            painter.setPen(QPen(QColor.fromRgb(line), width))
            painter.drawRoundedRect(tile.adjusted(half, half, -half, -half), radius - half, radius - half)
    return made
