"""Every colour, size and distance of the window, for the dark and the light theme."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor

FONT_FAMILY = "Inter"

CAPTION = 11
BODY = 12
TITLE = 13
LIVE = 15
HERO = 22
HERO_LARGE = 30

REGULAR = 400
MEDIUM = 500
SEMIBOLD = 600

SPACE_XS = 4
SPACE_S = 8
SPACE_M = 12
SPACE_L = 16
SPACE_XL = 24
SPACING = (SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL)

RADIUS_POPOVER = 12
RADIUS_BLOCK = 10
RADIUS_CHIP = 7
RADIUS_BUTTON = 7
RADIUS_FIELD = 6
RADIUS_TILE = 6

CONTROL_HEIGHT = 28
PRIMARY_HEIGHT = 36
ICON_SIZE = 16
ICON_SIZE_SMALL = 14
ICON_STROKE = 1.75

TOOLBAR_HEIGHT = 52
TIME_HEIGHT = 44
TIME_OPEN, TIME_OPEN_LOW = 104, 88  # with pictures along the run; where the window is low
STATUS_HEIGHT = 28
TRANSITION_MS = 120

Category = Literal[
    "source", "core", "image", "activation", "sequence", "attention", "shape", "goal", "group", "unknown"
]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Hold the colours of one theme; names follow the interface specification."""

    name: str
    dark: bool
    canvas: QColor
    grid: QColor
    window: QColor
    panel: QColor
    raised: QColor
    hover: QColor
    field: QColor
    line: QColor
    line2: QColor
    edge: QColor
    text: QColor
    text2: QColor
    text3: QColor
    accent: QColor
    on_accent: QColor
    accent_text: QColor
    accent_ground: QColor
    positive: QColor
    negative: QColor
    good: QColor
    warn: QColor
    bad: QColor
    bad_ground: QColor
    block: QColor
    block_head: QColor
    source: QColor
    core: QColor
    image: QColor
    activation: QColor
    sequence: QColor
    attention: QColor
    thread_positive: QColor
    thread_negative: QColor
    curve_train: QColor
    curve_validation: QColor
    boundary: QColor
    shadow: QColor
    knob: QColor
    map_stops: tuple[QColor, QColor, QColor, QColor, QColor]  # at -1, -0.5, 0, 0.5, 1

    def colour(self, token: str) -> QColor:
        """Return the colour of a token by name; AttributeError when there is none."""
        found = getattr(self, token)
        if not isinstance(found, QColor):
            raise AttributeError(token)
        return found

    def tint(self, category: str) -> QColor:
        """Return the icon tint of a block category; unknown ones are grey."""
        if category == "goal":
            return self.good
        if category in ("source", "core", "image", "activation", "sequence", "attention"):
            return self.colour(category)
        return self.text2

    def tile(self, category: str) -> QColor:
        """Return the ground of a category's icon tile: the tint at 16 %."""
        return with_alpha(self.tint(category), 0.16)


def with_alpha(colour: QColor, alpha: float) -> QColor:
    """Return a copy of the colour with an opacity between 0 and 1."""
    faded = QColor(colour)
    faded.setAlphaF(alpha)
    return faded


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """Return the opaque colour at `share` of the way from the first to the second."""
    a, b = _channels(first), _channels(second)
    red, green, blue = ((1 - share) * x + share * y for x, y in zip(a, b, strict=True))
    return QColor.fromRgbF(red, green, blue)


def readable_on(ground: QColor) -> QColor:
    """Return near-black or white, whichever reads better on the ground."""
    dark, light = QColor("#12141A"), QColor("#FFFFFF")
    return dark if contrast(dark, ground) >= contrast(light, ground) else light


def contrast(first: QColor, second: QColor) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _channels(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def _luminance(colour: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _stops(names: str) -> tuple[QColor, QColor, QColor, QColor, QColor]:
    first, second, third, fourth, fifth = (QColor(name) for name in names.split())
    return first, second, third, fourth, fifth


DARK = Tokens(
    name="dark",
    dark=True,
    canvas=QColor("#12141A"),
    grid=QColor("#22262F"),
    window=QColor("#181B22"),
    panel=QColor("#1C2028"),
    raised=QColor("#262B35"),
    hover=QColor("#2F3541"),
    field=QColor("#14171D"),
    line=QColor("#2C323D"),
    line2=QColor("#404958"),
    edge=QColor("#5A6475"),
    text=QColor("#E8EBF1"),
    text2=QColor("#B4BCCA"),
    text3=QColor("#98A2B3"),
    accent=QColor("#7058EE"),
    on_accent=QColor("#FFFFFF"),
    accent_text=QColor("#B3A5FF"),
    accent_ground=QColor("#2B2752"),
    positive=QColor("#FF9F40"),
    negative=QColor("#4DA6FF"),
    good=QColor("#5BD19A"),
    warn=QColor("#F0CF55"),
    bad=QColor("#FF7A7A"),
    bad_ground=QColor("#3A2027"),
    block=QColor("#20252F"),
    block_head=QColor("#282E3A"),
    source=QColor("#4FD1C5"),
    core=QColor("#B3A5FF"),
    image=QColor("#F78FB3"),
    activation=QColor("#F0CF55"),
    sequence=QColor("#7FC8F8"),
    attention=QColor("#E49BFF"),
    thread_positive=QColor("#FF9F40"),
    thread_negative=QColor("#4DA6FF"),
    curve_train=QColor("#B3A5FF"),
    curve_validation=QColor("#F0CF55"),
    boundary=QColor("#FFFFFF"),
    shadow=QColor("#000000"),
    knob=QColor("#FFFFFF"),
    map_stops=_stops("#59B0FF #1F62A8 #171A21 #A8601C #FFAB52"),
)

LIGHT = Tokens(
    name="light",
    dark=False,
    canvas=QColor("#F3F4F7"),
    grid=QColor("#DCDFE6"),
    window=QColor("#FBFBFC"),
    panel=QColor("#FFFFFF"),
    raised=QColor("#F1F2F6"),
    hover=QColor("#E8EAF0"),
    field=QColor("#FFFFFF"),
    line=QColor("#E1E4EA"),
    line2=QColor("#C3C9D4"),
    edge=QColor("#7D8696"),
    text=QColor("#171A21"),
    text2=QColor("#454D5C"),
    text3=QColor("#5F6878"),
    accent=QColor("#5B45E0"),
    on_accent=QColor("#FFFFFF"),
    accent_text=QColor("#4F3BD0"),
    accent_ground=QColor("#ECE9FF"),
    positive=QColor("#A84E00"),
    negative=QColor("#0B66B5"),
    good=QColor("#16754B"),
    warn=QColor("#7D5F00"),
    bad=QColor("#C02626"),
    bad_ground=QColor("#FDECEC"),
    block=QColor("#FFFFFF"),
    block_head=QColor("#F7F8FA"),
    source=QColor("#08706B"),
    core=QColor("#4F3BD0"),
    image=QColor("#B3256B"),
    activation=QColor("#7D5F00"),
    sequence=QColor("#0B66B5"),
    attention=QColor("#8A2BB0"),
    thread_positive=QColor("#C9741F"),
    thread_negative=QColor("#2F86C9"),
    curve_train=QColor("#4F3BD0"),
    curve_validation=QColor("#AD7700"),
    boundary=QColor("#2A2140"),
    shadow=QColor("#1E2230"),
    knob=QColor("#FFFFFF"),
    map_stops=_stops("#08589E #7DB4DE #F7F7F5 #F2B176 #B4530A"),
)
