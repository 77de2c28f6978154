"""The sheet: samples beside each other, read when they are seen; a click looks, keys walk and mend."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from playground.app.row_filter import RowFilter
from playground.app.row_order import Sorting
from playground.app.row_table import RowTable
from playground.app.texts import tr
from playground.gui.rows.choice import KEYS, RowChoice
from playground.gui.rows.model import RowsOfTable
from playground.gui.rows.sheet_cell import EDGE, WORDS, CellState, paint_cell
from playground.gui.sheets.grid import SheetGrid
from playground.gui.sheets.kind import SheetData, SheetKind
from playground.gui.sheets.reader import SheetReader
from playground.gui.sheets.steps import ZOOM, step_of, stepped, zoomed
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import with_alpha
from playground.gui.widgets.guard import painted_in_view
from playground.gui.widgets.listing import claims, dress, meant
from playground.gui.widgets.painting import box
from playground.gui.widgets.plain import show_tip

Index = QModelIndex | QPersistentModelIndex
_FRAME_MS = 33
_AHEAD = 1.0  # of the height that is seen: what lies beyond it is read, too
_NOTCH = 120  # of a wheel, in Qt's eighths of a degree
_MINE = {**KEYS, **ZOOM}


class SampleSheet(QAbstractItemView):
    """Cells of one size; what is selected of them, and what keys ask for, says `choice`."""

    zoomed = Signal(int)  # px that a sample is high from now on

    def __init__(self) -> None:
        super().__init__()
        self.reader: SheetReader | None = None
        self.grid = SheetGrid(0, 1, 1, 1)
        self._sides: dict[str, int] = {}  # px, by the kind of sheet
        self._band: QRect | None = None  # what a drag goes around, from the very top
        self._hovered = -1
        self.rows = RowsOfTable(self)
        self.setModel(self.rows)
        dress(self)
        self.viewport().setAutoFillBackground(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.choice = RowChoice(self, self.rows)
        self._clock = QTimer(self)
        self._clock.setInterval(_FRAME_MS)
        self._clock.timeout.connect(self._look_again)

    # What is shown

    def show_table(self, table: RowTable | None, wanted: RowFilter, order: Sorting) -> None:
        """List samples; those that are selected stay so as far as they are listed."""
        self.choice.show_table(table, wanted, order)
        self.lay_out()

    def show_data(self, data: SheetData) -> None:
        """Show samples of other data; what was read of them stays while they are the same."""
        before = self.reader.data if self.reader is not None else None
        if before is not None and before.is_of(data):
            return
        self.forget()
        self.reader = SheetReader(data)
        self.setAccessibleName(tr(data.kind.title))
        self.lay_out()
        self.zoomed.emit(self.side)

    def forget(self) -> None:
        """Read nothing any more."""
        if self.reader is not None:
            self.reader.stop()
        self.reader = None
        self._clock.stop()

    @property
    def data(self) -> SheetData | None:
        """Return what is shown."""
        return self.reader.data if self.reader is not None else None

    @property
    def side(self) -> int:
        """Return how high a sample is, px."""
        return self.side_of(self.data.kind) if self.data is not None else 0

    def side_of(self, kind: SheetKind) -> int:
        """Return how high a sample of a kind is, px."""
        return self._sides.get(kind.id, kind.sides[1])

    def zoom(self, side: int) -> None:
        """Make samples so many px high, within what their kind allows; what is looked at stays in sight."""
        data = self.data
        if data is None:
            return
        side = step_of(data.kind, side)
        if side != self.side:
            self._sides[data.kind.id] = side
            self.lay_out()
            self.scrollTo(self.currentIndex())
            self.zoomed.emit(side)

    def zoom_by(self, notches: float) -> None:
        """Make samples larger by notches of a wheel."""
        if self.data is not None:
            self.zoom(zoomed(self.data.kind, self.side, notches))

    def lay_out(self) -> None:
        """Share the room anew; what is at the top stays there."""
        top = self.grid.columns * (self.verticalOffset() // self.grid.height)
        self.grid = self._grid()
        self.updateGeometries()
        if top:
            self.verticalScrollBar().setValue(self.grid.cell(top).y())
        self.viewport().update()

    def _grid(self) -> SheetGrid:
        data, room = self.data, max(1, self.viewport().width())
        if data is None:
            return SheetGrid(0, 1, room, 1)
        if not data.kind.shape:
            return SheetGrid(len(self.rows.rows), 1, room, self.side)
        wide = round(self.side * data.kind.shape) + 2 * EDGE
        columns = max(1, room // wide)
        return SheetGrid(len(self.rows.rows), columns, room // columns, self.side + 2 * EDGE + WORDS)

    # Where cells are

    def visualRect(self, index: Index) -> QRect:
        """Return where a cell is seen."""
        shown = index.isValid() and index.row() < self.grid.count
        return self.grid.cell(index.row()).translated(0, -self.verticalOffset()) if shown else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the cell at a place of the viewport."""
        at = self.grid.at(point + QPoint(0, self.verticalOffset()))
        return self.rows.index(at, 0) if at >= 0 else QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, no farther than that takes."""
        if not index.isValid():
            return
        cell, bar, height = self.grid.cell(index.row()), self.verticalScrollBar(), self.viewport().height()
        if cell.top() < bar.value():
            bar.setValue(cell.top())
        elif cell.bottom() >= bar.value() + height:
            bar.setValue(min(cell.top(), cell.bottom() + 1 - height))

    def horizontalOffset(self) -> int:
        """Return nothing: a sheet is as wide as its room."""
        return 0

    def verticalOffset(self) -> int:
        """Return how much of the sheet lies above what is seen, px."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        """Say that every cell has a place."""
        return False

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return where others may be selected: anywhere that is seen."""
        return QRegion(self.viewport().rect())

    def updateGeometries(self) -> None:
        """Tell the scroll bar how tall the sheet is."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self.grid.tall - height))
        bar.setPageStep(height)
        bar.setSingleStep(max(1, min(self.grid.height, height) // 2))
        super().updateGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted; only what comes into sight is painted anew."""
        self.viewport().scroll(0, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new room."""
        super().resizeEvent(event)
        self.lay_out()

    # How one walks and selects

    def moveCursor(
        self, cursor_action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Return where a key leads: to the side in reading order, up and down by whole lines."""
        if not self.grid.count:
            return QModelIndex()
        page = max(1, self.viewport().height() // self.grid.height)
        at = stepped(cursor_action, self.currentIndex().row(), self.grid, page)
        return self.rows.index(at, 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what a drag goes around, or from one cell to another in reading order."""
        made = QItemSelection()
        area = rect.translated(0, self.verticalOffset())
        if self.state() == QAbstractItemView.State.DragSelectingState:
            self._band = QRect(area.topLeft(), area.bottomRight()).normalized()
            spans = self.grid.spans(self._band)
        else:
            ends = sorted((self.grid.at(area.topLeft()), self.grid.at(area.bottomRight())))
            spans = [(ends[0] if ends[0] >= 0 else ends[1], ends[1])] if ends[1] >= 0 else []
        for first, last in spans:
            made.select(self.rows.index(first, 0), self.rows.index(last, 0))
        self.selectionModel().select(made, command)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go around cells, or light the one below; what is passed over is not looked at."""
        self._hovered = self.grid.at(event.position().toPoint() + QPoint(0, self.verticalOffset()))
        with self.choice.quiet():
            super().mouseMoveEvent(event)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Look at the last of what a drag went around."""
        super().mouseReleaseEvent(event)
        if self._band is not None:
            self._band = None
            self.choice.look()
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Claim the keys that mend a sample or zoom: elsewhere they are keys of the window."""
        return claims(event, _MINE, all_at_once=True) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mend what is selected, zoom, or walk."""
        asked = meant(event, _MINE)
        if asked in ZOOM.values():
            self.zoom_by(1.0 if asked == "larger" else -1.0)
        elif asked:
            self.choice.asked.emit(asked)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Seek no cell by its first letters: there may be a million, and the line above seeks."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self.zoom_by(event.angleDelta().y() / _NOTCH)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell what a cell is for those who hover, and forget that when they leave."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            show_tip(event.globalPos(), self.rows.sentence(index.row()) if index.isValid() else "", self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hovered = -1
        return super().viewportEvent(event)

    # What is painted

    @painted_in_view
    def paintEvent(self, painter: QPainter, area: QRect) -> None:
        """Draw the cells that are seen, and ask for what is not read of them."""
        self._paint(painter, area)
        self._ask()

    def _paint(self, painter: QPainter, area: QRect) -> None:
        table, data, top = self.rows.table, self.data, self.verticalOffset()
        if table is None or data is None or self.reader is None:
            return
        seen, current = self.grid.seen(top + area.top(), top + area.bottom()), self.currentIndex().row()
        selected = self.choice.lines_among(seen)
        for at in seen:
            row = int(self.rows.rows[at])
            state = CellState(at in selected, at == current, at == self._hovered)
            place = QRectF(self.grid.cell(at).translated(0, -top))
            paint_cell(painter, place, table, row, data, self.reader.get(row), state)
        if self._band is not None:
            accent = current_theme().tokens.accent_text
            band = QRectF(self._band.translated(0, -top))
            box(painter, band, 2, with_alpha(accent, 0.12), accent)

    # What is read

    def _ask(self) -> None:
        """Have the cells read that are seen, then those beyond."""
        if self.reader is None or not self.isVisible():
            return
        top, height = self.verticalOffset(), self.viewport().height()
        seen = self.grid.seen(top, top + height)
        beyond = self.grid.seen(max(0, top - round(_AHEAD * height)), top + round((1 + _AHEAD) * height))
        rows = self.rows.rows
        self.reader.want(rows[[*seen, *(at for at in beyond if at not in seen)]].tolist())
        if not self._clock.isActive():
            self._clock.start()

    def _look_again(self) -> None:
        """Draw what was read meanwhile; with nothing on its way the clock stands still."""
        came, more = self.reader.take() if self.reader is not None else (set(), False)
        top = self.verticalOffset()
        for at in self.grid.seen(top, top + self.viewport().height()) if came else ():
            if int(self.rows.rows[at]) in came:
                self.viewport().update(self.grid.cell(at).translated(0, -top))
        if not came and not more:
            self._clock.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        """Read nothing that nobody sees."""
        super().hideEvent(event)
        if self.reader is not None:
            self.reader.stop()
        self._clock.stop()
