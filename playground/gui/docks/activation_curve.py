"""The tiny curve that shows what an activation function does, beside its name."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPen, QPixmap, QPixmapCache, QPolygonF

from playground.gui.theme.style import current_theme

WIDTH, HEIGHT = 26, 16
_REACH = 3.0  # the curve runs from -3 to +3
_POINTS = 40

CURVES: Mapping[str, Callable[[float], float]] = {
    "linear": lambda x: x,
    "relu": lambda x: max(0.0, x),
    "leaky_relu": lambda x: x if x > 0 else 0.12 * x,  # steeper than the real 0.01, which could not be seen
    "prelu": lambda x: x if x > 0 else 0.25 * x,  # as it begins
    "elu": lambda x: x if x > 0 else math.expm1(x),
    "selu": lambda x: 1.0507 * (x if x > 0 else 1.6733 * math.expm1(x)),
    "gelu": lambda x: x * 0.5 * (1 + math.erf(x / math.sqrt(2))),
    "silu": lambda x: x / (1 + math.exp(-x)),
    "mish": lambda x: x * math.tanh(math.log1p(math.exp(x))),
    "hardswish": lambda x: x * min(max(x + 3, 0.0), 6.0) / 6,
    "tanh": math.tanh,
    "sigmoid": lambda x: 1 / (1 + math.exp(-2 * x)),
    "softplus": lambda x: math.log1p(math.exp(x)),
}


def curve_pixmap(name: object) -> QPixmap | None:
    """Return the curve of an activation in the theme's colour, None for an unknown one."""
    if name not in CURVES:
        return None
    ratio = QGuiApplication.primaryScreen().devicePixelRatio() if QGuiApplication.primaryScreen() else 1.0
    key = f"curve:{name}:{current_theme().tokens.name}:{ratio:.2f}"
    found = QPixmap()
    if not QPixmapCache.find(key, found):
        found = _drawn(CURVES[str(name)], ratio)
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
