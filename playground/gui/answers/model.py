"""Rows of a file as a table: what the network said of each first, then what stands there."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from playground.app.file_answers import FileAnswers
from playground.app.texts import tr
from playground.gui.theme import numbers
from playground.gui.widgets.plain import tip_text

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
MISSED = Qt.ItemDataRole.UserRole  # whether the file says another class of this row
LONGEST = 300  # letters of a cell that are shown


class Shown(Enum):
    """Which rows are listed."""

    ALL = "all"
    MISSED = "missed"


class AnswersModel(QAbstractTableModel):
    """Answers and cells; nothing is copied, so a million rows cost a list of numbers."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.answers: FileAnswers | None = None
        self._rows = np.zeros(0, np.int64)

    def show_answers(self, answers: FileAnswers | None, which: Shown = Shown.ALL) -> None:
        """List the rows of a file, or those of them that were missed."""
        self.beginResetModel()
        self.answers = answers
        if answers is None:
            self._rows = np.zeros(0, np.int64)
        elif which is Shown.MISSED:
            self._rows = np.flatnonzero(answers.missed)
        else:
            self._rows = np.arange(len(answers.rows.cells))
        self.endResetModel()

    def row_of_file(self, row: int) -> int:
        """Return which row of the file stands in a row of the table."""
        return int(self._rows[row])

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many rows are listed."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """Return the columns of answers and those of the file."""
        if parent.isValid() or self.answers is None:
            return 0
        return len(self.answers.columns) + len(self.answers.rows.head)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the name of a column, or which row of the file it is."""
        if role != Qt.ItemDataRole.DisplayRole or self.answers is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return numbers.integer(self.row_of_file(section) + 1)
        return (*(each.name for each in self.answers.columns), *self.answers.rows.head)[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell, all of it as its tip, and whether its row was missed."""
        if not index.isValid() or self.answers is None:
            return None
        row = self.row_of_file(index.row())
        if role == MISSED:
            return bool(self.answers.missed[row])
        whole = self._cell(row, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._short(whole, index.column()) if self.is_answer(index.column()) else whole[:LONGEST]
        if role == Qt.ItemDataRole.ToolTipRole:
            said = tr("The file says otherwise.") if self.answers.missed[row] else ""
            return tip_text("\n".join(filter(None, (whole, said))))
        return None

    def is_answer(self, column: int) -> bool:
        """Say whether a column is what the network said."""
        return self.answers is not None and column < len(self.answers.columns)

    def _cell(self, row: int, column: int) -> str:
        assert self.answers is not None  # there are cells
        said = self.answers.columns
        if column < len(said):
            return said[column].cells[row]
        return self.answers.rows.cells[row][column - len(said)]

    def _short(self, whole: str, column: int) -> str:
        """Return a number in as many digits as one reads; the file gets all of them."""
        assert self.answers is not None  # there are cells
        try:
            value = float(whole)
            return numbers.percent(value) if self.answers.columns[column].likely else numbers.compact(value)
        except ValueError:
            return whole
