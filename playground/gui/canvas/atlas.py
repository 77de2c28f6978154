"""Pictures inside blocks: all maps of a block in one image, drawn tile by tile."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap, QTransform

from playground.core.views.scales import is_finite
from playground.gui.theme.colormaps import SIZE, Table, diverging, grey
from playground.gui.widgets.guard import kept

Colours = NDArray[np.uint32]  # (256,), 0xffRRGGBB
COLOURED = "coloured"  # the kind of three maps that are one picture: red, green and blue


@cache
def colours(dark: bool, kind: str = "signed") -> Colours:
    """Return the colour table of signed maps or of pictures ("grey") as pixels."""
    return _pixels(grey(dark) if kind == "grey" else diverging(dark))


def _pixels(table: Table) -> Colours:
    red, green, blue = (table[:, channel].astype(np.uint32) for channel in range(3))
    packed = np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue
    packed.flags.writeable = False
    return packed


class Atlas:
    """Hold the maps of one block, stacked in one image, with levels that stay fixed."""

    def __init__(self) -> None:
        self._values: NDArray[np.float32] | None = None  # (maps, height, width)
        self._levels = (-1.0, 1.0)
        self._kind = "signed"
        self._image: QImage | None = None
        self._pixels: Colours | None = None  # keeps the image's memory alive
        self._dark: bool | None = None
        self.version = 0  # grows with every change

    def __len__(self) -> int:
        if self._values is None:
            return 0
        return 1 if self._kind == COLOURED else int(self._values.shape[0])

    @property
    def values(self) -> NDArray[np.float32] | None:
        """Return the maps as they came, (maps, height, width)."""
        return self._values

    def show(self, values: NDArray[np.generic] | None, reach: float | tuple[float, float] = 1.0,
             kind: str = "signed") -> None:  # fmt: skip
        """Take new maps; `reach` is the value of the strongest colour, or the lowest and highest value."""
        self._values = None if values is None else np.nan_to_num(np.asarray(values, dtype=np.float32))
        low, high = reach if isinstance(reach, tuple) else (-reach, reach)
        self._levels = (low, high if high > low else low + 1.0)
        self._kind = kind
        self._image = None
        self.version += 1

    def image(self, dark: bool) -> QImage | None:
        """Return the stacked image in the theme's colours, made when it is first asked for."""
        if self._values is None:
            return None
        if self._image is None or self._dark != dark:
            self._image, self._dark = self._coloured(self._values, dark), dark
        return self._image

    def _coloured(self, values: NDArray[np.float32], dark: bool) -> QImage:
        found = self._colours(values, dark)
        count, height, width = found.shape
        self._pixels = found.reshape(count * height, width)
        return QImage(self._pixels.data, width, count * height, 4 * width, QImage.Format.Format_RGB32)

    def _colours(self, values: NDArray[np.float32], dark: bool) -> Colours:
        low, high = self._levels
        with np.errstate(over="ignore", invalid="ignore"):
            unit = (values - low) * np.float32((SIZE - 1) / (high - low))
        if not is_finite(unit):
            unit = np.nan_to_num(unit, nan=(SIZE - 1) / 2, posinf=SIZE - 1, neginf=0.0)
        levels = np.clip(unit, 0, SIZE - 1).astype(np.uint8)
        if self._kind == COLOURED:
            red, green, blue = levels.astype(np.uint32)
            packed: Colours = np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue
            return packed[None]
        found: Colours = colours(dark, self._kind)[levels]
        return found

    def pixels(self, dark: bool, side: int) -> Colours:
        """Return the maps as squares of pixels (maps, side, side), each the nearest value."""
        if self._values is None:
            return np.zeros((0, side, side), dtype=np.uint32)
        _, height, width = self._values.shape
        rows, columns = (((np.arange(side) + 0.5) * size / side).astype(int) for size in (height, width))
        return self._colours(self._values, dark)[:, rows[:, None], columns]

    def source(self, index: int) -> QRectF:
        """Return the rectangle of one map in the image."""
        if self._values is None:
            return QRectF()
        _, height, width = self._values.shape
        return QRectF(0, index * height, width, height)

    def paint(self, painter: QPainter, index: int, target: QRectF, dark: bool, smooth: bool = True,
              radius: float = 5.0, opacity: float = 1.0) -> bool:  # fmt: skip
        """Draw one map with rounded corners; return whether there was one."""
        image = self.image(dark)
        if image is None or index >= len(self):
            return False
        source = self.source(index)
        smooth = smooth and min(source.width(), source.height()) > 1  # one pixel has no neighbour of its own
        if smooth:  # half a pixel less on each side, so that the neighbouring map does not bleed in
            source.adjust(0.5, 0.5, -0.5, -0.5)
        paint_texture(painter, image, source, target, smooth, radius, opacity)
        return True


def paint_texture(painter: QPainter, image: QImage, source: QRectF, target: QRectF, smooth: bool,
                  radius: float, opacity: float = 1.0) -> None:  # fmt: skip
    """Draw a part of an image into a rounded rectangle with smooth corners."""
    transform = QTransform.fromTranslate(target.x(), target.y())
    transform.scale(target.width() / source.width(), target.height() / source.height())
    transform.translate(-source.x(), -source.y())
    brush = QBrush(image)
    brush.setTransform(transform)
    with kept(painter):
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(painter.opacity() * opacity)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRoundedRect(target, radius, radius)


@cache
def _empty_tile(width: int, height: int, radius: float, ground: int, line: int, dpr: int) -> QPixmap:
    made = QPixmap(width * dpr, height * dpr)
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor.fromRgba(line), 1))
        painter.setBrush(QColor.fromRgba(ground))
        painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), radius, radius)
    return made


def paint_empty(painter: QPainter, target: QRectF, ground: QColor, line: QColor, radius: float = 5.0) -> None:
    """Draw a tile whose picture is not there yet."""
    tile = _empty_tile(round(target.width()), round(target.height()), radius, ground.rgba(), line.rgba(), 2)
    painter.drawPixmap(target, tile, QRectF(tile.rect()))


def paint_border(
    painter: QPainter, target: QRectF, line: QColor, radius: float = 5.0, width: float = 1.0
) -> None:
    """Draw the thin line around a map."""
    painter.setPen(QPen(line, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(target.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
