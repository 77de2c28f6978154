"""The interface's own typeface, so that the window looks the same everywhere."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from playground.core.assets import asset_path
from playground.gui.theme.tokens import BODY, FONT_FAMILY, REGULAR

_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")


@cache
def load_fonts() -> tuple[int, ...]:
    """Hand the bundled typeface to Qt, once; RuntimeError when Qt cannot read it."""
    loaded = tuple(QFontDatabase.addApplicationFont(str(asset_path("fonts", name))) for name in _FILES)
    if -1 in loaded:
        raise RuntimeError(f"Qt cannot read the font {_FILES[loaded.index(-1)]}.")
    return loaded


def font(size_px: int = BODY, weight: int = REGULAR, tabular: bool = False) -> QFont:
    """Return the interface font; `tabular` gives all digits the same advance."""
    return QFont(_shared(size_px, weight, tabular))


@cache
def _shared(size_px: int, weight: int, tabular: bool) -> QFont:
    """Return one font whose copies share what Qt has found out about it."""
    load_fonts()
    made = QFont([FONT_FAMILY, "DejaVu Sans"])
    made.setPixelSize(size_px)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def mono_font(size_px: int = BODY) -> QFont:
    """Return the system's font with letters of one width."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(size_px)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def text_width(text: str, size_px: int = BODY, weight: int = REGULAR, tabular: bool = False) -> float:
    """Return the advance of a text in logical pixels."""
    return QFontMetricsF(font(size_px, weight, tabular)).horizontalAdvance(text)
