"""The rows that are listed, over arrays: a cell is written when it is seen, so a million cost nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from playground.app.row_filter import RowFilter
from playground.app.row_order import Sorting, in_order
from playground.app.row_table import RowColumn, RowTable
from playground.gui.rows.words import cell_words, title_of
from playground.gui.theme.numbers import NOTHING

Index = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()


class RowsOfTable(QAbstractTableModel):
    """The samples that a filter lets through, in order; `rows` (k,) are their numbers in the data set."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.table: RowTable | None = None
        self.rows: np.ndarray = np.zeros(0, np.int64)
        self.listed: np.ndarray = np.zeros(0, bool)
        self.wanted, self.order = RowFilter(), Sorting()
        self._sorted, self._values = self.rows, list[RowColumn | None]()
        self._sorted_by: tuple[object, ...] = ()

    def show_table(self, table: RowTable | None, wanted: RowFilter, order: Sorting) -> None:
        """List the rows of a table; as many as before are only drawn again."""
        listed = wanted.mask(table) if table is not None else np.zeros(0, bool)
        rows = self._all_in_order(table, order) if table is not None else self.rows[:0]
        rows = rows[listed[rows]]
        columns = len(table.columns) if table is not None else 0
        same = len(rows) == len(self.rows) and columns == self.columnCount()
        if not same:
            self.beginResetModel()
        self.table, self.rows, self.listed, self.wanted, self.order = table, rows, listed, wanted, order
        if not same:
            self.endResetModel()
        elif len(rows):
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, columns - 1))

    def _all_in_order(self, table: RowTable, order: Sorting) -> np.ndarray:
        """Return all rows in order, sorted again when what they are sorted by is other."""
        found = [table.column(each.key) for each in order]
        by = (order, table.count, *(id(each.values) for each in found if each is not None))
        if by != self._sorted_by:
            self._values = found  # or another array might come to lie where one was
            self._sorted, self._sorted_by = in_order(np.arange(table.count), table, order), by
        return self._sorted

    def column(self, at: int) -> RowColumn | None:
        """Return the column at a place."""
        found = self.table.columns if self.table is not None else ()
        return found[at] if 0 <= at < len(found) else None

    def line_of(self, row: int) -> int | None:
        """Return where a sample is listed, None where it is not."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else None

    def sentence(self, line: int) -> str:
        """Return what is known of a sample that is listed, for those who hover or listen."""
        if self.table is None:
            return ""
        row = int(self.rows[line])
        known = [each for each in self.table.columns if each.meaning != "data"]
        words = [(title_of(each), cell_words(self.table, each, row)) for each in known]
        return ", ".join(f"{title} {said}" for title, said in words if said != NOTHING)

    def rowCount(self, parent: Index = _INVALID) -> int:
        """Return how many rows are listed."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _INVALID) -> int:
        """Return how many columns there are."""
        return len(self.table.columns) if self.table is not None and not parent.isValid() else 0

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return a column's name."""
        column = self.column(section)
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole or column is None:
            return None
        return column.title

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        column = self.column(index.column()) if index.isValid() else None
        if self.table is None or column is None or index.row() >= len(self.rows):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell_words(self.table, column, int(self.rows[index.row()]))
        return None
