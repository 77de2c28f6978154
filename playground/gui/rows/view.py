"""The table of the browser: arrows walk and the network follows; keys mend what is selected."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QTableView

from playground.app.row_filter import RowFilter
from playground.app.row_order import Sorting
from playground.app.row_table import RowColumn, RowTable
from playground.app.texts import tr
from playground.gui.rows.choice import KEYS, RowChoice
from playground.gui.rows.delegate import ROW, RowCells
from playground.gui.rows.head import TALL, SpreadHead
from playground.gui.rows.model import RowsOfTable
from playground.gui.rows.words import cell_words, title_of
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import BODY, SEMIBOLD
from playground.gui.widgets.listing import claims, dress_table, meant
from playground.gui.widgets.painting import width_of

_FITTED = 500  # columns; further ones are as wide as any, since measuring ten thousand takes seconds
_NARROWEST, _WIDEST, _PAD, _SAYS = 62, 200, 20, 92  # px; of a class that is said, for its bar and share
_RANGES = 104  # px of a column whose range takes many signs
_LOOKED_AT = 30  # rows whose words decide how wide a column is
_LEAST_ROWS = 6  # that are seen below tall heads


class BrowserTable(QTableView):
    """Rows; what is selected of them, and what keys ask for, says `choice`."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowsOfTable(self)
        self.head = SpreadHead(self, self.rows)
        self.setHorizontalHeader(self.head)
        self.setModel(self.rows)
        self.setItemDelegate(RowCells(self, self.rows))
        self.setAccessibleName(tr("Rows of the data"))
        dress_table(self, ROW)
        self.choice = RowChoice(self, self.rows)

    def show_table(self, table: RowTable | None, wanted: RowFilter, order: Sorting) -> None:
        """List rows; those that are selected stay so as far as they are listed."""
        columns = self.rows.columnCount()
        self.choice.show_table(table, wanted, order)
        if self.rows.columnCount() != columns:
            self._fit_columns()
        self.head.viewport().update()

    def _fit_columns(self) -> None:
        """Make each of the first columns as wide as its name and its first cells ask for."""
        table = self.rows.table
        for at, column in enumerate(table.columns[:_FITTED] if table is not None else ()):
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
        wide = max((width_of(each[:_WIDEST], used) for each in words), default=40.0) + _PAD + mark
        least = _RANGES if column.meaning == "loss" or column.date else _NARROWEST
        return round(min(_WIDEST + mark, max(least, title, wide)))

    # Keys

    def event(self, event: QEvent) -> bool:
        """Claim the keys that mend a row: elsewhere they are keys of the window."""
        return claims(event, KEYS, all_at_once=True) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mend what is selected, or walk."""
        asked = meant(event, KEYS)
        if asked:
            self.choice.asked.emit(asked)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Seek no cell by its first letters: there may be a million, and the line above seeks."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep low heads where few rows would be seen below tall ones."""
        super().resizeEvent(event)
        self.head.set_low(self.height() < TALL + _LEAST_ROWS * ROW)
