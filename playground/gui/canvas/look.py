"""What every painter on the canvas needs: tokens, detail, density; and text in the interface's type."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, REGULAR, SEMIBOLD, Tokens, with_alpha
from playground.gui.widgets.marked import MASK

CAPTIONS_FROM = 0.9  # zoom below which captions go
BODIES_FROM = 0.6  # below: one thumbnail a block
BLOCKS_FROM = 0.25  # below: one overview item for the whole network


def level(zoom: float) -> float:
    """Return a zoom that stands for all zooms with the same detail."""
    if zoom >= CAPTIONS_FROM:
        return 1.0
    return 0.8 if zoom >= BODIES_FROM else 0.5 if zoom >= BLOCKS_FROM else 0.2


_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine
LEFT = int(_LINE | Qt.AlignmentFlag.AlignLeft)
RIGHT = int(_LINE | Qt.AlignmentFlag.AlignRight)
CENTER = int(_LINE | Qt.AlignmentFlag.AlignHCenter)


@dataclass(frozen=True)
class Look:
    """How the canvas is drawn now; one value shared by all its painters."""

    tokens: Tokens
    zoom: float = 1.0
    compact: bool = False
    running: bool = False
    threads: bool = True
    units: bool = True
    shapes: bool = True
    filters: bool = True
    reduce_motion: bool = False
    mask: float = MASK  # how much of a class's colour covers the picture at a goal of pixels

    @property
    def dark(self) -> bool:
        """Tell whether the theme is dark."""
        return self.tokens.dark

    @property
    def captions(self) -> bool:
        """Tell whether small words are drawn."""
        return self.zoom >= CAPTIONS_FROM

    @property
    def bodies(self) -> bool:
        """Tell whether whole bodies are drawn, not thumbnails."""
        return self.zoom >= BODIES_FROM

    @property
    def overview(self) -> bool:
        """Tell whether one item stands for the whole network."""
        return self.zoom < BLOCKS_FROM

    def at(self, **changes: object) -> "Look":
        """Return the look with changes."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def tint(self, name: str) -> QColor:
        """Return the colour of a block's icon."""
        return self.tokens.tint("goal" if name == "good" else name)

    def tile(self, name: str) -> QColor:
        """Return the ground of a block's icon."""
        return with_alpha(self.tint(name), 0.18)


@dataclass(frozen=True)
class Type:
    """One style of text."""

    size: int = BODY
    weight: int = REGULAR
    tabular: bool = False

    @property
    def font(self) -> QFont:
        """Return the font, made once."""
        return _font(self.size, self.weight, self.tabular)

    def width(self, text: str) -> float:
        """Return the advance of a text."""
        return _advance(self, text)

    def elided(self, text: str, width: float) -> str:
        """Return the text, shortened with an ellipsis to fit a width."""
        return _metrics(self).elidedText(text, Qt.TextElideMode.ElideRight, width)


SMALL = Type(CAPTION, REGULAR)
SMALL_STRONG = Type(CAPTION, SEMIBOLD)
FIGURE = Type(CAPTION, MEDIUM, tabular=True)
FIGURE_STRONG = Type(BODY, SEMIBOLD, tabular=True)
FIGURE_LARGE = Type(15, SEMIBOLD, tabular=True)
PLAIN = Type(BODY, REGULAR)
PLAIN_MEDIUM = Type(BODY, MEDIUM)
STRONG = Type(BODY, SEMIBOLD)
HEADING = Type(13, SEMIBOLD)
HERO = Type(22, MEDIUM, tabular=True)
HERO_LARGE = Type(30, MEDIUM, tabular=True)


@cache
def _font(size: int, weight: int, tabular: bool) -> QFont:
    return font(size, weight, tabular)


@cache
def _metrics(style: Type) -> QFontMetricsF:
    return QFontMetricsF(style.font)


@lru_cache(4096)  # the same few words stand on most blocks and wires
def _advance(style: Type, text: str) -> float:
    return _metrics(style).horizontalAdvance(text)


def write(painter: QPainter, area: QRectF, text: str, style: Type, colour: QColor, where: int = LEFT) -> None:
    """Draw one line of text into an area; it is not cut."""
    painter.setFont(style.font)
    painter.setPen(colour)
    painter.drawText(area, where, text)


def device_ratio(painter: QPainter) -> float:
    """Return how many device pixels a logical pixel has."""
    device = painter.device()
    return device.devicePixelRatioF() if device is not None else 1.0


def pixels_a_unit(painter: QPainter) -> float:
    """Return how many device pixels a scene unit has."""
    return abs(painter.worldTransform().m11()) * device_ratio(painter)


def rule(painter: QPainter, left: float, right: float, y: float, colour: QColor) -> None:
    """Draw a hairline between two parts of a block."""
    painter.setPen(QPen(colour, 1))
    painter.drawLine(QPointF(left, y), QPointF(right, y))


def dot(painter: QPainter, middle: QPointF, radius: float, colour: QColor) -> None:
    """Draw a filled dot."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(middle, radius, radius)


def bar(painter: QPainter, area: QRectF, share: float, colour: QColor, ground: QColor) -> None:
    """Draw a rounded bar filled from the left, or from below when it stands."""
    radius = min(area.width(), area.height()) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(area, radius, radius)
    share = min(1.0, max(0.0, share))
    if share <= 0:
        return
    painter.setBrush(colour)
    if area.height() > area.width():
        height = max(2 * radius, area.height() * share)
        painter.drawRoundedRect(
            QRectF(area.x(), area.bottom() - height, area.width(), height), radius, radius
        )
    else:
        width = max(2 * radius, area.width() * share)
        painter.drawRoundedRect(QRectF(area.x(), area.y(), width, area.height()), radius, radius)
