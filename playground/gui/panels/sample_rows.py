"""The samples of one part as rows: what each brings, what is true of it, what the network says."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from playground.app.sample_filter import certainty, wrong
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.views.spec import Snapshot
from playground.gui.panels.judgement import doubt_words, off_by, said_words, sentence, true_words
from playground.gui.panels.record_columns import Column, columns_of
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD
from playground.gui.widgets.guard import guarded
from playground.gui.widgets.listing import dress_table
from playground.gui.widgets.painting import LEFT, RIGHT, text, width_of
from playground.gui.widgets.plain import tip_text

Index = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()
ROW = 23
WIDEST, PAD = 420, 18  # px of a column, and beside its words
LAST = 3  # columns after those of the data: true, says, how sure


class RowModel(QAbstractTableModel):
    """Number, the data's own columns, then what is true, what is said, and how sure or far off that is."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.samples: Snapshot | None = None
        self.indices: np.ndarray = np.zeros(0, np.int64)
        self.wrong = np.zeros(0, bool)
        self.columns: tuple[Column, ...] = ()
        self.by: tuple[int, bool] | None = None  # column and whether downwards, where a person sorted

    def show_samples(self, samples: Snapshot | None, indices: np.ndarray) -> None:
        """Take other samples."""
        columns = columns_of(self._workspace)
        same = bool(self.samples) == bool(samples) and columns == self.columns
        same = same and len(indices) == len(self.indices)
        if not same:
            self.beginResetModel()
        self.samples, self.columns, self.wrong = samples, columns, wrong(samples)
        self.indices = indices
        if self.by is not None and self.by[0] < self.columnCount():
            self.indices = self._sorted(*self.by)
        if not same:
            self.endResetModel()
        elif len(indices):
            self.dataChanged.emit(self.index(0, 0), self.index(len(indices) - 1, self.columnCount() - 1))

    def sort_by(self, column: int) -> None:
        """Sort by a column, the other way round when asked again."""
        self.by = (column, self.by == (column, False))
        self.layoutAboutToBeChanged.emit()
        self.indices = self._sorted(*self.by)
        self.layoutChanged.emit()

    def _sorted(self, column: int, down: bool) -> np.ndarray:
        keys = [self.key(int(index), column) for index in self.indices]
        order = sorted(range(len(keys)), key=keys.__getitem__, reverse=down)
        return self.indices[order]

    def rowCount(self, parent: Index = _INVALID) -> int:
        """Return how many samples are listed."""
        return 0 if parent.isValid() else len(self.indices)

    def columnCount(self, parent: Index = _INVALID) -> int:
        """Return the columns of the data, the number and the answer's."""
        return 0 if self.samples is None else 1 + len(self.columns) + LAST

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return a column's name."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        number = self.samples is not None and "target" in self.samples.arrays
        last = tr("Off by") if number else tr("Certainty")
        return (tr("Sample"), *(column.title for column in self.columns), tr("True"), tr("Says"), last)[
            section
        ]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, and a sentence for those who hover or listen."""
        if self.samples is None or not index.isValid():
            return None
        place = int(self.indices[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(place, index.column())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            said = sentence(self.samples, place)
            return tip_text(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None

    def words(self, place: int, column: int) -> str:
        """Return what a cell says of a sample, by its place in the part."""
        assert self.samples is not None  # there are cells
        number = int(self.samples.arrays["number"][place])
        if column == 0:
            return integer(number)
        if column <= len(self.columns):
            return self.columns[column - 1].words(number)
        told = (true_words, said_words, doubt_words)[column - 1 - len(self.columns)]
        return told(self.samples, place)

    def key(self, place: int, column: int) -> float | str:
        """Return what to sort a cell by."""
        assert self.samples is not None  # there are cells
        number = int(self.samples.arrays["number"][place])
        if column == 0:
            return float(number)
        if column <= len(self.columns):
            return self.columns[column - 1].key(number)
        return self._key_of_answer(self.samples, place, column - 1 - len(self.columns))

    def _key_of_answer(self, samples: Snapshot, place: int, last: int) -> float | str:
        """Return the key of one of the last columns; what is no number counts as the largest."""
        if "target" in samples.arrays:
            told = off_by(samples, place) if last == 2 else samples.arrays[("target", "answer")[last]][place]
        elif last == 2:
            told = certainty(samples)[place]
        else:
            return (true_words, said_words)[last](samples, place)
        return float(told) if told == told else float("inf")

    def is_number(self, column: int) -> bool:
        """Tell whether a column holds numbers, which stand at its right."""
        inside = 0 < column <= len(self.columns)
        has_values = self.samples is not None and "target" in self.samples.arrays
        return column == 0 or (self.columns[column - 1].number if inside else has_values)


class RowDelegate(QStyledItemDelegate):
    """Draw one cell; of a wrong answer, what is said in red."""

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it."""
        model: RowModel = index.model()  # type: ignore[assignment]
        tokens, area = current_theme().tokens, option.rect.toRectF()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, tokens.accent_ground)
        elif index.row() % 2:
            painter.fillRect(area, tokens.raised)
        last = index.column() - 1 - len(model.columns)
        strong = last >= 0
        used = font(CAPTION, SEMIBOLD if strong else MEDIUM, True)
        align = RIGHT if model.is_number(index.column()) else LEFT
        text(painter, area.adjusted(8, 0, -8, 0), str(model.data(index)), self._ink(model, index, last),
             used, align)  # fmt: skip

    def _ink(self, model: RowModel, index: Index, last: int) -> QColor:
        tokens, place = current_theme().tokens, int(model.indices[index.row()])
        if last < 1:
            return tokens.text if last == 0 else tokens.text2
        return tokens.bad if model.wrong[place] else tokens.good if last == 1 else tokens.text


