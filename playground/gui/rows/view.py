"""The table of the browser: arrows walk and the network follows; keys mend what is selected."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from playground.app.row_filter import RowFilter
from playground.app.row_order import Sorting
from playground.app.row_table import RowColumn, RowTable
from playground.app.texts import tr
from playground.gui.rows.delegate import ROW, RowCells
from playground.gui.rows.head import TALL, SpreadHead
from playground.gui.rows.model import RowsOfTable
from playground.gui.rows.words import cell_words, title_of
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import BODY, SEMIBOLD
from playground.gui.widgets.painting import width_of

_KEYS = {Qt.Key.Key_L: "relabel", Qt.Key.Key_W: "wrong", Qt.Key.Key_Delete: "out",
         Qt.Key.Key_Return: "detail", Qt.Key.Key_Enter: "detail"}  # fmt: skip
_NARROWEST, _WIDEST, _PAD, _SAYS = 62, 200, 20, 92  # px; of a class that is said, for its bar and share
_RANGES = 104  # px of a column whose range takes many signs
_LOOKED_AT = 30  # rows whose words decide how wide a column is
_LEAST_ROWS = 6  # that are seen below tall heads
_SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class BrowserTable(QTableView):
    """Rows; the current one is looked at, all that are selected are mended together."""

    chosen = Signal(int)  # number of the sample
    asked = Signal(str)  # "relabel", "wrong", "out", "detail"

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowsOfTable(self)
        self.head = SpreadHead(self, self.rows)
        self.setHorizontalHeader(self.head)
        self.setModel(self.rows)
        self.setItemDelegate(RowCells(self, self.rows))
        self.setAccessibleName(tr("Rows of the data"))
        self._silent = False
        self._dress()
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)

    # What is listed

    def show_table(self, table: RowTable | None, wanted: RowFilter, order: Sorting) -> None:
        """List rows; those that are selected stay so as far as they are listed."""
        kept, current = self.selected(), self.current()
        columns = self.rows.columnCount()
        self._silent = True
        self.rows.show_table(table, wanted, order)
        if self.rows.columnCount() != columns:
            self._fit_columns()
        self._select(kept, current)
        self._silent = False
        self.head.viewport().update()

    def current(self) -> int | None:
        """Return the number of the sample that is looked at, None for none."""
        at = self.currentIndex().row()
        return int(self.rows.rows[at]) if 0 <= at < len(self.rows.rows) else None

    def selected(self) -> tuple[int, ...]:
        """Return the numbers of all samples that are selected."""
        chosen = self.selectionModel().selection()
        parts = [chosen.at(at) for at in range(chosen.size())]
        lines = sorted({line for part in parts for line in range(part.top(), part.bottom() + 1)})
        return tuple(int(self.rows.rows[line]) for line in lines if line < len(self.rows.rows))

    def set_current(self, row: int | None) -> None:
        """Mark the sample that is looked at elsewhere, if it is listed."""
        if row != self.current():
            self._silent = True
            self._select(() if row is None else (row,), row)
            self._silent = False

    def _select(self, rows: tuple[int, ...], current: int | None) -> None:
        """Select samples as far as they are listed, without scrolling."""
        model, last = self.selectionModel(), max(0, self.rows.columnCount() - 1)
        line = self.rows.line_of(current) if current is not None else None
        made = QItemSelection()
        for each in np.flatnonzero(np.isin(self.rows.rows, rows)).tolist() if rows else ():
            made.select(self.rows.index(each, 0), self.rows.index(each, last))
        self.setAutoScroll(False)
        at = self.rows.index(line, 0) if line is not None else QModelIndex()
        model.setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
        model.select(made, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.setAutoScroll(True)

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if not self._silent and index.isValid():
            self.chosen.emit(int(self.rows.rows[index.row()]))
        self.viewport().update()

    def _fit_columns(self) -> None:
        """Make each column as wide as its name and its first cells ask for."""
        table = self.rows.table
        for at, column in enumerate(table.columns if table is not None else ()):
            self.setColumnWidth(at, self._width_of(column, table))

    def _width_of(self, column: RowColumn, table: RowTable | None) -> int:
        assert table is not None  # a column is of one
        used = font(BODY, SEMIBOLD, True)
        words = [cell_words(table, column, int(row)) for row in self.rows.rows[:_LOOKED_AT]]
        if column.meaning in ("says", "target") and column.kinds:
            words = list(column.kinds)
        mark = _SAYS if column.meaning == "says" and column.kinds else 16 if column.kinds else 0
        signs = 34 if column.kinds or column.meaning == "target" else 18  # icon and arrow beside the name
        title = width_of(title_of(column), font(BODY, SEMIBOLD)) + _PAD + signs
        wide = max((width_of(each, used) for each in words), default=40.0) + _PAD + mark
        least = _RANGES if column.meaning == "loss" or column.date else _NARROWEST
        return round(min(_WIDEST + mark, max(least, title, wide)))

    # Keys

    def event(self, event: QEvent) -> bool:
        """Claim the keys that mend a row: elsewhere they are keys of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and Qt.Key(event.key()) in _KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mend what is selected, or walk."""
        asked = _KEYS.get(Qt.Key(event.key()))
        plain = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if asked and event.modifiers() in plain:
            self.asked.emit(asked)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep low heads where few rows would be seen below tall ones."""
        super().resizeEvent(event)
        self.head.set_low(self.height() < TALL + _LEAST_ROWS * ROW)
