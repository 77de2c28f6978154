"""The outline: the whole network as a list beside the canvas, with the same selection."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.project.values import Project
from playground.gui.docks.outline_model import BLOCK, GIVES, PARAMETERS, Line, OutlineModel, lines_of
from playground.gui.theme import numbers
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, MEDIUM, REGULAR, SEMIBOLD, SPACE_L, with_alpha
from playground.gui.widgets.guard import guarded, painted
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.painting import LEFT, RIGHT, text

_ROW, _PAD = 28, 8
_Index = QModelIndex | QPersistentModelIndex
_FLAG = QItemSelectionModel.SelectionFlag


class _Cell(QStyledItemDelegate):
    """Paint one cell: the block's icon in the first column, red where there is a problem."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the row's height."""
        return QSize(80, _ROW)

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the cell."""
        model = index.model()
        assert isinstance(model, OutlineModel)
        tokens, line = current_theme().tokens, model.lines[index.row()]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rect = QRectF(option.rect)
        if selected:
            painter.fillRect(rect, tokens.accent_ground)
        elif line.problem:
            painter.fillRect(rect, tokens.bad_ground)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, with_alpha(tokens.text, 0.04))
        if index.column() == BLOCK and _is_current(option, index):
            painter.fillRect(QRectF(rect.x(), rect.y(), 2, rect.height()), tokens.accent_text)
        self._paint_words(painter, rect.adjusted(_PAD, 0, -_PAD, 0), line, index.column())

    def _paint_words(self, painter: QPainter, rect: QRectF, line: Line, column: int) -> None:
        tokens, words = current_theme().tokens, line.cells[column]
        numeric = column in (GIVES, PARAMETERS)
        ink = tokens.text if column in (BLOCK, PARAMETERS) else tokens.text2
        if words == "?" and line.problem:
            ink = tokens.bad
        if column == BLOCK:
            self._paint_icon(painter, rect, line)
            rect = rect.adjusted(26, 0, -20 if line.problem or line.advice else 0, 0)
        weight = SEMIBOLD if column == PARAMETERS else MEDIUM if column == BLOCK else REGULAR
        text(painter, rect, words, ink, font(BODY, weight, tabular=numeric), RIGHT if numeric else LEFT)

    def _paint_icon(self, painter: QPainter, rect: QRectF, line: Line) -> None:
        tokens = current_theme().tokens
        middle = round(rect.center().y() - 8)
        paint_icon(painter, line.icon, QRectF(rect.x(), middle, 16, 16), tokens.tint(line.tint))
        if line.problem or line.advice:
            name, ink = ("circle-alert", tokens.bad) if line.problem else ("lightbulb", tokens.warn)
            paint_icon(painter, name, QRectF(rect.right() - 14, middle + 1, 14, 14), ink)


def _is_current(option: QStyleOptionViewItem, index: _Index) -> bool:
    """Tell whether the keyboard stands on this row."""
    view = option.widget
    return isinstance(view, QTreeView) and view.hasFocus() and view.currentIndex().row() == index.row()


class _List(QTreeView):
    """The table; Space trains, since it marks nothing here, and Enter opens a block."""

    entered_block = Signal()
    play_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space train and Enter open the inspector."""
        if event.key() == Qt.Key.Key_Space:
            self.play_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_block.emit()
        else:
            super().keyPressEvent(event)


class SummaryPanel(QWidget):
    """`inspector_wanted(node)` by Enter or a double click on a block."""

    inspector_wanted = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._syncing = False
        self._stale = True
        self.model = OutlineModel()
        self.view = _List()
        self._delegate = _Cell(self.view)
        self._total_name = ElidedLabel(tr("Total"), weight=SEMIBOLD)
        self.total = ElidedLabel("", weight=SEMIBOLD, align=RIGHT, tabular=True)
        self._set_up()
        self._lay_out()
        self._connect()
        self.refresh()

    def _set_up(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(self._delegate)
        view.setRootIsDecorated(False)
        view.setIndentation(0)
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(False)  # Fusion would paint a gradient over the row
        view.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        view.setSelectionBehavior(QTreeView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setMouseTracking(True)
        view.setAccessibleName(tr("Outline of the network"))
        view.viewport().setAutoFillBackground(False)
        header = view.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        foot = QWidget()
        foot.setFixedHeight(_ROW)
        self._foot = QHBoxLayout(foot)
        self._follow_bar()
        self._foot.addWidget(self._total_name)
        self._foot.addWidget(self.total, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L - _PAD, 0, SPACE_L - _PAD, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(_Rule())
        layout.addWidget(foot)

    def _connect(self) -> None:
        workspace = self._workspace
        self.view.selectionModel().selectionChanged.connect(self._on_view_selection)
        self.view.entered_block.connect(self._on_enter)
        self.view.doubleClicked.connect(self._on_enter)
        self.view.play_wanted.connect(workspace.training.toggle)
        self.view.verticalScrollBar().rangeChanged.connect(self._follow_bar)
        workspace.project_changed.connect(self._on_project)
        workspace.problems_changed.connect(self.refresh)
        workspace.selection_changed.connect(self._on_selection)

    def _follow_bar(self) -> None:
        """Keep the total beneath its column, whether the list scrolls or not."""
        bar = self.view.verticalScrollBar()
        beside = bar.sizeHint().width() if bar.maximum() > bar.minimum() else 0
        self._foot.setContentsMargins(_PAD, 0, _PAD + beside, 0)

    def refresh(self) -> None:
        """Show the network as it stands; a hidden outline does so when it is shown."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        self._syncing = True
        self.model.show_lines(lines_of(self._workspace))
        self._syncing = False
        inference = self._workspace.inference
        unknown = [line for line in self.model.lines if line.cells[PARAMETERS] == "?"]
        self._total_name.set_text(tr("Total so far") if unknown else tr("Total"))
        self.total.set_text(numbers.integer(inference.total) if inference.parameters else "?")
        self._on_selection(self._workspace.selection)

    def _on_project(self, old: Project, new: Project) -> None:
        if old.network is not new.network:
            self.refresh()

    def _on_selection(self, ids: frozenset[str]) -> None:
        """Select what is selected on the canvas."""
        if self._syncing or self._stale or ids == self._selected():
            return
        chosen = QItemSelection()
        rows = [row for row, line in enumerate(self.model.lines) if line.node in ids]
        for row in rows:
            chosen.select(
                self.model.index(row, 0), self.model.index(row, len(self.model.lines[row].cells) - 1)
            )
        self._syncing = True
        self.view.selectionModel().select(chosen, _FLAG.ClearAndSelect)
        if rows:
            self.view.selectionModel().setCurrentIndex(self.model.index(rows[0], 0), _FLAG.NoUpdate)
            self.view.scrollTo(self.model.index(rows[0], 0))
        self._syncing = False

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self.refresh()

    def _selected(self) -> frozenset[str]:
        rows = self.view.selectionModel().selectedRows()
        return frozenset(self.model.lines[index.row()].node for index in rows)

    def _on_view_selection(self, _new: QItemSelection, _old: QItemSelection) -> None:
        """Select on the canvas what a person selected here."""
        if not self._syncing:
            self._workspace.select(self._selected())

    def _on_enter(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self.inspector_wanted.emit(self.model.lines[index.row()].node)


class _Rule(QWidget):
    """A line above the total."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw it."""
        painter.fillRect(self.rect(), current_theme().tokens.line)
