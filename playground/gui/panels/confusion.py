"""Who is taken for whom: the confusion matrix of the validation samples, and figures with their doubt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QItemSelection, QModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from playground.app.sample_filter import SampleFilter
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.views import places
from playground.core.views.places import listing
from playground.gui.panels.card import HEIGHT, Card, side_by_side
from playground.gui.panels.confusion_layout import MatrixLayout, height_for, lay_out
from playground.gui.panels.confusion_table import (
    ConfusionDelegate,
    ConfusionModel,
    dense_picture,
    upright,
)
from playground.gui.panels.network_note import NetworkNote
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, RIGHT, text
from playground.gui.widgets.segments import Segments

VIEW = "class_figures"
MOST = 380  # px of height that a matrix takes from other panels
MARGINS = 8 + 28 + 8 + 8 + HEIGHT + 10
FIGURES = ("accuracy", "precision", "recall", "f1")


class ConfusionPanel(ViewPanel):
    """Follow the figures on held-out data; a click on a cell lists its samples."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.model = ConfusionModel(self)
        self.table = ConfusionTable()
        self.table.setModel(self.model)
        self.table.setItemDelegate(ConfusionDelegate(self.table))
        self.cards = {name: Card(name) for name in FIGURES}
        self.menu = PanelMenu(workspace, self, tr("Confusion matrix"), self.model.table)
        self._build()
        workspace.views.filter_changed.connect(self._on_filter)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)

    def _build(self) -> None:
        self.mode = Segments([("count", tr("Count")), ("share", tr("% of true"))], "count", name=tr("Cells"))
        self.mode.chosen.connect(lambda key: self.model.set_shares(key == "share"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(8)
        header = self.headed(tr("Confusion matrix"), self.mode, self.menu)
        header.add_left(NetworkNote(self._workspace))
        layout.addWidget(header)
        layout.addWidget(self.table, 1)
        layout.addLayout(side_by_side(self.cards.values()))

    def height_for(self, width: int) -> int:
        """Return the height that gives the cells all the room they can use in a width."""
        told = places.figured(self._workspace.project, self._workspace.fields).values()
        classes = next((field.classes for field in told), ())
        return min(height_for(classes, width - 32), MOST) + MARGINS

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the cells as large as there is room."""
        super().resizeEvent(event)
        self._size_cells()

    @property
    def shown_facts(self) -> Mapping[str, Any]:
        """Return the facts of what is shown."""
        return self.shown.facts if self.shown is not None else {}

    def _size_cells(self) -> None:
        self.table.lay_out(lay_out(self.model.classes, self.width() - 32, self.table.height()))

    def repaint_theme(self) -> None:
        """Paint again: all of it is painted with the colours in force."""
        self.update()
        self.table.update_dense()

    def refresh(self) -> None:
        """Show the newest figures."""
        shown = self.shown
        if shown is None or "confusion" not in shown.arrays:
            self.model.clear()
            for card in self.cards.values():
                card.clear()
            self.table.update_dense()
            return
        before = self.model.classes
        figures = (shown.arrays[name] for name in ("confusion", "precision", "recall"))
        self.model.show_counts(tuple(shown.facts["classes"]), *figures)
        if before != self.model.classes:
            self._choose_cells("places" in shown.facts)
            self._size_cells()
        self.table.update_dense()
        for name, card in self.cards.items():
            half = shown.facts.get("interval", {}).get(name)
            card.show_figure(shown.facts.get(name), half, int(shown.facts["samples"]))

    def _choose_cells(self, many: bool) -> None:
        """Begin with shares where steps or pixels are counted: there are too many for a cell."""
        key = "share" if many else "count"
        self.mode.set_current(key)
        self.model.set_shares(many)

    def _on_selected(self, _on: QItemSelection, _off: QItemSelection) -> None:
        """List the samples of a cell."""
        self.table.update_dense()
        chosen = self.table.selectionModel().selectedIndexes()
        pair = self.model.pair(chosen[0]) if chosen else None
        if pair is None:
            return
        self._workspace.views.list_samples(SampleFilter(label=pair[0], answer=pair[1]))
        listed = listing(self._workspace.project, self._workspace.fields)
        self._workspace.window.show_panel("marks" if "places" in self.shown_facts else listed)

    def _on_filter(self, wanted: SampleFilter) -> None:
        """Let go of the cell when other samples are listed."""
        chosen = self.table.selectionModel().selectedIndexes()
        pair = self.model.pair(chosen[0]) if chosen else None
        if pair is not None and pair != (wanted.label, wanted.answer):
            self.table.clearSelection()


class ConfusionTable(QTableView):
    """A table without headers, grid or scroll bars."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Confusion matrix"))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(0)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._dense = _Dense(self)

    def lay_out(self, layout: MatrixLayout) -> None:
        """Lay out the cells."""
        delegate: ConfusionDelegate = self.itemDelegate()  # type: ignore[assignment]
        delegate.layout = layout
        count = len(self.matrix.classes)
        for index in range(count + 2):
            first, last = index == 0, index > count
            self.setColumnWidth(index, layout.names if first else layout.recall if last else layout.width)
            self.setRowHeight(index, layout.head if first else layout.foot if last else layout.height)
        self._dense.setGeometry(self.viewport().geometry())
        self._dense.setVisible(layout.dense)
        self.viewport().update()

    def update_dense(self) -> None:
        """Draw small cells again."""
        self._dense.update()

    @property
    def matrix(self) -> ConfusionModel:
        """Return what it shows."""
        return self.model()  # type: ignore[return-value]

    @property
    def layout_now(self) -> MatrixLayout:
        """Return where its cells stand."""
        return self.itemDelegate().layout  # type: ignore[attr-defined, no-any-return]

    @property
    def is_laid_out(self) -> bool:
        """Say whether the cells are laid out for the classes it has: a window may paint before that."""
        return len(self.layout_now.rows) == len(self.matrix.classes)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw cell by cell; very small ones lie under one picture, since there are thousands."""
        if self.is_laid_out and not self.layout_now.dense:
            super().paintEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, keys: Qt.KeyboardModifier) -> QModelIndex:
        """Stay within the cells: the edges cannot be chosen."""
        moved = super().moveCursor(action, keys)
        return moved if self.matrix.pair(moved) is not None else self.currentIndex()


class _Dense(QWidget):
    """Draw cells in which no figure can be read, as one picture over the table."""

    def __init__(self, table: ConfusionTable) -> None:
        super().__init__(table)
        self._table = table
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the cells and as many names as there is room for."""
        layout, matrix, tokens = self._table.layout_now, self._table.matrix, current_theme().tokens
        side, count, used = layout.width, len(matrix.classes), font(CAPTION, MEDIUM, True)
        if not count or not self._table.is_laid_out:
            return
        square = QRectF(layout.names, layout.head, side * count, side * count)
        painter.drawImage(square, dense_picture(matrix))
        band = side * layout.every
        for index in range(0, count, layout.every):
            along = index * side - (band - side) / 2
            row = QRectF(0, layout.head + along, layout.names - 4, band)
            text(painter, row, layout.rows[index], tokens.text2, used, RIGHT)
            column = QRectF(layout.names + along, 0, band, layout.head)
            if layout.turned:
                upright(painter, column, layout.columns[index], tokens.text2)
            else:
                text(painter, column, layout.columns[index], tokens.text2, used, CENTRE)
        for chosen in self._table.selectionModel().selectedIndexes():
            painter.setPen(QPen(tokens.accent_text, 2))
            painter.drawRect(self._table.visualRect(chosen).adjusted(-2, -2, 1, 1))
