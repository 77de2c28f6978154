"""The samples of one part as a list of thumbnails, in the order and choice the person asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from playground.app.sample_filter import wrong
from playground.app.texts import tr
from playground.core.views.spec import Snapshot
from playground.gui.panels.judgement import doubt_words, sentence
from playground.gui.panels.thumbs import Thumbs
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD
from playground.gui.widgets.guard import guarded
from playground.gui.widgets.painting import CENTRE, box, text
from playground.gui.widgets.plain import tip_text

Index = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()
SIDE = 40
LINE = 16
CELL = QSize(SIDE + 12, SIDE + LINE + 6)


class SampleModel(QAbstractListModel):
    """Places of samples in their part, each with what the network says."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.samples: Snapshot | None = None
        self.indices: np.ndarray = np.zeros(0, np.int64)
        self.wrong = np.zeros(0, bool)

    def show_samples(self, samples: Snapshot | None, indices: np.ndarray) -> None:
        """Take other samples; as many as before are only drawn again."""
        same = len(indices) == len(self.indices)
        if not same:
            self.beginResetModel()
        self.samples, self.indices, self.wrong = samples, indices, wrong(samples)
        if not same:
            self.endResetModel()
        elif len(indices):
            self.dataChanged.emit(self.index(0), self.index(len(indices) - 1))

    def rowCount(self, parent: Index = _INVALID) -> int:
        """Return how many samples are listed."""
        return 0 if parent.isValid() else len(self.indices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is known about a sample, for those who hover or listen."""
        if self.samples is None or not index.isValid():
            return None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            words = sentence(self.samples, int(self.indices[index.row()]))
            return tip_text(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None


class SampleDelegate(QStyledItemDelegate):
    """Draw one thumbnail with its certainty, red where the answer is wrong."""

    def __init__(self, thumbs: Thumbs, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbs = thumbs

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size that all have."""
        return CELL

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it."""
        model: SampleModel = index.model()  # type: ignore[assignment]
        if model.samples is None:
            return
        tokens, arrays, row = current_theme().tokens, model.samples.arrays, int(model.indices[index.row()])
        cell = QRectF(option.rect)
        place = QRectF(cell.x() + 4, cell.y() + 2, SIDE, SIDE)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        ring = tokens.accent_text if current else tokens.line2
        box(painter, place, 6, tokens.field, ring, 2 if current else 1)
        number, ratio = int(arrays["number"][row]), option.widget.devicePixelRatioF()
        picture = self._thumbs.picture(number, SIDE - 6, ratio)
        if picture is not None:
            painter.drawPixmap(place.topLeft() + QPointF(3, 3), picture)
        else:
            text(painter, place, integer(number), tokens.text2, font(CAPTION, MEDIUM, True), CENTRE)
        wrong = bool(model.wrong[row])
        line = QRectF(place.x() - 4, place.bottom(), SIDE + 8, LINE)
        words = doubt_words(model.samples, row)
        text(painter, line, words, tokens.bad if wrong else tokens.text2,
             font(CAPTION, SEMIBOLD if wrong else MEDIUM, True), CENTRE)  # fmt: skip


class SampleView(QListView):
    """Thumbnails in rows; arrows walk, the chosen one is looked at."""

    chosen = Signal(int)  # the sample's place in its part

    def __init__(self, thumbs: Thumbs) -> None:
        super().__init__()
        self.samples = SampleModel(self)
        self.setModel(self.samples)
        self.setItemDelegate(SampleDelegate(thumbs, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setGridSize(CELL)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(tr("Samples"))
        self._silent = False
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_samples(self, samples: Snapshot | None, indices: np.ndarray, current: int | None) -> None:
        """Show samples of a part in this order; the one that is looked at is marked."""
        self._silent = True
        self.samples.show_samples(samples, indices)
        self.set_current(current)
        self._silent = False

    def set_current(self, current: int | None) -> None:
        """Mark a sample, if it is listed."""
        was, self._silent = self._silent, True
        self.setAutoScroll(False)  # what the person scrolled to stays
        places = [] if current is None else np.flatnonzero(self.samples.indices == current).tolist()
        if places:
            self.setCurrentIndex(self.samples.index(places[0]))
        else:
            self.selectionModel().clear()
        self.setAutoScroll(True)
        self._silent = was

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if not self._silent and index.isValid():
            self.chosen.emit(int(self.samples.indices[index.row()]))
