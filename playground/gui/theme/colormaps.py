"""Colour lookup tables for maps and pictures, and values turned into coloured images."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from playground.gui.theme.tokens import DARK, LIGHT

SIZE = 256
MUTED = 0.6
Table = NDArray[np.uint8]  # (256, 4), RGBA

_STOPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
_GREYS = {True: ("#0B0D12", "#F4F6FA"), False: ("#FFFFFF", "#14171D")}
_LOUD = {True: ("#0B0D12", "#12304F", "#1F62A8", "#59B0FF", "#F4F6FA"),
         False: ("#FFFFFF", "#CFE3F3", "#7DB4DE", "#0B66B5", "#08213B")}  # fmt: skip


def _sample(positions: NDArray[np.float64], stops: tuple[float, ...], colours: tuple[QColor, ...]) -> Table:
    """Return the colours at the given positions, straight lines in sRGB between the stops."""
    rgb = np.array([(colour.red(), colour.green(), colour.blue()) for colour in colours], dtype=np.float64)
    table = np.full((positions.size, 4), 255, dtype=np.uint8)
    for channel in range(3):
        table[:, channel] = np.rint(np.interp(positions, stops, rgb[:, channel]))
    table.flags.writeable = False
    return table


@cache
def diverging(dark: bool, muted: bool = False) -> Table:
    """Return blue to orange for -1 to +1; `muted` keeps to ±0.6, so that points stand out on it."""
    reach = MUTED if muted else 1.0
    tokens = DARK if dark else LIGHT
    return _sample(np.linspace(-reach, reach, SIZE), _STOPS, tokens.map_stops)


@cache
def grey(dark: bool) -> Table:
    """Return a map for pictures, 0 to 1: zero is the theme's ground, one its ink."""
    low, high = _GREYS[dark]
    return _sample(np.linspace(0.0, 1.0, SIZE), (0.0, 1.0), (QColor(low), QColor(high)))


@cache
def loud(dark: bool) -> Table:
    """Return a map for tones, quiet to loud: from the theme's ground through blue."""
    stops = tuple(np.linspace(0.0, 1.0, len(_LOUD[dark])).tolist())
    return _sample(np.linspace(0.0, 1.0, SIZE), stops, tuple(QColor(each) for each in _LOUD[dark]))


def map_colour(value: float, dark: bool, muted: bool = False) -> QColor:
    """Return the diverging map's colour of one value in -1 to +1."""
    red, green, blue, _ = diverging(dark, muted)[_index(np.asarray(value, dtype=np.float64), -1.0, 1.0)]
    return QColor(int(red), int(green), int(blue))


def _index(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.uint8]:
    """Return the row of a table for each value; what is not a number counts as the middle."""
    span = high - low if high > low else 1.0
    unit = np.nan_to_num((values - low) / span, nan=0.5, posinf=1.0, neginf=0.0)
    return np.rint(np.clip(unit, 0.0, 1.0) * (SIZE - 1)).astype(np.uint8)


def rgba(values: NDArray[np.generic], table: Table, low: float = -1.0, high: float = 1.0) -> Table:
    """Return values coloured by a table, shape (..., 4)."""
    return table[_index(np.asarray(values, dtype=np.float64), low, high)]


def image(values: NDArray[np.generic], table: Table, low: float = -1.0, high: float = 1.0) -> QImage:
    """Return a (height, width) array as an image of its own memory, coloured by a table."""
    rows = np.ascontiguousarray(_index(np.asarray(values, dtype=np.float64), low, high))
    height, width = rows.shape
    made = QImage(rows.data, width, height, width, QImage.Format.Format_Indexed8)
    made.setColorTable(colour_table(table))
    return made.copy()  # the array may go


def colour_table(table: Table) -> list[int]:
    """Return a table as Qt's list of 0xAARRGGBB for indexed images."""
    red, green, blue, alpha = (table[:, channel].astype(np.int64) for channel in range(4))
    return [int(value) for value in (alpha << 24) | (red << 16) | (green << 8) | blue]


def coloured(values: np.ndarray, low: float, high: float) -> QImage:
    """Return three channels (3, h, w) as red, green and blue."""
    share = np.clip((values - low) / (high - low or 1.0), 0, 1)
    pixels = np.ascontiguousarray(np.rint(255 * share).astype(np.uint8).transpose(1, 2, 0))
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
