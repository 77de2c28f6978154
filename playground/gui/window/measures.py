"""How large the parts of the window are, in px; the first picture draws them before they exist."""

from __future__ import annotations

SIZE = (1600, 1000)  # of a window nobody has sized yet, where the screen has so much room
LEAST = (800, 480)  # of a window that still holds everything
FRAME = 40  # px: what a window manager adds, mostly at the top
LEFT_WIDE, LEFT_NARROW, RAIL = 272, 248, 48
RIGHT_WIDE, RIGHT_NARROW, RIGHT_LEAST = 392, 320, 288
TABS_HEIGHT, PANEL_HEIGHT = 36, 184  # of the bottom dock
STRIP, LOW_STRIP = 216, 150  # of the canvas above a large panel, with much room and with little
CODE_WIDE, CODE_NARROW = 456, 400
FREE = 16_777_215  # px: Qt's "no limit"
CROWDED_BELOW = 1800  # window width, with code beside the canvas: docks fold away
NARROW_BELOW, RAIL_BELOW, TINY_BELOW = 1400, 1100, 900  # window width
LOW_BELOW, FLAT_BELOW = 880, 620  # window height


def left_width(window_width: int) -> int:
    """Return the width of the dock of data and blocks."""
    if window_width < RAIL_BELOW:
        return RAIL
    return LEFT_NARROW if window_width < NARROW_BELOW else LEFT_WIDE


def code_width(window_width: int) -> int:
    """Return the width of the code beside the canvas."""
    return CODE_NARROW if window_width < NARROW_BELOW else CODE_WIDE


def right_width(window_width: int) -> int:
    """Return the width of the docks beside the canvas."""
    if window_width < TINY_BELOW:
        return RIGHT_LEAST
    return RIGHT_NARROW if window_width < NARROW_BELOW else RIGHT_WIDE


def size_within(wanted: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    """Return a window's size that a screen has room for, its frame counted."""
    return min(wanted[0], room[0]), min(wanted[1], room[1] - FRAME)
