"""The confusion matrix as a table: true classes by row, answers by column, recall and precision beside."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from playground.app.texts import tr
from playground.gui.panels.confusion_layout import NAME, NO_LAYOUT
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import fixed, integer, percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD, Tokens, contrast, mix, readable_on
from playground.gui.widgets.guard import guarded, kept
from playground.gui.widgets.painting import CENTRE, LEFT, RIGHT, box, text, width_of
from playground.gui.widgets.plain import tip_text

Index = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()
FEW = 30  # classes up to which only the cells that changed are drawn again
LEGIBLE = 4.6  # the least contrast of a figure on its cell
DEPTHS = 32  # colours from none of a class to all of it


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
        if not same:
            self.beginResetModel()
        old = self.counts, self._precision, self._recall
        self.classes, self.counts, self._precision, self._recall = classes, counts, precision, recall
        if not same:
            self.endResetModel()
        elif len(classes) > FEW or (old[0].sum(axis=1) != counts.sum(axis=1)).any():
            self._tell_all()
        else:
            for row, column in self._differ(*old):  # what stays the same is not drawn again
                self.dataChanged.emit(self.index(row, column), self.index(row, column))

    def clear(self) -> None:
        """Show no matrix: there is none any more."""
        if self.classes:
            self.show_counts((), np.zeros((0, 0), np.int64), np.zeros(0), np.zeros(0))

    def _differ(self, counts: np.ndarray, precision: np.ndarray, recall: np.ndarray) -> list[tuple[int, int]]:
        """Return the cells that show other numbers than these, of as many samples of each class."""
        other = np.zeros((self.rowCount(), self.columnCount()), bool)
        other[1:-1, 1:-1] = self.counts != counts
        for edge, new, old in ((other[-1], self._precision, precision), (other[:, -1], self._recall, recall)):
            edge[1:-1] = (new != old) & ~(np.isnan(new) & np.isnan(old))
        other[-1, 1:-1] = other[-1].any()  # figures may be wider than their cells
        return [(int(row), int(column)) for row, column in np.argwhere(other)]

    def set_shares(self, shares: bool) -> None:
        """Show shares of the true class, or counts."""
        self.shares = shares
        self._tell_all()

    def _tell_all(self) -> None:
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
        if role == Qt.ItemDataRole.ToolTipRole:  # a name may be cut at the edge
            return tip_text(self._edge(index))
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

    layout = NO_LAYOUT

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell or one word at the edge."""
        model: ConfusionModel = index.model()  # type: ignore[assignment]
        pair = model.pair(index)
        if pair is None:
            self._paint_edge(painter, QRectF(option.rect), model, index)
            return
        tokens, tile = current_theme().tokens, QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground, ink = legible(cell_colour(tokens, pair[0] == pair[1], model.share(*pair)))
        box(painter, tile, 4, ground, tokens.accent_text if chosen else None, 2)
        words, used = str(model.data(index)), font(CAPTION, SEMIBOLD, True)
        if words and width_of(words, used) <= tile.width():  # half a number is another one
            text(painter, tile, words, ink, used, CENTRE)

    def _paint_edge(self, painter: QPainter, place: QRectF, model: ConfusionModel, index: Index) -> None:
        row, column, count = index.row(), index.column(), len(model.classes)
        ink, used = current_theme().tokens.text2, font(CAPTION, MEDIUM, True)
        inside = 0 < column <= count
        words = str(model.data(index))
        if row == 0 and inside:
            words = self.layout.columns[column - 1]
        elif column == 0 and 0 < row <= count:
            words = self.layout.rows[row - 1]
        if inside and row == 0 and self.layout.turned:
            upright(painter, place, words, ink)
        else:
            if inside and row > count:
                place = self._foot_line(place, column - 1, width_of(words, used))
            text(painter, place, words, ink, used, RIGHT if column > count else CENTRE)

    def _foot_line(self, place: QRectF, column: int, width: float) -> QRectF:
        """Return where a figure below the cells stands: as wide as it is, on the line that is its turn."""
        lines = self.layout.foot_lines
        if lines == 1:
            return place
        above = (place.height() - lines * NAME) / 2 + column % lines * NAME
        return QRectF(place.center().x() - width / 2, place.top() + above, width, NAME)


def upright(painter: QPainter, place: QRectF, words: str, ink: QColor) -> None:
    """Write from below upwards, standing on the bottom of its place."""
    with kept(painter):
        painter.translate(place.left(), place.bottom())
        painter.rotate(-90)
        turned = QRectF(0, 0, place.height(), place.width()).adjusted(3, 0, -2, 0)
        text(painter, turned, words, ink, font(CAPTION, MEDIUM, True), LEFT)


def cell_colour(tokens: Tokens, right: bool, share: float) -> QColor:
    """Return the colour of a cell by its share of the true class."""
    if not share:
        return tokens.raised
    depth = 0.35 + 0.65 * share if right else min(1.0, 0.4 + 3 * share)
    strong, mild = tokens.map_stops[4], tokens.map_stops[3]
    good = tokens.map_stops[1] if tokens.dark else tokens.map_stops[0]
    wrong = mix(mild, strong, 0.2) if tokens.dark else mild
    return mix(tokens.raised, good if right else wrong, depth)


def legible(ground: QColor) -> tuple[QColor, QColor]:
    """Return a ground, moved a little where it must be, and the ink that can be read on it."""
    ink = readable_on(ground)
    away = QColor("#000000") if ink.lightnessF() > 0.5 else QColor("#FFFFFF")
    while contrast(ground, ink) < LEGIBLE:
        ground = mix(ground, away, 0.04)
    return ground, ink


def dense_picture(model: ConfusionModel) -> QImage:
    """Return one pixel a cell, for cells in which no figure can be read."""
    tokens = current_theme().tokens
    shares = model.counts / np.maximum(model.counts.sum(axis=1, keepdims=True), 1)
    levels = np.ceil(shares * DEPTHS).astype(int)  # the smallest share is seen, too
    tables = [np.array([cell_colour(tokens, right, level / DEPTHS).rgba() for level in range(DEPTHS + 1)],
                       np.uint32) for right in (False, True)]  # fmt: skip
    right = np.eye(len(levels), dtype=bool)
    pixels = np.ascontiguousarray(np.where(right, tables[1][levels], tables[0][levels]))
    return QImage(pixels.data, len(levels), len(levels), 4 * len(levels), QImage.Format.Format_ARGB32).copy()
