"""Lucide icons, tinted with a token and cached by Qt."""

from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from playground.core.assets import asset_path
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import ICON_SIZE, ICON_STROKE, with_alpha

DISABLED_OPACITY = 0.45
_GRID = 24  # side of Lucide's drawing
_WIDEST_STROKE = 2.25  # of 24
_DEVICE_RATIOS = (1.0, 2.0)


@cache
def _source(name: str) -> str:
    try:
        path = asset_path("icons", "lucide", f"{name}.svg")
    except FileNotFoundError:
        path = asset_path("icons", f"{name}.svg")
    return path.read_text(encoding="utf-8")


def icon_exists(name: str) -> bool:
    """Tell whether an icon of this name is bundled."""
    try:
        return bool(_source(name))
    except FileNotFoundError:
        return False


def _renderer(name: str, colour: QColor, size: float) -> QSvgRenderer:
    """Return a renderer with lines of 1.75 px, thinner where a small size would clog them."""
    name, _, solid = name.partition(":")
    stroke = min(ICON_STROKE * _GRID / max(size, 1.0), _WIDEST_STROKE)
    text = _source(name).replace("currentColor", colour.name())
    text = text.replace('stroke-width="1.75"', f'stroke-width="{stroke:.3f}"')
    if solid:
        text = text.replace('fill="none"', f'fill="{colour.name()}"', 1)
    return QSvgRenderer(QByteArray(text.encode()))


def pixmap(name: str, color: QColor, size: int = ICON_SIZE, dpr: float = 1.0) -> QPixmap:
    """Return the icon tinted with a colour, `size` logical pixels wide.

    `name:solid` fills the drawing. FileNotFoundError for an unknown name.
    """
    key = f"icon:{name}:{color.rgba():08x}:{size}:{dpr:.3f}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    renderer = _renderer(name, color, size)
    side = max(1, round(size * dpr))
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setOpacity(color.alphaF())
        renderer.render(painter, QRectF(0, 0, side, side))
    made.setDevicePixelRatio(dpr)
    QPixmapCache.insert(key, made)
    return made


def icon(name: str, color: QColor | None = None, size: int = ICON_SIZE) -> QIcon:
    """Return an icon for actions and menus in the current theme, with its disabled look."""
    tint = color if color is not None else current_theme().tokens.text2
    made = QIcon()
    for ratio in _DEVICE_RATIOS:
        made.addPixmap(pixmap(name, tint, size, ratio), QIcon.Mode.Normal)
        faded = with_alpha(tint, tint.alphaF() * DISABLED_OPACITY)
        made.addPixmap(pixmap(name, faded, size, ratio), QIcon.Mode.Disabled)
    return made


def app_icon() -> QIcon:
    """Return the application's logo."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap("app", QColor(Qt.GlobalColor.white), size))
    return made


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Draw an icon into a rectangle, sharp at the painter's zoom and device ratio."""
    scale = abs(painter.worldTransform().m11()) or 1.0
    device = painter.device()
    dpr = (device.devicePixelRatioF() if device is not None else 1.0) * scale
    picture = pixmap(name, color, round(rect.width()), round(dpr, 2))
    if scale == 1.0:
        painter.drawPixmap(QPointF(round(rect.x()), round(rect.y())), picture)
    else:
        painter.drawPixmap(rect, picture, QRectF(picture.rect()))
