"""Series of a sheet as small multiples: a curve a channel, on the same axes in all of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.app.sample_looks import thinned
from playground.gui.sheets.kind import NAME, NAMED_FROM, SheetData, SheetLook
from playground.gui.theme.class_colours import channel_colours
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, SEMIBOLD
from playground.gui.theme.units import unit_of
from playground.gui.widgets.painting import text, width_of

COLUMNS, MOST = 160, 8  # of a curve; curves of one series, the first
_BETWEEN = 12  # px between names
SeriesCurves = tuple[np.ndarray, ...]  # a channel each, (points,) of 0 to 1, NaN where nothing is known


def look(data: SheetData, row: int) -> SheetLook:
    """Read a series, each channel between what it is in all of them."""
    values = np.asarray(data.arrays[0][row], np.float64)
    found: list[np.ndarray] = []
    for channel, (low, high) in enumerate(data.spans[:MOST].tolist()):
        found.append((thinned(values[:, channel], COLUMNS) - low) / ((high - low) or 1.0))
    return SheetLook(tuple(found), sum(each.nbytes for each in found))


def paint(painter: QPainter, place: QRectF, seen: SeriesCurves, data: SheetData) -> None:
    """Draw the curves; with much room they are named in their colours."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colours = channel_colours(current_theme().tokens, len(seen))
    inner = place.adjusted(2, 3, -2, -3)
    if place.height() >= NAMED_FROM:
        _names(painter, QRectF(inner.x(), inner.y(), inner.width(), NAME), colours, data)
        inner.setTop(inner.y() + NAME)
    for colour, curve in zip(colours, seen, strict=True):
        painter.setPen(QPen(colour, 1.4))
        for line in _lines(inner, curve):
            painter.drawPolyline(line)


def _names(painter: QPainter, line: QRectF, colours: list[QColor], data: SheetData) -> None:
    """Name the channels, as many as there is room for."""
    used, parts = font(CAPTION, SEMIBOLD), data.fields[0].parts
    for place, (colour, name) in enumerate(zip(colours, parts, strict=False)):
        unit = unit_of(data.fields[0], place)
        words = f"{name}, {unit}" if unit else name
        text(painter, line, words, colour, used)
        line = line.adjusted(width_of(words, used) + _BETWEEN, 0, 0, 0)
        if line.width() < _BETWEEN:
            return


def _lines(place: QRectF, curve: np.ndarray) -> list[QPolygonF]:
    """Return a curve as lines, broken where a value is not known."""
    xs = place.x() + np.linspace(0.0, place.width(), len(curve))
    ys = place.bottom() - np.clip(curve, 0.0, 1.0) * place.height()
    known = np.flatnonzero(np.isfinite(curve))
    runs = np.split(known, np.flatnonzero(np.diff(known) != 1) + 1)
    return [QPolygonF([QPointF(xs[at], ys[at]) for at in run.tolist()]) for run in runs if len(run)]
