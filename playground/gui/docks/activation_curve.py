"""The tiny curve that shows what an activation function does, beside its name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPen, QPixmap, QPixmapCache, QPolygonF

from playground.core.blocks.activations import ACTIVATIONS
from playground.gui.theme.style import current_theme

WIDTH, HEIGHT = 26, 16
_REACH = 3.0  # the curve runs from -3 to +3
_POINTS = 40


def curve_pixmap(name: object) -> QPixmap | None:
    """Return the curve of an activation in the theme's colour, None for an unknown one."""
    entry = next((entry for entry in ACTIVATIONS if entry.id == name), None)
    if entry is None:
        return None
    ratio = QGuiApplication.primaryScreen().devicePixelRatio() if QGuiApplication.primaryScreen() else 1.0
    key = f"curve:{name}:{current_theme().tokens.name}:{ratio:.2f}"
    found = QPixmap()
    if not QPixmapCache.find(key, found):
        found = _drawn(entry.drawn, ratio)
        QPixmapCache.insert(key, found)
    return found


def _drawn(curve: Callable[[float], float], ratio: float) -> QPixmap:
    made = QPixmap(round(WIDTH * ratio), round(HEIGHT * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(current_theme().tokens.activation, 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(_points(curve)))
    return made


def _points(curve: Callable[[float], float]) -> list[QPointF]:
    """Return the curve stretched over the picture, whatever range it has."""
    xs = [_REACH * (2 * i / (_POINTS - 1) - 1) for i in range(_POINTS)]
    ys = [curve(x) for x in xs]
    low, high = min(ys), max(ys)
    across, up = WIDTH - 4, HEIGHT - 4
    return [
        QPointF(2 + across * i / (_POINTS - 1), 2 + up * (1 - (y - low) / (high - low)))
        for i, y in enumerate(ys)
    ]
