"""Who is taken for whom: the confusion matrix of the validation samples, and figures with their doubt."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
)

from playground.app.sample_filter import SampleFilter
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.training.metrics import METRICS, Metric
from playground.core.views.spec import Snapshot
from playground.gui.panels.card import HEIGHT, Card
from playground.gui.panels.confusion_table import ConfusionDelegate, ConfusionModel
from playground.gui.panels.network_note import NetworkNote
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme import metric_words
from playground.gui.theme.numbers import fixed, integer
from playground.gui.widgets.labels import SectionHeader
from playground.gui.widgets.segments import Segments

VIEW = "class_figures"
NAMES = 32  # px of the true classes' names
RECALL = 44
HEAD, FOOT = 22, 22
WIDEST = 90
LARGEST = 38  # px of a cell
MARGINS = 8 + 28 + 8 + 8 + HEIGHT + 10
FIGURES = ("accuracy", "precision", "recall", "f1")


class ConfusionPanel(ViewPanel):
    """Follow the figures on held-out data; a click on a cell lists its samples."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.model = ConfusionModel(self)
        self.table = _Table()
        self.table.setModel(self.model)
        self.table.setItemDelegate(ConfusionDelegate(self.table))
        self.cards = {name: Card(tr(METRICS[name].name)) for name in FIGURES}
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
        header = SectionHeader(tr("Confusion matrix"), self.age, self.mode, self.menu)
        header.add_left(NetworkNote(self._workspace))
        layout.addWidget(header)
        layout.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        for card in self.cards.values():
            row.addWidget(card)
        layout.addLayout(row)

    def height_for(self, width: int) -> int:
        """Return the height that gives square cells."""
        return round(self._cell(width)) * self._count + HEAD + FOOT + MARGINS

    @property
    def _count(self) -> int:
        label = self._workspace.fields.fields.get("label")
        return len(label.classes) if label is not None else 0

    def _cell(self, width: int) -> float:
        room = width - 32 - NAMES - RECALL
        return min(LARGEST, room // max(1, self._count))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the cells as large as there is room."""
        super().resizeEvent(event)
        self._size_cells()

    def _size_cells(self) -> None:
        count = len(self.model.classes)
        room = self.table.height() - HEAD - FOOT
        cell = int(min(self._cell(self.width()), room / max(1, count)))
        names = self.width() - 32 - RECALL - cell * count
        self.table.size_cells(count, max(12, cell), min(names, WIDEST))

    def repaint_theme(self) -> None:
        """Paint again: all of it is painted with the colours in force."""
        self.update()

    def refresh(self) -> None:
        """Show the newest figures."""
        shown = self.shown
        if shown is None or "confusion" not in shown.arrays:
            self.model.clear()
            for card in self.cards.values():
                card.show_figure(None, None, 0)
            return
        before = self.model.classes
        figures = (shown.arrays[name] for name in ("confusion", "precision", "recall"))
        self.model.show_counts(tuple(shown.facts["classes"]), *figures)
        if before != self.model.classes:
            self._size_cells()
        for name, card in self.cards.items():
            _show_figure(card, METRICS[name], shown)

    def _on_selected(self, _on: QItemSelection, _off: QItemSelection) -> None:
        """List the samples of a cell."""
        chosen = self.table.selectionModel().selectedIndexes()
        pair = self.model.pair(chosen[0]) if chosen else None
        if pair is None:
            return
        self._workspace.views.list_samples(SampleFilter(label=pair[0], answer=pair[1]))
        self._workspace.window.show_panel("samples")

    def _on_filter(self, wanted: SampleFilter) -> None:
        """Let go of the cell when other samples are listed."""
        chosen = self.table.selectionModel().selectedIndexes()
        pair = self.model.pair(chosen[0]) if chosen else None
        if pair is not None and pair != (wanted.label, wanted.answer):
            self.table.clearSelection()


def _show_figure(card: Card, metric: Metric, shown: Snapshot) -> None:
    """Show a share, half the width of its interval, and on how many samples it stands."""
    value, half = shown.facts.get(metric.id), shown.facts.get("interval", {}).get(metric.id)
    words = metric_words.written(metric, value)
    doubt = f"± {fixed(100 * half, 1)}" if half is not None and value is not None else ""
    sentence = tr("{figure} {value} {doubt} on {count} samples").format(
        figure=tr(metric.name), value=words, doubt=doubt, count=integer(shown.facts["samples"])
    )
    card.show_words(words, doubt, sentence)


class _Table(QTableView):
    """A table without headers, grid or scroll bars."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Confusion matrix"))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(8)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)

    def size_cells(self, count: int, cell: int, names: int) -> None:
        """Lay out the cells of so many classes."""
        for index in range(count + 2):
            inside = 0 < index <= count
            self.setColumnWidth(index, cell if inside else names if index == 0 else RECALL)
            self.setRowHeight(index, cell if inside else HEAD if index == 0 else FOOT)

    def moveCursor(self, action: QAbstractItemView.CursorAction, keys: Qt.KeyboardModifier) -> QModelIndex:
        """Stay within the cells: the edges cannot be chosen."""
        moved = super().moveCursor(action, keys)
        model: ConfusionModel = self.model()  # type: ignore[assignment]
        return moved if model.pair(moved) is not None else self.currentIndex()
