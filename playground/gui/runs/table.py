"""The table of runs: a row is chosen by click and arrows, two by Ctrl; names and notes are typed in place."""

from __future__ import annotations

from math import ceil
from typing import Literal

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from playground.app.commands import perform
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.runs.delegate import BESIDE_WORDS, RunDelegate
from playground.gui.runs.model import Column, RunModel
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import BODY
from playground.gui.widgets.context_menu import offer_menu
from playground.gui.widgets.listing import claims, dress_table, meant
from playground.gui.widgets.painting import width_of

ROW = 33
_WIDTHS = {
    Column.DRAWN: 64, Column.PINNED: 28, Column.NUMBER: 36, Column.NAME: 158, Column.NOTE: 132,
    Column.WORDS: 200, Column.BAR: 150, Column.FIGURE: 122, Column.VAL_LOSS: 78, Column.LOSS: 78,
    Column.EPOCHS: 72, Column.SECONDS: 72, Column.DISK: 78, Column.BEGUN: 132,
}  # fmt: skip
_LEAVE = (Column.LOSS, Column.DISK, Column.BEGUN, Column.SECONDS)  # in this order where there is no room
_LEAST_WORDS, _MOST_WORDS = 220, 300  # px, between which they have what the longest takes
_NO_NOTE = 56  # px of the notes' column, while there are none
_KEYS = {
    Qt.Key.Key_Return: "runs.open", Qt.Key.Key_Enter: "runs.open", Qt.Key.Key_F2: "runs.rename",
    Qt.Key.Key_N: "runs.note", Qt.Key.Key_S: "runs.keep", Qt.Key.Key_V: "runs.draw",
    Qt.Key.Key_Delete: "runs.delete",
}  # fmt: skip


class RunTable(QTableView):
    """The runs; what a key does is a command of the one table."""

    left = Signal()  # by Esc

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace, self._silent = workspace, False
        self.runs = RunModel(workspace, self)
        self.setModel(self.runs)
        self.setItemDelegate(RunDelegate(workspace, self))
        self.setAccessibleName(tr("Runs"))
        dress_table(self, ROW)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        heading = self.horizontalHeader()
        heading.setHighlightSections(False)
        heading.setSectionsClickable(True)
        heading.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heading.setFixedHeight(28)
        heading.setMinimumSectionSize(min(_WIDTHS.values()))  # or the star takes more than its share
        heading.sectionClicked.connect(self.runs.sort_by)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        self.runs.modelReset.connect(self.show_chosen)
        for told in (self.runs.modelReset, self.runs.dataChanged):
            told.connect(self._share)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.doubleClicked.connect(self._on_double)
        offer_menu(workspace, "run", self)

    def edit_chosen(self, what: Literal["name", "note"]) -> None:
        """Let the person type another name of the chosen run, or a note on it."""
        chosen = self._workspace.time.runs.chosen
        at = next((row for row, each in enumerate(self.runs.rows) if each.run in chosen[-1:]), None)
        if at is not None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._share(noting=what == "note")
            self.edit(self.runs.index(at, Column.NAME if what == "name" else Column.NOTE))

    def show_chosen(self) -> None:
        """Mark the rows that are chosen, after they have become others."""
        chosen, was = self._workspace.time.runs.chosen, self._silent
        self._silent = True
        marked, last = QItemSelection(), None
        for at, row in enumerate(self.runs.rows):
            if row.run in chosen:
                marked.select(self.runs.index(at, 0), self.runs.index(at, len(Column) - 1))
                last = at if row.run == chosen[-1] else last
        if last is not None:
            self.selectionModel().setCurrentIndex(
                self.runs.index(last, Column.NAME), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self.selectionModel().select(marked, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._silent = was

    def _on_selection(self) -> None:
        """Choose what is marked; the row with the keyboard counts last."""
        if self._silent:
            return
        current = self.currentIndex().row()
        at = sorted((index.row() for index in self.selectionModel().selectedRows()),
                    key=lambda row: (row == current, row))  # fmt: skip
        self._workspace.time.runs.choose(tuple(self.runs.rows[row].run for row in at))

    def _on_double(self) -> None:
        column = self.currentIndex().column()
        perform("runs.note" if column == Column.NOTE else "runs.open", self._workspace)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Draw a curve, or keep a run, by a click on its box or its star."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            run = self.runs.rows[index.row()].run
            if index.column() == Column.DRAWN:
                self._workspace.time.runs.toggle_curve(run)
                return
            if index.column() == Column.PINNED:
                self._workspace.time.runs.pin(run)
                return
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the list from the window's commands."""
        return claims(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the list's keys say; leave by Esc. What is typed in a field is the field's alone."""
        asked = meant(event, _KEYS)
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()
        elif asked:
            perform(asked, self._workspace)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new room."""
        super().resizeEvent(event)
        self._share()

    def _share(self, *_told: object, noting: bool = False) -> None:
        """Leave out columns where there is no room, and give the rest to the words."""
        if self.state() == QAbstractItemView.State.EditingState:
            return
        noted = noting or any(row.label.note for row in self.runs.all)
        note = _WIDTHS[Column.NOTE] if noted else _NO_NOTE
        wanted = min(max(_LEAST_WORDS, self._longest()), _MOST_WORDS)
        room = self.viewport().width() - sum(_WIDTHS.values()) + _WIDTHS[Column.WORDS]
        room += _WIDTHS[Column.NOTE] - note
        for column in _LEAVE:
            without = room < wanted
            self.setColumnHidden(column, without)
            room += _WIDTHS[column] if without else 0
        self.setColumnWidth(Column.NOTE, note)
        self.setColumnWidth(Column.WORDS, max(120, room))

    def _longest(self) -> int:
        """Return how wide the words are that say most."""
        cells = (self.runs.words(row) for row in self.runs.all)
        return ceil(max((width_of(words, font(BODY)) for words in cells), default=0.0)) + BESIDE_WORDS
