"""Where a row lies among all rows: a strip a column, the spread of each class and the row as a pin."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.row_alike import densities
from playground.app.row_table import RowColumn, RowTable
from playground.app.texts import tr
from playground.gui.rows.colours import of_classes
from playground.gui.rows.words import value_words
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, MEDIUM, SEMIBOLD, with_alpha
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import RIGHT, text, width_of

HEIGHT = 34  # px a strip
_NAME, _VALUE, _GAP = 84, 62, 6  # px, of the words at both ends, a value being wider where it must


class ClassStrips(QWidget):
    """As many strips as there is height for."""

    def __init__(self) -> None:
        super().__init__()
        self._table: RowTable | None = None
        self._row: int | None = None
        self._curves: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Where it lies among all rows"))

    def show_row(self, table: RowTable | None, row: int | None) -> None:
        """Show another row."""
        if table is not None and self._table is not None and table.out is not self._table.out:
            self._curves = {}
        self._table, self._row = table, row
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of three strips."""
        return QSize(240, 3 * HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Shrink away."""
        return QSize(120, 0)

    @property
    def columns(self) -> list[RowColumn]:
        """Return the columns of numbers, of which there are strips."""
        known = self._table.columns if self._table is not None else ()
        return [each for each in known if each.meaning == "data" and not each.kinds]

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the strips that fit."""
        table, row = self._table, self._row
        if table is None or row is None:
            return
        shown = self.columns[: self.height() // HEIGHT]
        wide = max((self._width_of(each, row) for each in shown), default=0.0)
        for at, column in enumerate(shown):
            line = QRectF(0, at * HEIGHT, self.width(), HEIGHT)
            self._strip(painter, line, column, table, float(column.values[row]), wide)

    def _width_of(self, column: RowColumn, row: int) -> float:
        """Return the room that a value takes: a date takes more than most numbers."""
        words = value_words(column, float(column.values[row]))
        return max(float(_VALUE), width_of(words, font(BODY, SEMIBOLD, True)) + _GAP)

    def _strip(
        self, painter: QPainter, line: QRectF, column: RowColumn, table: RowTable, value: float, wide: float
    ) -> None:
        tokens = current_theme().tokens
        text(
            painter,
            QRectF(line.x(), line.y(), _NAME - 6, HEIGHT),
            column.title,
            tokens.text2,
            font(BODY, MEDIUM),
        )
        place = line.adjusted(_NAME, 2, -wide, -4)
        points, curves = self._known(column, table)
        scale = (place.width() - 2) / max(points[-1] - points[0], 1e-12)
        xs = place.x() + 1 + (points - points[0]) * scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, curve in zip(of_classes(table), curves, strict=True):
            ys = place.bottom() - curve * (place.height() - 2)
            line_of = [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
            ground = [QPointF(xs[0], place.bottom()), *line_of, QPointF(xs[-1], place.bottom())]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(colour, 0.16))
            painter.drawPolygon(QPolygonF(ground))
            painter.setPen(QPen(colour, 1.2))
            painter.drawPolyline(QPolygonF(line_of))
        if np.isfinite(value):
            x = place.x() + 1 + (value - points[0]) * scale
            _pin(painter, place, float(np.clip(x, place.x(), place.right())))
        words = QRectF(line.right() - wide, line.y(), wide, HEIGHT)
        text(painter, words, value_words(column, value), tokens.text, font(BODY, SEMIBOLD, True), RIGHT)

    def _known(self, column: RowColumn, table: RowTable) -> tuple[np.ndarray, np.ndarray]:
        found = self._curves.get(column.key)
        if found is None or found[0] is not column.values:
            points, shares = densities(column, table)
            found = self._curves[column.key] = (column.values, points, shares)
        return found[1], found[2]


def _pin(painter: QPainter, place: QRectF, x: float) -> None:
    """Draw where the row lies."""
    ink = current_theme().tokens.text
    painter.setPen(QPen(ink, 1.6))
    painter.drawLine(QPointF(x, place.y()), QPointF(x, place.bottom()))
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(x, place.bottom()), 2.5, 2.5)
