"""The runs as a table: sorted by any column, filtered by words, names and notes typed in place."""

from __future__ import annotations

import math
import time
from enum import IntEnum
from statistics import median
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from playground.app.run_rows import RunRow
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.training.metrics import Metric
from playground.core.views.uncertainty import wilson
from playground.gui.theme import metric_words, numbers
from playground.gui.widgets.plain import tip_text

Index = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()


class Column(IntEnum):
    """The columns, from left to right."""

    DRAWN = 0
    PINNED = 1
    NUMBER = 2
    NAME = 3
    NOTE = 4
    WORDS = 5
    BAR = 6
    FIGURE = 7
    VAL_LOSS = 8
    LOSS = 9
    EPOCHS = 10
    SECONDS = 11
    DISK = 12
    BEGUN = 13


FAR = 4.0  # times as far from the best as the middle one is: worse runs would leave no room for the others
TITLES = ("", "", "No.", "Name", "Note", "What is different, in words", "", "", "Loss val.", "Loss train",
          "Epochs", "Seconds", "On disk", "Started")  # fmt: skip
NUMBERS = (Column.FIGURE, Column.VAL_LOSS, Column.LOSS, Column.EPOCHS, Column.SECONDS, Column.DISK,
           Column.BEGUN)  # fmt: skip
EM_SPACE = "\u2003"  # between the last heading and the window's edge, where the cells keep theirs
_STOPPED = {"not_finite": "stopped, not finite", "early_stop": "stopped early", "time": "time was over"}