class RowView(QTableView):
    """Rows; arrows walk, the chosen one is looked at, a click on a heading sorts."""

    chosen = Signal(int)  # the sample's place in its part

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.samples = RowModel(workspace, self)
        self.setModel(self.samples)
        self.setItemDelegate(RowDelegate(self))
        dress_table(self, ROW, several=False)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(tr("Samples"))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(self.samples.sort_by)
        self.samples.modelReset.connect(self._fit_columns)
        self._silent = False
        self.selectionModel().currentChanged.connect(self._on_current)

    def _fit_columns(self) -> None:
        """Make each column as wide as its heading and its first rows ask for."""
        model, used = self.samples, font(CAPTION, SEMIBOLD, True)
        for column in range(model.columnCount()):
            rows = (model.words(int(place), column) for place in model.indices[:30])
            title = str(model.headerData(column, Qt.Orientation.Horizontal))
            wide = max((width_of(words, used) for words in (title + "  ", *rows)), default=40.0)
            self.setColumnWidth(column, min(WIDEST, round(wide) + PAD))

    def show_samples(self, samples: Snapshot | None, indices: np.ndarray, current: int | None) -> None:
        """Show samples of a part in this order; the one that is looked at is marked."""
        was, self._silent = self._silent, True
        self.samples.show_samples(samples, indices)
        self.set_current(current)
        self._silent = was

    def set_current(self, current: int | None) -> None:
        """Mark a sample, if it is listed."""
        was, self._silent = self._silent, True
        self.setAutoScroll(False)  # what the person scrolled to stays
        places = [] if current is None else np.flatnonzero(self.samples.indices == current).tolist()
        if places:
            self.setCurrentIndex(self.samples.index(places[0], max(0, self.currentIndex().column())))
        else:
            self.selectionModel().clear()
        self.setAutoScroll(True)
        self._silent = was

    def _on_current(self, index: QModelIndex, before: QModelIndex) -> None:
        if not self._silent and index.isValid() and index.row() != before.row():
            self.chosen.emit(int(self.samples.indices[index.row()]))
