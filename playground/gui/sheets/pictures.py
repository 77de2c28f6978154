"""Pictures of a sheet: their pixels as the network gets them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from playground.app.sample_looks import picture_of
from playground.gui.sheets.kind import SheetData, SheetLook
from playground.gui.theme import colormaps
from playground.gui.widgets.painting import in_proportion

_SMALL, _LARGE = 192, 480  # px along the longer side that are kept


def look(data: SheetData, row: int) -> SheetLook:
    """Read a picture."""
    pixels, field = picture_of(data.arrays, row), data.fields[0]
    if pixels.ndim == 3:
        made = colormaps.coloured(pixels, field.low, field.high)
    else:
        made = colormaps.image(pixels, colormaps.grey(data.dark), field.low, field.high)
    most = _LARGE if data.fine else _SMALL
    if max(made.width(), made.height()) > most:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        made = made.scaled(most, most, keep, smooth)
    return SheetLook(made, made.sizeInBytes())


def paint(painter: QPainter, place: QRectF, seen: QImage, data: SheetData) -> None:
    """Draw a picture, each pixel a sharp square where there is room for that."""
    inner = in_proportion(place, seen.height(), seen.width())
    ratio = painter.device().devicePixelRatioF()
    smaller = max(seen.width(), seen.height()) > ratio * max(inner.width(), inner.height())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smaller)
    painter.drawImage(inner, seen)