class RunModel(QAbstractTableModel):
    """What the list shows of each run."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.all: tuple[RunRow, ...] = ()  # whatever the filter says
        self.rows: list[RunRow] = []
        self._words: dict[str, str] = {}
        self._by = (Column.NUMBER, True)  # column, and whether downwards
        self._filter = ("", False)  # words to look for, and whether only pinned ones are listed

    @property
    def metric(self) -> Metric | None:
        """Return the figure that counts most in the newest run."""
        return self.all[0].main if self.all else None

    def refresh(self) -> None:
        """Take over the runs as they stand."""
        runs = self._workspace.time.runs
        self.all = runs.rows
        self._words = {row.run: tr(runs.words(row, self.all)) for row in self.all}
        found = sorted(filter(self._passes, self.all), key=self._key, reverse=self._by[1])
        same = [row.run for row in found] == [row.run for row in self.rows]
        if not same:
            self.beginResetModel()
        self.rows = found
        if not same:
            self.endResetModel()
        elif found:
            self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, len(Column) - 1))

    def sort_by(self, column: int) -> None:
        """Sort by a column, the other way round when asked again."""
        chosen = Column(column)
        down = not self._by[1] if self._by[0] == chosen else chosen in NUMBERS
        self._by = (chosen, down)
        self.refresh()

    def look_for(self, words: str, pinned: bool) -> None:
        """List only what has these words in name, note or difference; `pinned`: and is kept."""
        self._filter = (words.casefold().strip(), pinned)
        self.refresh()

    def _passes(self, row: RunRow) -> bool:
        wanted, pinned = self._filter
        told = f"{row.name} {row.label.note} {self._words[row.run]}".casefold()
        return wanted in told and (row.label.pinned or not pinned)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Return between which values the figures are drawn: what fell far behind stands at the left edge."""
        known = [(figure, self.doubt(row) or 0.0) for row in self.all
                 if (figure := self.figure(row)) is not None and math.isfinite(figure)]  # fmt: skip
        if not known:
            return None
        low, high = min(value - half for value, half in known), max(value + half for value, half in known)
        middle = median(value for value, _ in known)
        return max(low, high - FAR * (high - middle)), min(high, low + FAR * (middle - low))

    def words(self, row: RunRow) -> str:
        """Return what is different in a run."""
        return self._words.get(row.run, "")

    def figure(self, row: RunRow) -> float | None:
        """Return the figure that counts most, on held-out data."""
        outcome = self._workspace.time.runs.outcome(row.run)
        if outcome is not None and outcome.share is not None and not row.running and self._is_share(row):
            return outcome.share
        return row.last(f"val_{row.main.id}") if row.main is not None else None

    def doubt(self, row: RunRow) -> float | None:
        """Return half the width of that figure's 95 % interval; None where it is not known."""
        outcome, value = self._workspace.time.runs.outcome(row.run), self.figure(row)
        if outcome is None or value is None or not self._is_share(row):
            return None
        return wilson(value, len(outcome.values))

    @staticmethod
    def _is_share(row: RunRow) -> bool:
        return row.main is not None and row.main.id in ("accuracy", "exact_match")

    def rowCount(self, parent: Index = _INVALID) -> int:
        """Return how many runs are listed."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _INVALID) -> int:
        """Return how many columns there are."""
        return len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return a column's name."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        right = section in NUMBERS
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | (
                Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            )
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        title = tr(TITLES[section])
        if section == Column.FIGURE and self.metric is not None:
            title = tr("{figure} val.").format(figure=metric_words.titled(self.metric))
        if section == self._by[0] and title:
            title += " ↓" if self._by[1] else " ↑"
        return title + EM_SPACE if section == Column.BEGUN else title

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let names and notes be typed."""
        can = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return can | Qt.ItemFlag.ItemIsEditable if index.column() in (Column.NAME, Column.NOTE) else can

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell; the whole row for those who listen."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(row, column)
        if role == Qt.ItemDataRole.EditRole:
            return row.label.note if column == Column.NOTE else row.label.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(self.tip(row, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(row)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a name or a note that was typed."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row, runs = self.rows[index.row()], self._workspace.time.runs
        change = runs.annotate if index.column() == Column.NOTE else runs.rename
        change(row.run, str(value))
        return True

    def cell(self, row: RunRow, column: Column) -> str:
        """Return what a cell says."""
        plain = {
            Column.NUMBER: str(row.label.number), Column.NAME: row.name, Column.NOTE: row.label.note,
            Column.WORDS: self.words(row), Column.VAL_LOSS: numbers.figure(row.last("val_loss")),
            Column.LOSS: numbers.figure(row.last("loss")), Column.EPOCHS: _epochs(row),
            Column.SECONDS: numbers.NOTHING if row.seconds is None else numbers.fixed(row.seconds, 1),
            Column.DISK: numbers.NOTHING if row.nbytes is None else numbers.byte_count(row.nbytes),
            Column.BEGUN: _begun(row),
        }  # fmt: skip
        if column == Column.FIGURE and row.main is not None:
            return metric_words.written(row.main, self.figure(row))
        return plain.get(column, "")

    def tip(self, row: RunRow, column: Column) -> str:
        """Return a sentence on a cell for those who hover."""
        tips = {
            Column.DRAWN: tr("Draw its curve"), Column.NOTE: row.label.note, Column.WORDS: self.words(row),
            Column.PINNED: tr("Keep it, however many runs come after it"),
            Column.DISK: tr("What it takes in the project's file: weights, state and its past"),
        }  # fmt: skip
        return tips.get(column, row.name if column == Column.NAME else "")

    def sentence(self, row: RunRow) -> str:
        """Return a run in one sentence."""
        figure = self.cell(row, Column.FIGURE)
        return tr("{name}: {figure}, {words}").format(name=row.numbered, figure=figure, words=self.words(row))

    def _key(self, row: RunRow) -> tuple[bool, float | str]:
        """Return what to sort by; what has no figure comes last, whichever way."""
        column, down = self._by
        keys: dict[Column, float | str | None] = {
            Column.NUMBER: float(row.label.number), Column.NAME: row.name.casefold(),
            Column.NOTE: row.label.note.casefold(), Column.WORDS: self.words(row).casefold(),
            Column.DRAWN: float(row.run in self._workspace.time.runs.hidden),
            Column.PINNED: float(row.label.pinned), Column.VAL_LOSS: row.last("val_loss"),
            Column.LOSS: row.last("loss"), Column.EPOCHS: float(row.epoch), Column.SECONDS: row.seconds,
            Column.DISK: row.nbytes, Column.BEGUN: row.label.begun,
        }  # fmt: skip
        value = keys[column] if column in keys else self.figure(row)
        if value is None or value != value:
            return (not down, 0.0)
        return (down, value)


def _epochs(row: RunRow) -> str:
    first = round(row.from_epoch)
    last = numbers.integer(row.epoch)
    return f"{numbers.integer(first)}–{last}" if first else last


def _begun(row: RunRow) -> str:
    """Return when a run began: the time today, else the day; why it stopped, where that was a fault."""
    if row.reason in _STOPPED and row.reason != "completed":
        return tr(_STOPPED[row.reason])
    if row.running:
        return tr("training")
    if not row.label.begun:
        return numbers.NOTHING
    began, today = time.localtime(row.label.begun), time.localtime()
    same = (began.tm_year, began.tm_yday) == (today.tm_year, today.tm_yday)
    return time.strftime("%H:%M" if same else "%Y-%m-%d", began)
