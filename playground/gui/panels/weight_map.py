"""A block's weights as one coloured table, or as filters by row of output and column of input."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.core.views.spec import Snapshot
from playground.gui.theme import colormaps
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import fixed
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, RIGHT, in_proportion, text

NAMES = 70.0  # px of the rows' names
HEAD = 18.0  # px of the columns' names
LARGEST_CELL = 22.0
LARGEST_FILTER = 64.0
READABLE = 11.0  # px of a row from which its name is written
BETWEEN = 6.0  # px between filters


def tables(weight: np.ndarray) -> np.ndarray:
    """Return weights of any rank as (rows, columns) or (rows, columns, h, w).

    A number is a table of one cell, a list a table of one row, a filter over time one row high, and the
    slices of a filter over a volume lie below each other.
    """
    if weight.ndim <= 2:
        return weight.reshape(1, -1) if weight.ndim < 2 else weight
    rows, columns, width = weight.shape[0], weight.shape[1], weight.shape[-1]
    high = math.prod(weight.shape[2:-1])
    return weight.reshape(rows, columns, high, width)


class WeightMap(QWidget):
    """Draw a matrix, or filters by row of output and column of input, one colour scale for all."""

    hovered = Signal(str)  # what lies under the pointer

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._weight: np.ndarray = np.zeros((0, 0), np.float32)
        self._flat = False  # filters over pictures, whose pixels are square
        self.setMouseTracking(True)
        self.setMinimumSize(200, 80)
        self.setAccessibleName(tr("Weights by row and column"))

    def show_weights(self, shown: Snapshot | None) -> None:
        """Show other weights."""
        if shown is not self._shown:
            self._shown = shown
            if shown is not None:
                self._weight = tables(shown.arrays["weight"])
                self._flat = shown.arrays["weight"].ndim == 4
            self.update()

    def cell(self, row: int, column: int) -> QRectF:
        """Return where one weight, or one filter, is drawn."""
        rows, columns = self._weight.shape[:2]
        gap = BETWEEN if self._weight.ndim == 4 else 0.0
        if gap and columns == 1:  # filters that look at one picture stand side by side
            side = min(LARGEST_FILTER, (self.width() - gap * rows) / rows, self.height() - 20.0)
            return QRectF(row * (max(1.0, side) + gap), 0, max(1.0, side), max(1.0, side))
        high = min(LARGEST_CELL * (2 if gap else 1), (self.height() - HEAD) / rows)
        wide = min(LARGEST_CELL * 2, (self.width() - NAMES) / columns)
        if gap:
            high = wide = min(high, wide)
        return QRectF(NAMES + column * wide, HEAD + row * high, wide, high)

    def picture(self, row: int, column: int) -> QRectF:
        """Return where the numbers of one filter are drawn within its cell."""
        place = self.cell(row, column)
        if not self._flat:
            return place
        high, wide = self._weight.shape[2:]
        return in_proportion(place, high, wide)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw all weights and their names."""
        if self._shown is None or not self._weight.size:
            return
        scale = self._shown.facts["scale"]
        scale = scale if scale and math.isfinite(scale) else 1.0
        table = colormaps.diverging(current_theme().dark)
        if self._weight.ndim == 2:
            area = self.cell(0, 0).united(self.cell(self._weight.shape[0] - 1, self._weight.shape[1] - 1))
            painter.drawImage(area, colormaps.image(self._weight, table, -scale, scale))
        else:
            self._paint_filters(painter, table, scale)
        self._paint_names(painter)

    def _paint_filters(self, painter: QPainter, table: colormaps.Table, scale: float) -> None:
        inset = 0.0 if self._weight.shape[1] == 1 else 1.5
        for row, filters in enumerate(self._weight):
            for column, one in enumerate(filters):
                place = self.picture(row, column).adjusted(0, 0, -inset, -inset)
                painter.drawImage(place, colormaps.image(one, table, -scale, scale))

    def _paint_names(self, painter: QPainter) -> None:
        assert self._shown is not None
        facts, first = self._shown.facts, self.cell(0, 0)
        in_a_row = not first.y()  # filters that stand side by side
        for row, name in enumerate(facts["rows"]):
            place = self.cell(row, 0)
            if in_a_row:
                _name(painter, QRectF(place.x(), place.bottom() + 2, place.width(), 16), str(row + 1), CENTRE)
            elif first.height() >= READABLE:
                _name(painter, QRectF(0, place.y(), NAMES - 8, place.height()), name, RIGHT)
        if in_a_row or first.width() < 2 * READABLE:
            return
        for column, name in enumerate(facts["columns"]):
            place = self.cell(0, column)
            words = name if first.width() > 4 * READABLE else name.rpartition(" ")[2]
            _name(painter, QRectF(place.x(), 0, place.width(), 16), words, CENTRE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which weight lies under the pointer."""
        self.hovered.emit(self.words_at(event.position()))

    def leaveEvent(self, _event: object) -> None:
        """Say nothing."""
        self.hovered.emit("")

    def words_at(self, point: QPointF) -> str:
        """Return a weight with its names, "" beside all."""
        if self._shown is None or not self._weight.size:
            return ""
        facts = self._shown.facts
        for row, to in enumerate(facts["rows"]):
            for column, source in enumerate(facts["columns"]):
                place = self.picture(row, column)
                if place.contains(point):
                    value, where = _within(self._weight[row, column], point, place)
                    names = f"{source} → {to}" if to else source
                    return f"{names}{where}: {fixed(value, 3, signed=True)}"
        return ""


def _name(painter: QPainter, place: QRectF, words: str, align: Qt.AlignmentFlag) -> None:
    text(painter, place, words, current_theme().tokens.text2, font(CAPTION, MEDIUM), align)


def _within(values: np.ndarray, point: QPointF, place: QRectF) -> tuple[float, str]:
    """Return one weight, and its place within a filter."""
    if not values.ndim:
        return float(values), ""
    high, wide = values.shape
    row = min(int((point.y() - place.y()) / place.height() * high), high - 1)
    column = min(int((point.x() - place.x()) / place.width() * wide), wide - 1)
    where = f"{column + 1}" if high == 1 else f"{row + 1}, {column + 1}"
    return float(values[row, column]), f" [{where}]"
