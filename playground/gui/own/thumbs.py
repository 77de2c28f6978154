"""Small pictures of somebody's own, as the network gets them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from playground.core.catalogue.picture_form import Form
from playground.core.importing.pictures.looked import OnePicture
from playground.gui.theme.colormaps import coloured
from playground.gui.widgets.guard import kept

RADIUS = 4.0


@lru_cache(maxsize=4096)
def image_of(picture: OnePicture, form: Form) -> QImage:
    """Return a picture in the form that it is brought to."""
    return _image(picture.in_form(form))


@lru_cache(maxsize=256)
def whole_of(picture: OnePicture) -> QImage:
    """Return a picture as it is, smaller."""
    if picture.small is None:
        return _image(picture.tiny[None])
    return _image(np.asarray(picture.small.convert("RGB")).transpose(2, 0, 1))


def _image(pixels: np.ndarray) -> QImage:
    """Return pixels (1 or 3, height, width) uint8 as an image of its own memory."""
    return coloured(np.broadcast_to(pixels, (3, *pixels.shape[1:])), 0, 255)


def draw_thumb(painter: QPainter, place: QRectF, image: QImage, ring: QColor | None = None) -> None:
    """Draw an image with round corners, with a ring around it where it is chosen."""
    path = QPainterPath()
    path.addRoundedRect(place, RADIUS, RADIUS)
    with kept(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > place.width() / 2)
        painter.setClipPath(path)
        painter.drawImage(place, image)
    if ring is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ring, 2))
        painter.setBrush(QColor(0, 0, 0, 0))
        painter.drawRoundedRect(place.adjusted(-1, -1, 1, 1), RADIUS + 1, RADIUS + 1)
