"""The confusion matrix as a table: true classes by row, answers by column, recall and precision beside."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from playground.app.texts import tr
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import fixed, integer, percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD, Tokens, mix
from playground.gui.widgets.guard import guarded
from playground.gui.widgets.painting import CENTRE, RIGHT, box, text
from playground.gui.widgets.plain import tip_text

Index = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()
STRONG = 0.55  # share of a class from which a cell's colour is so deep that its figure turns


class ConfusionModel(QAbstractTableModel):
    """Row 0 holds the answers' names, column 0 the true classes'; the last ones recall and precision."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.classes: tuple[str, ...] = ()
        self.counts = np.zeros((0, 0), np.int64)
        self._precision = self._recall = np.zeros(0)
        self.shares = False

    def show_counts(
        self, classes: tuple[str, ...], counts: np.ndarray, precision: np.ndarray, recall: np.ndarray
    ) -> None:
        """Take another matrix (true, answered)."""
        same = classes == self.classes
        old = self._words() if same else {}
        if not same:
            self.beginResetModel()
        self.classes, self.counts, self._precision, self._recall = classes, counts, precision, recall
        if not same:
            self.endResetModel()
            return
        for place, words in self._words().items():  # what stays the same is not drawn again
            if words != old[place]:
                self.dataChanged.emit(self.index(*place), self.index(*place))

    def clear(self) -> None:
        """Show no matrix: there is none any more."""
        if self.classes:
            self.show_counts((), np.zeros((0, 0), np.int64), np.zeros(0), np.zeros(0))

    def _words(self) -> dict[tuple[int, int], tuple[str, int]]:
        """Return what each cell shows: its words, and how deep its colour is."""
        size = range(self.rowCount())
        sums = np.maximum(self.counts.sum(axis=1, keepdims=True), 1)
        depth = np.zeros((len(size), len(size)), np.int64)
        depth[1:-1, 1:-1] = 100 * self.counts / sums
        return {(row, column): (str(self.data(self.index(row, column))), int(depth[row, column]))
                for row in size for column in size}  # fmt: skip

    def set_shares(self, shares: bool) -> None:
        """Show shares of the true class, or counts."""
        self.shares = shares
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = _INVALID) -> int:
        """Return the classes and two edges."""
        return len(self.classes) + 2 if self.classes else 0

    def columnCount(self, parent: Index = _INVALID) -> int:
        """Return the classes and two edges."""
        return self.rowCount()

    def pair(self, index: Index) -> tuple[int, int] | None:
        """Return true class and answer of a cell, None at the edges."""
        row, column = index.row() - 1, index.column() - 1
        inside = 0 <= row < len(self.classes) and 0 <= column < len(self.classes)
        return (row, column) if inside else None

    def share(self, row: int, column: int) -> float:
        """Return a cell's share of its true class."""
        return float(self.counts[row, column]) / max(1, int(self.counts[row].sum()))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, and a sentence for those who hover or listen."""
        pair = self.pair(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._edge(index) if pair is None else self._cell(*pair)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) and pair is not None:
            row, column = pair
            words = tr("{count} times {true} was called {answer}: {share} of them")
            said = words.format(
                count=integer(int(self.counts[pair])),
                true=self.classes[row],
                answer=self.classes[column],
                share=percent(self.share(row, column)),
            )
            return tip_text(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let cells be chosen, edges not."""
        if self.pair(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _cell(self, row: int, column: int) -> str:
        count = int(self.counts[row, column])
        if not count:
            return ""
        return f"{round(100 * self.share(row, column))}" if self.shares else integer(count)

    def _edge(self, index: Index) -> str:
        row, column, last = index.row() - 1, index.column() - 1, len(self.classes)
        if column < 0:
            return (tr("True"), *self.classes, tr("Prec."))[row + 1]
        if row < 0:
            return (*self.classes, tr("Recall"))[column]
        if column == last:
            return percent(float(self._recall[row]), 0) if row < last else "%"
        return fixed(100 * float(self._precision[column]), 0)

    def table(self) -> list[list[str]]:
        """Return the counts with their names, as plain numbers."""
        rows = [["true \\ predicted", *self.classes, "recall"]]
        for row, name in enumerate(self.classes):
            rows.append([name, *(str(int(count)) for count in self.counts[row]), f"{self._recall[row]:.4f}"])
        return [*rows, ["precision", *(f"{share:.4f}" for share in self._precision), ""]]


class ConfusionDelegate(QStyledItemDelegate):
    """Draw cells as rounded tiles: right answers in one data colour, mistakes in the other."""

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell or one word at the edge."""
        model: ConfusionModel = index.model()  # type: ignore[assignment]
        tokens, pair = current_theme().tokens, model.pair(index)
        words = str(model.data(index))
        place = QRectF(option.rect)
        if pair is None:
            last = index.column() == len(model.classes) + 1
            if index.row() and not last and index.column():
                place = place.adjusted(-6, 0, 6, 0)  # 100 is wide
            text(painter, place, words, tokens.text2, font(CAPTION, MEDIUM, True), RIGHT if last else CENTRE)
            return
        tile = place.adjusted(1.5, 1.5, -1.5, -1.5)
        right, share = pair[0] == pair[1], model.share(*pair)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ring = tokens.accent_text if chosen else None
        box(painter, tile, 4, _ground(tokens, right, share), ring, 2)
        if words:
            text(painter, tile, words, _ink(tokens, right, share), font(CAPTION, SEMIBOLD, True), CENTRE)


def _ground(tokens: Tokens, right: bool, share: float) -> QColor:
    if not share:
        return tokens.raised
    depth = 0.35 + 0.65 * share if right else min(1.0, 0.4 + 3 * share)
    strong, mild = tokens.map_stops[4], tokens.map_stops[3]
    good = tokens.map_stops[1] if tokens.dark else tokens.map_stops[0]
    wrong = mix(mild, strong, 0.2) if tokens.dark else mild
    return mix(tokens.raised, good if right else wrong, depth)


def _ink(tokens: Tokens, right: bool, share: float) -> QColor:
    deep = share >= STRONG if right else share >= 0.12
    return QColor("#FFFFFF") if deep or tokens.dark else tokens.text
