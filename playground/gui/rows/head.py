"""The heads of the rows: names to sort by, and spreads to brush, stacked by class."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QTableView

from playground.app.row_filter import Brush
from playground.app.row_spreads import ColumnBins, bins_of
from playground.app.row_table import RowColumn, RowTable
from playground.app.texts import tr
from playground.gui.rows.colours import of_classes, of_parts
from playground.gui.rows.model import RowsOfTable
from playground.gui.rows.words import brushed_words, range_of, title_of
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, SEMIBOLD, with_alpha
from playground.gui.widgets.guard import guarded
from playground.gui.widgets.painting import text

TALL, LOW = 92, 62  # px, with much room and with little
_NAME, _RANGE, _PAD = 22, 18, 8
_EDGE, _MOVED = 5, 3  # px: where a column is made wider, and from which a press is a drag
_WIDEST_BAR = 26.0


class SpreadHead(QHeaderView):
    """Paint the heads; a click on a name sorts, a drag over bars brushes, a double click clears."""

    sort_wanted = Signal(str, bool)  # key of the column; with Shift
    brushed = Signal(object)  # Brush
    cleared = Signal(str)  # key of the column

    def __init__(self, view: QTableView, rows: RowsOfTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._rows = rows
        self._bins: dict[str, tuple[np.ndarray, ColumnBins]] = {}
        self._counts: dict[str, tuple[tuple[object, ...], np.ndarray]] = {}  # what was counted, and the bars
        self._from: tuple[int, int] | None = None  # section and x where a drag began
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(44)
        self.setAccessibleName(tr("Columns"))
        self.set_low(False)

    def set_low(self, low: bool) -> None:
        """Keep less height where there is little."""
        self.setFixedHeight(LOW if low else TALL)

    def sizeHint(self) -> QSize:
        """Return the height of name, bars and range."""
        return QSize(super().sizeHint().width(), self.height())

    def bars_of(self, section: int) -> QRectF:
        """Return where the bars of a column are, in the viewport."""
        left, wide = self.sectionViewportPosition(section), self.sectionSize(section)
        return QRectF(left + _PAD, _NAME, wide - 2 * _PAD, self.height() - _NAME - _RANGE)

    def bins(self, column: RowColumn, table: RowTable) -> ColumnBins:
        """Return the bars of a column, made again when its values are others."""
        values = table.measured(column)
        known = self._bins.get(column.key)
        if known is None or known[0] is not values:
            known = self._bins[column.key] = values, bins_of(column, table)
        return known[1]

    # What is seen

    @guarded
    def paintSection(self, painter: QPainter, rect: object, section: int) -> None:
        """Draw one head."""
        column, table = self._rows.column(section), self._rows.table
        if column is None or table is None:
            return
        place, tokens = QRectF(rect), current_theme().tokens  # type: ignore[call-overload]
        painter.fillRect(place, tokens.window)
        self._name(
            painter, QRectF(place.x() + _PAD, place.y() + 2, place.width() - 2 * _PAD, _NAME - 2), column
        )
        bars = QRectF(place.x() + _PAD, _NAME, place.width() - 2 * _PAD, place.height() - _NAME - _RANGE)
        below = QRectF(bars.x(), bars.bottom(), bars.width() + _PAD - 2, _RANGE)
        brush = self._rows.wanted.brush_of(column.key)
        bins = None if column.meaning == "number" else self.bins(column, table)
        if bins is not None:
            self._bars(painter, bars, column, table, bins)
            self._brush(painter, bars, bins, brush)
        words = brushed_words(column, brush) if brush is not None else range_of(column, bins)
        if bins is not None:
            ink = tokens.accent_text if brush is not None else tokens.text2
            text(painter, below, words, ink, font(CAPTION, SEMIBOLD if brush is not None else MEDIUM))
        painter.setPen(tokens.line)
        painter.drawLine(place.topRight(), place.bottomRight())
        painter.setPen(tokens.line2)
        painter.drawLine(place.bottomLeft(), place.bottomRight())

    def _name(self, painter: QPainter, line: QRectF, column: RowColumn) -> None:
        tokens = current_theme().tokens
        known = next((each for each in self._rows.order if each.key == column.key), None)
        if known is not None:
            sign = "arrow-down" if known.down else "arrow-up"
            paint_icon(
                painter, sign, QRectF(line.right() - 11, line.center().y() - 6, 12, 12), tokens.accent_text
            )
        icon = {"target": "target"}.get(
            column.meaning, "tags" if column.meaning == "data" and column.kinds else ""
        )
        if icon:
            paint_icon(painter, icon, QRectF(line.x(), line.center().y() - 6, 12, 12), tokens.text2)
        words = line.adjusted(16 if icon else 0, 0, -14 if known is not None else 0, 0)
        text(painter, words, title_of(column), tokens.text, font(BODY, SEMIBOLD))

    def _bars(
        self, painter: QPainter, place: QRectF, column: RowColumn, table: RowTable, bins: ColumnBins
    ) -> None:
        """Draw how all are spread in grey, and those that are listed in colour, class upon class."""
        tokens = current_theme().tokens
        colours, groups, plain = self._groups(column, table)
        every = self._counted(f"{column.key} all", bins, groups, len(colours), None)
        listed = self._counted(column.key, bins, groups, len(colours), self._rows.listed)
        most = every.sum(axis=1).max(initial=0)
        if not most:
            return
        wide = min(_WIDEST_BAR, place.width() / bins.count)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for at, (total, parts) in enumerate(zip(every.sum(axis=1).tolist(), listed.tolist(), strict=True)):
            left, bottom = place.x() + at * wide, place.bottom()
            painter.fillRect(_bar(left, bottom, wide, place.height() * total / most), tokens.line2)
            for colour, count in zip(colours, parts, strict=True):
                high = place.height() * count / most
                if count:
                    painter.fillRect(_bar(left, bottom, wide, high), tokens.edge if plain else colour)
                    bottom -= high

    def _groups(self, column: RowColumn, table: RowTable) -> tuple[list[QColor], np.ndarray, bool]:
        """Return colours, the group of each row, and whether bars stay grey: of what the network says."""
        if column.meaning == "part":
            return of_parts(), table.part, False
        return of_classes(table), table.groups, column.meaning in ("says", "loss")

    def _counted(
        self, key: str, bins: ColumnBins, groups: np.ndarray, most: int, rows: np.ndarray | None
    ) -> np.ndarray:
        """Return bars by group, of some rows or of all, counted again when those or the values are others."""
        known, of = self._counts.get(key), (bins, groups, rows)
        if known is None or any(one is not other for one, other in zip(known[0], of, strict=True)):
            known = self._counts[key] = of, bins.counted(groups, most, rows)
        return known[1]

    def _brush(self, painter: QPainter, place: QRectF, bins: ColumnBins, brush: Brush | None) -> None:
        if brush is None:
            return
        tokens, wide = current_theme().tokens, min(_WIDEST_BAR, place.width() / bins.count) * bins.count
        ends = np.interp([brush.low, brush.high], bins.edges, np.linspace(0, wide, bins.count + 1))
        area = QRectF(place.x() + ends[0], place.y() - 1, max(2.0, ends[1] - ends[0]), place.height() + 1)
        painter.fillRect(area, with_alpha(tokens.accent, 0.12))
        painter.setPen(QPen(tokens.accent_text, 2))
        painter.drawLine(area.topLeft(), area.bottomLeft())
        painter.drawLine(area.topRight(), area.bottomRight())
        painter.setBrush(tokens.window)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x in (area.left(), area.right()):
            painter.drawRoundedRect(QRectF(x - 2.5, area.center().y() - 6, 5, 12), 2, 2)

    # Gestures

    def _brushable(self, at: QPoint) -> int | None:
        """Return the section over whose bars a place is."""
        section = self.logicalIndexAt(at)
        column = self._rows.column(section)
        inside = column is not None and column.meaning != "number" and at.y() >= _NAME
        return section if inside and not self._at_edge(at, section) else None

    def _at_edge(self, at: QPoint, section: int) -> bool:
        left = self.sectionViewportPosition(section)
        return min(abs(at.x() - left), abs(at.x() - left - self.sectionSize(section))) < _EDGE

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to brush, or to make a column wider."""
        place = event.position().toPoint()
        section = self._brushable(place)
        self._from = None
        if event.button() == Qt.MouseButton.LeftButton and section is not None:
            self._from = section, place.x()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Brush on."""
        if self._from is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
        elif abs(event.position().x() - self._from[1]) >= _MOVED:
            self._tell(self._from[0], self._from[1], event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a brush; a click on a name sorts, with Shift by that column, too."""
        place, begun = event.position().toPoint(), self._from
        self._from = None
        if begun is not None:
            column = self._rows.column(begun[0])
            if abs(place.x() - begun[1]) < _MOVED and column is not None and column.kinds:
                self._tell(begun[0], place.x(), place.x())  # one kind
            return
        super().mouseReleaseEvent(event)
        section = self.logicalIndexAt(place)
        column = self._rows.column(section)
        if (
            event.button() == Qt.MouseButton.LeftButton
            and column is not None
            and not self._at_edge(place, section)
        ):
            self.sort_wanted.emit(column.key, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Clear what is brushed of a column."""
        section = self._brushable(event.position().toPoint())
        column = self._rows.column(section) if section is not None else None
        if column is None:
            super().mouseDoubleClickEvent(event)
        else:
            self.cleared.emit(column.key)

    def _tell(self, section: int, first: float, last: float) -> None:
        column, table = self._rows.column(section), self._rows.table
        if column is None or table is None:
            return
        bins, place = self.bins(column, table), self.bars_of(section)
        wide = min(_WIDEST_BAR, place.width() / bins.count)
        ends = sorted(int(np.clip((x - place.x()) // wide, 0, bins.count - 1)) for x in (first, last))
        self.brushed.emit(bins.brush(column.key, *ends))


def _bar(left: float, bottom: float, wide: float, high: float) -> QRectF:
    return QRectF(
        QPointF(left, bottom - max(high, 1.0 if high else 0.0)), QPointF(left + max(wide - 1, 1), bottom)
    )
