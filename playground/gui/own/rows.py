"""The rows of a table that is looked at: the first ones, odd ones, or any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from playground.app.own_draft import ODD_ROWS, TableDraft
from playground.app.texts import tr
from playground.core.importing.tables.oddities import ODD, Oddity, state_of
from playground.core.sentences import thousands
from playground.gui.widgets.plain import tip_text

Which = Literal["first", "odd", "random"]
WAYS: tuple[Which, ...] = ("first", "odd", "random")
Index = QModelIndex | QPersistentModelIndex
SHOWN = ODD_ROWS
GUTTER = 0  # the column of line numbers
NUMBERS = ("number", "whole")


class RowsModel(QAbstractTableModel):
    """Rows of the draft's table as they stand in the file; column 0 tells their lines."""

    def __init__(self) -> None:
        super().__init__()
        self.draft: TableDraft | None = None
        self.rows = np.zeros(0, np.int64)
        self.which: Which = "odd"
        self.sought = ""
        self.odd: Mapping[int, Oddity] = {}

    def show_draft(self, draft: TableDraft | None) -> None:
        """Show another draft."""
        self.beginResetModel()
        self.odd = draft.odd if draft is not None else self.odd
        self.draft = draft
        self._choose()
        self.endResetModel()

    def choose(self, which: Which, sought: str = "") -> None:
        """Show other rows, or those that hold a text."""
        self.beginResetModel()
        self.which, self.sought = which, sought.strip().casefold()
        self._choose()
        self.endResetModel()

    def _choose(self) -> None:
        if self.draft is None:
            self.rows = np.zeros(0, np.int64)
            return
        count = self.draft.rows
        if self.sought:
            self.rows = self._found()[:SHOWN]
        elif self.which == "odd" and self.odd:
            self.rows = np.array(list(self.odd), np.int64)
        elif self.which == "random":
            drawn = np.random.default_rng(0).permutation(count)[:SHOWN]
            self.rows = np.sort(drawn)
        else:
            self.rows = np.arange(min(count, SHOWN))

    def _found(self) -> np.ndarray:
        """Return the rows of which a cell holds what is sought."""
        assert self.draft is not None  # rows are chosen of what is there
        hit = np.zeros(self.draft.rows, bool)
        cased = self.sought.upper() != self.sought.lower()
        for found in self.draft.looked.found:
            hit |= found.rows_saying(self.sought, str.casefold if cased else str)
        return np.flatnonzero(hit)

    def words(self) -> str:
        """Return which rows are seen, in words."""
        if self.draft is None:
            return ""
        told = tr("{shown} of {count} rows").format(
            shown=thousands(len(self.rows)), count=thousands(self.draft.rows)
        )
        classes = self.draft.legend
        target = self.draft.target
        if not classes or target is None:
            return told
        hint = tr("Bars are stacked by {column}: where the colours part, a column helps.")
        return f"{told}. {hint.format(column=target.name)}"

    def text(self, row: int, place: int) -> str:
        """Return a cell as it stands in the file."""
        assert self.draft is not None  # cells are asked for where there are rows
        found = self.draft.looked.found[place]
        return found.cells.text_at(int(self.rows[row]))

    def kind_of(self, row: int, place: int) -> str:
        """Return whether a cell is "missing", "strange" or neither: ""."""
        assert self.draft is not None  # as above
        return state_of(self.draft.looked, int(self.rows[row]), place)

    def oddity(self, row: int) -> Oddity | None:
        """Return what is odd about a row."""
        return self.odd.get(int(self.rows[row]))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Return the columns, with that of the lines."""
        return 0 if parent.isValid() or self.draft is None else len(self.draft.columns) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, and what is to be told of it."""
        if self.draft is None or not index.isValid():
            return None
        row, place = index.row(), index.column() - 1
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self.draft.looked.cells.lines[self.rows[row]]) if place < 0 else self.text(row, place)
        if role == Qt.ItemDataRole.ToolTipRole:
            odd = self.oddity(row)
            return tip_text(tr(ODD[odd])) if place < 0 and odd is not None else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = place >= 0 and self.draft.columns[place].type in NUMBERS
            return int(
                Qt.AlignmentFlag.AlignVCenter
                | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
            )
        return None
