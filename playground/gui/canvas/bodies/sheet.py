"""All maps of a block in one image, laid out as they are drawn: one call to Qt instead of one a map.

What Python draws map by map it draws while no other thread can run; training would wait for it.
"""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from playground.gui.canvas.atlas import Atlas, Colours
from playground.gui.canvas.look import Look

Places = tuple[tuple[int, int], ...]  # left and top of each tile, from the sheet's corner
UPSCALED = 1.15  # smooth maps drawn larger than this need smoothing, which only Qt does well


class Sheet:
    """Compose the maps of an atlas; made anew only when they change."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._image: QImage | None = None
        self._pixels: Colours | None = None  # keeps the image's memory alive

    def paint(
        self, painter: QPainter, atlas: Atlas, tiles: list[QRectF], look: Look, radius: float, fine: int
    ) -> None:
        """Draw all maps with rounded corners and borders; `fine` is the pixels of one scene unit."""
        corner = QPointF(min(tile.x() for tile in tiles), min(tile.y() for tile in tiles))
        places = tuple((round(tile.x() - corner.x()), round(tile.y() - corner.y())) for tile in tiles)
        side = round(tiles[0].width())
        image = self._composed(atlas, places, side, look, fine)
        target = QRectF(corner.x(), corner.y(), image.width() / fine, image.height() / fine)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, image)
        frames = frame_sheet(places, side, radius, look.tokens.block.rgb(), look.tokens.line2.rgb(), fine)
        painter.drawPixmap(target, frames, QRectF(frames.rect()))

    def _composed(self, atlas: Atlas, places: Places, side: int, look: Look, fine: int) -> QImage:
        key = (atlas.version, places, side, fine, look.dark)
        if self._image is None or key != self._key:
            self._key = key
            self._pixels = compose(atlas, places, side, look, fine)
            height, width = self._pixels.shape
            self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        return self._image


def fits(atlas: Atlas, side: float, smooth: bool, fine: int) -> bool:
    """Tell whether the maps can be laid out pixel by pixel."""
    values = atlas.values
    return values is not None and (not smooth or side * fine <= UPSCALED * values.shape[-1])


def compose(atlas: Atlas, places: Places, side: int, look: Look, fine: int) -> Colours:
    """Return the sheet as pixels (height, width), gaps in the block's colour."""
    width = (max(left for left, _ in places) + side) * fine
    height = (max(top for _, top in places) + side) * fine
    sheet = np.full((height, width), look.tokens.block.rgb(), dtype=np.uint32)
    tiles = atlas.pixels(look.dark, side * fine)
    for index, (left, top) in enumerate(places):
        rows, columns = slice(top * fine, (top + side) * fine), slice(left * fine, (left + side) * fine)
        sheet[rows, columns] = tiles[index] if index < len(tiles) else look.tokens.field.rgb()
    return sheet


@lru_cache(maxsize=48)
def frame_sheet(places: Places, side: int, radius: float, ground: int, line: int, fine: int) -> QPixmap:
    """Return what lies over the maps: the ground beyond their round corners, and their borders."""
    size = (max(left for left, _ in places) + side, max(top for _, top in places) + side)
    made = QPixmap(size[0] * fine, size[1] * fine)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.scale(fine, fine)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for left, top in places:
        tile = QRectF(left, top, side, side)
        corners = QPainterPath()
        corners.addRect(tile)
        corners.addRoundedRect(tile, radius, radius)  # odd-even filling leaves the corners
        painter.fillPath(corners, QColor.fromRgb(ground))
        painter.setPen(QPen(QColor.fromRgb(line), 1))
        painter.drawRoundedRect(tile.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
    painter.end()
    return made
