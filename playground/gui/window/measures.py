"""How large the parts of the window are, in px; the first picture draws them before they exist."""

from __future__ import annotations

SIZE = (1600, 1000)  # of a window nobody has sized yet
LEAST = (900, 600)  # of a window that still holds everything
LEFT_WIDE, LEFT_NARROW, RAIL = 272, 248, 48
RIGHT_WIDE, RIGHT_NARROW = 392, 320
TABS_HEIGHT, PANEL_HEIGHT = 36, 180  # of the bottom dock
NARROW_BELOW, RAIL_BELOW, LOW_BELOW = 1400, 1100, 880  # window width, width, height


def left_width(window_width: int) -> int:
    """Return the width of the dock of data and blocks."""
    if window_width < RAIL_BELOW:
        return RAIL
    return LEFT_NARROW if window_width < NARROW_BELOW else LEFT_WIDE


def right_width(window_width: int) -> int:
    """Return the width of the docks beside the canvas."""
    return RIGHT_NARROW if window_width < NARROW_BELOW else RIGHT_WIDE


def bottom_height(window_height: int) -> int:
    """Return the height of the dock below the canvas; a low window has its tabs alone."""
    return TABS_HEIGHT if window_height < LOW_BELOW else TABS_HEIGHT + PANEL_HEIGHT
