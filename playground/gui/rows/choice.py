"""Which samples of a list are selected and which one is looked at, by their numbers in the data set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView

from playground.app.row_filter import RowFilter
from playground.app.row_order import Sorting
from playground.app.row_table import RowTable
from playground.gui.rows.model import RowsOfTable
from playground.gui.widgets.listing import Keys

KEYS: Keys = {Qt.Key.Key_L: "relabel", Qt.Key.Key_W: "wrong", Qt.Key.Key_Delete: "out",
              Qt.Key.Key_Return: "detail", Qt.Key.Key_Enter: "detail"}  # fmt: skip
_WHOLE = QItemSelectionModel.SelectionFlag.Rows
_ONE = QItemSelectionModel.SelectionFlag.ClearAndSelect | _WHOLE


class RowChoice(QObject):
    """The current row is looked at, all that are selected are mended together."""

    chosen = Signal(int)  # number of the sample
    changed = Signal()  # others are selected
    asked = Signal(str)  # "relabel", "wrong", "out", "detail"

    def __init__(self, view: QAbstractItemView, rows: RowsOfTable) -> None:
        super().__init__(view)
        self._view, self._rows = view, rows
        self._silent = False
        model = view.selectionModel()
        model.currentRowChanged.connect(self._on_current)
        model.selectionChanged.connect(lambda *_: self.changed.emit())

    def show_table(self, table: RowTable | None, wanted: RowFilter, order: Sorting) -> None:
        """List rows; those that are selected stay so as far as they are listed."""
        kept, current = self.selected(), self.current()
        with self.quiet():
            self._rows.show_table(table, wanted, order)
            self._select(kept, current)

    def current(self) -> int | None:
        """Return the number of the sample that is looked at, None for none."""
        at = self._view.currentIndex().row()
        return int(self._rows.rows[at]) if 0 <= at < len(self._rows.rows) else None

    def selected(self) -> tuple[int, ...]:
        """Return the numbers of all samples that are selected."""
        lines = self._lines()
        return tuple(self._rows.rows[lines].tolist())

    @property
    def count(self) -> int:
        """Return how many samples are selected."""
        return len(self._lines())

    def lines_among(self, seen: range) -> set[int]:
        """Return which of the lines that are seen are selected."""
        chosen = self._view.selectionModel().selection()
        parts = [chosen.at(at) for at in range(chosen.size())]
        spans = ((max(part.top(), seen.start), min(part.bottom() + 1, seen.stop)) for part in parts)
        return {line for first, end in spans for line in range(first, end)}

    def _lines(self) -> np.ndarray:
        """Return where what is selected is listed (k,), in order."""
        chosen = self._view.selectionModel().selection()
        parts = [chosen.at(at) for at in range(chosen.size())]
        spans = [np.arange(part.top(), part.bottom() + 1) for part in parts]
        lines = np.unique(np.concatenate(spans)) if spans else np.zeros(0, np.int64)
        return np.asarray(lines[lines < len(self._rows.rows)])

    def set_current(self, row: int | None) -> None:
        """Mark the sample that is looked at elsewhere, if it is listed."""
        if row != self.current():
            with self.quiet():
                self._select(() if row is None else (row,), row)

    def look_at_line(self, line: int) -> None:
        """Select a line alone and look at its sample."""
        if 0 <= line < len(self._rows.rows):
            self._view.selectionModel().setCurrentIndex(self._rows.index(line, 0), _ONE)

    def _select(self, rows: tuple[int, ...], current: int | None) -> None:
        """Select samples as far as they are listed, without scrolling."""
        model, last = self._view.selectionModel(), max(0, self._rows.columnCount() - 1)
        line = self._rows.line_of(current) if current is not None else None
        made = QItemSelection()
        for first, end in _spans(np.flatnonzero(np.isin(self._rows.rows, rows))) if rows else ():
            made.select(self._rows.index(first, 0), self._rows.index(end, last))
        self._view.setAutoScroll(False)
        at = self._rows.index(line, 0) if line is not None else QModelIndex()
        model.setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
        model.select(made, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._view.setAutoScroll(True)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Look at nothing that becomes the current one meanwhile."""
        was, self._silent = self._silent, True
        try:
            yield
        finally:
            self._silent = was

    def look(self) -> None:
        """Look at the current one now."""
        current = self.current()
        if current is not None:
            self.chosen.emit(current)

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if not self._silent and index.isValid():
            self.chosen.emit(int(self._rows.rows[index.row()]))
        self._view.viewport().update()


def _spans(lines: np.ndarray) -> list[tuple[int, int]]:
    """Return first and last of each run of lines (k,) that follow one another."""
    if not len(lines):
        return []
    breaks = np.flatnonzero(np.diff(lines) != 1)
    firsts, lasts = np.r_[lines[0], lines[breaks + 1]], np.r_[lines[breaks], lines[-1]]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
