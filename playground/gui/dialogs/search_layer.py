"""A layer over the window with a line to type in and the rows that fit."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QCloseEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import LIVE, RADIUS_POPOVER, REGULAR
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.guard import painted, painted_over
from playground.gui.widgets.painting import box
from playground.gui.widgets.popups import popups_of
from playground.gui.widgets.shadow import draw_shadow

Index = QModelIndex | QPersistentModelIndex
WIDTH, TOP, LINE_HEIGHT, ROWS, ROW, PAD = 560, 72, 48, 10, 36, 6
_LEFT_FOR_GOOD = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Backtab: -1,
    Qt.Key.Key_PageDown: ROWS - 1,
    Qt.Key.Key_PageUp: 1 - ROWS,
}


class SearchLayer(QWidget):
    """Lie over the window until Esc or until it is left; who derives from it finds and runs."""

    def __init__(self, line: SearchLine, rows: SearchList, none: EmptyState, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(line.accessibleName())
        self._window = parent
        self._before = QApplication.focusWidget()
        self._panel = QFrame(self)
        self.line, self.list, self._none = line, rows, none
        self._column = QVBoxLayout(self._panel)
        self._column.setContentsMargins(0, 0, 0, PAD)
        self._column.setSpacing(0)
        self._column.addWidget(self.line)
        self._column.addSpacing(PAD + 1)
        self._column.addWidget(self.list)
        self._column.addWidget(self._none)
        self._follow()

    def _follow(self) -> None:
        self.line.textChanged.connect(self._search)
        self.line.walked.connect(self.list.walk)
        self.line.entered.connect(self.run_current)
        self.line.shift_entered.connect(self.run_shifted)
        self.line.closed.connect(self.close)
        self.line.left.connect(self.close)
        self.list.current_moved.connect(self.line.setAccessibleDescription)
        self._window.installEventFilter(self)

    def open(self) -> None:
        """Show the layer over the window, ready to type."""
        self._place()
        self._search("")
        popups_of(self._window).open(self, self.close)
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def narrow(self, query: str) -> None:
        """Leave what fits a query in the list."""
        raise NotImplementedError

    def run_current(self) -> None:
        """Do what Enter does with the row that is chosen."""
        raise NotImplementedError

    def run_shifted(self) -> None:
        """Do what Shift and Enter do."""
        self.run_current()

    def rows_height(self, room: int) -> int:
        """Return the height of the list and what is below, if there is so much room."""
        rows = min(ROWS, max(3, self.list.model().rowCount()), room // ROW)
        return ROW * rows

    def _search(self, query: str) -> None:
        self.narrow(query)
        found = self.list.model().rowCount()
        self.list.setVisible(found > 0)
        self._none.setVisible(found == 0)
        self.list.select_row(0)
        self._place()

    def _place(self) -> None:
        """Lie over the whole window, with the panel in the upper middle."""
        window = self._window
        self.setGeometry(window.rect())
        width = min(WIDTH, window.width() - 32)
        top = min(TOP, max(16, window.height() // 10))
        height = LINE_HEIGHT + 2 * PAD + 1 + self.rows_height(window.height() - top - LINE_HEIGHT - 40)
        self._panel.setGeometry((window.width() - width) // 2, top, width, height)
        self.update()  # its shadow lies outside the panel

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the window's size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close when pressed beside the panel."""
        if not self._panel.geometry().contains(event.position().toPoint()):
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hand the focus back to what had it."""
        popups_of(self._window).forget(self)
        self.line.left.disconnect(self.close)
        self._window.removeEventFilter(self)
        if self._before is not None and self.line.hasFocus():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        super().closeEvent(event)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw shadow, panel and the line under the field."""
        tokens = current_theme().tokens
        rect = QRectF(self._panel.geometry())
        draw_shadow(painter, rect, RADIUS_POPOVER, "large")
        box(painter, rect, RADIUS_POPOVER, tokens.panel, tokens.line2)
        painter.fillRect(QRectF(rect.x() + 1, rect.y() + LINE_HEIGHT, rect.width() - 2, 1), tokens.line)


class SearchList(QListView):
    """The rows that fit; the focus stays in the line above."""

    current_moved = Signal(str)

    def __init__(self, model: QAbstractItemModel, delegate: QStyledItemDelegate, name: str) -> None:
        super().__init__()
        self.setModel(model)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setAccessibleName(name)
        self.entered.connect(self._choose)

    def _choose(self, index: Index) -> None:
        if self.model().flags(index) & Qt.ItemFlag.ItemIsSelectable:
            self.setCurrentIndex(index)

    def _places(self) -> list[int]:
        """Return the rows that can be chosen: headings cannot."""
        model = self.model()
        rows = range(model.rowCount())
        return [row for row in rows if model.flags(model.index(row, 0)) & Qt.ItemFlag.ItemIsSelectable]

    def select_row(self, number: int) -> None:
        """Choose a row by its number among those that can be, the nearest one there is."""
        places = self._places()
        if places:
            self.setCurrentIndex(self.model().index(places[min(max(number, 0), len(places) - 1)], 0))

    def walk(self, step: int) -> None:
        """Go up or down; single steps go round."""
        places = self._places()
        row = self.currentIndex().row()
        number = (places.index(row) if row in places else 0) + step
        self.select_row(number % len(places) if places and abs(step) == 1 else number)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell the title of what is chosen, for those who listen."""
        super().currentChanged(current, previous)
        self.current_moved.emit(str(current.data() or ""))


class SearchLine(QLineEdit):
    """The line to type in; it keeps every key from the window's shortcuts."""

    walked = Signal(int)
    entered = Signal()
    shift_entered = Signal()
    closed = Signal()  # Esc, or the key that opened it
    left = Signal()  # something else took the focus

    def __init__(self, name: str, words: str, own_key: Qt.Key | None = None) -> None:
        super().__init__()
        self._own_key = own_key  # with Ctrl: what opened the layer closes it
        self.setPlaceholderText(words)
        self.setAccessibleName(name)
        self.setFont(font(LIVE, REGULAR))
        self.setFixedHeight(LINE_HEIGHT)
        self.setTextMargins(46, 0, 12, 0)
        tall = f"min-height: {LINE_HEIGHT}px; max-height: {LINE_HEIGHT}px"
        self.setStyleSheet(f"QLineEdit {{ background: transparent; border: none; padding: 0; {tall}; }}")

    def event(self, event: QEvent) -> bool:
        """Claim every key, Tab among them."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._takes(event):
            return True
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        """Handle the keys that are not text; Tab walks like the arrows."""
        key = Qt.Key(event.key())
        again = key == self._own_key and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if key in _STEPS:
            self.walked.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.shift_entered if shifted else self.entered).emit()
        elif key == Qt.Key.Key_Escape or again:
            self.closed.emit()
        else:
            return False
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell when the focus went elsewhere in this window, not when another program came to the front."""
        super().focusOutEvent(event)
        if event.reason() in _LEFT_FOR_GOOD:
            self.left.emit()

    @painted_over(QLineEdit)
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the text and the icon before it."""
        spot = QRectF(20, (self.height() - 16) / 2, 16, 16)
        paint_icon(painter, "search", spot, current_theme().tokens.text2)
