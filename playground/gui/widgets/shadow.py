"""Shadows and selection rings: translucent rounded rectangles, no blur; shadows are cached pixmaps."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPixmapCache

from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import RADIUS_BLOCK, with_alpha

Depth = Literal["soft", "large"]
_DEPTHS = {"soft": (10, 3, 0.34), "large": (22, 9, 0.60)}  # reach, drop, darkness
_LIGHT_SHARE = 0.42  # a light ground needs less
_RING_ALPHAS = (0.34, 0.20, 0.09)
_RING_WIDTH = 2.0


def shadow_margin(depth: Depth = "soft") -> float:
    """Return how far a shadow reaches beyond its rectangle."""
    reach, drop, _ = _DEPTHS[depth]
    return float(reach + drop)


def shadow_pixmap(
    size: QSizeF, radius: float = RADIUS_BLOCK, depth: Depth = "soft", dpr: float = 1.0
) -> QPixmap:
    """Return the shadow of a rounded rectangle, larger by `shadow_margin` on every side."""
    width, height = round(size.width()), round(size.height())
    dark = current_theme().dark
    key = f"shadow:{width}:{height}:{radius}:{depth}:{dpr:.2f}:{dark}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    margin = shadow_margin(depth)
    made = QPixmap(round((width + 2 * margin) * dpr), round((height + 2 * margin) * dpr))
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        _stack(painter, QRectF(margin, margin, width, height), radius, depth)
    QPixmapCache.insert(key, made)
    return made


def _stack(painter: QPainter, rect: QRectF, radius: float, depth: Depth) -> None:
    """Lay rectangles over each other so that they darken towards the middle along a smooth curve."""
    reach, drop, darkness = _DEPTHS[depth]
    theme = current_theme()
    strongest = darkness * (1.0 if theme.dark else _LIGHT_SHARE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    before = 0.0
    for layer in range(reach):
        wanted = strongest * ((layer + 1) / reach) ** 2
        alpha = (wanted - before) / (1.0 - before)
        before = wanted
        painter.setBrush(with_alpha(theme.tokens.shadow, alpha))
        grow = reach - layer - reach * 0.35
        layer_rect = rect.adjusted(-grow, -grow, grow, grow).translated(0, drop)
        painter.drawRoundedRect(layer_rect, max(2.0, radius + grow), max(2.0, radius + grow))


def draw_shadow(painter: QPainter, rect: QRectF, radius: float = RADIUS_BLOCK, depth: Depth = "soft") -> None:
    """Draw the shadow of a rounded rectangle, beneath it."""
    device = painter.device()
    dpr = device.devicePixelRatioF() if device is not None else 1.0
    margin = shadow_margin(depth)
    painter.drawPixmap(
        QPointF(rect.x() - margin, rect.y() - margin), shadow_pixmap(rect.size(), radius, depth, dpr)
    )


def draw_rings(
    painter: QPainter, rect: QRectF, radius: float = RADIUS_BLOCK, color: QColor | None = None
) -> None:
    """Draw the three soft rings around a selected or faulty block, outside its rectangle."""
    tint = color if color is not None else current_theme().tokens.accent_text
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ring, alpha in enumerate(_RING_ALPHAS):
        grow = _RING_WIDTH * (ring + 0.5)
        painter.setPen(QPen(with_alpha(tint, alpha), _RING_WIDTH))
        painter.drawRoundedRect(rect.adjusted(-grow, -grow, grow, grow), radius + grow, radius + grow)
