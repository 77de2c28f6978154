"""The command palette: type a few letters, Enter runs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.dialogs.command_list import ENTRY, PAD, ROW, EntryList, EntryModel, Index, Matches
from playground.gui.dialogs.entries import Entry, Runner, entries
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import LIVE, RADIUS_POPOVER, REGULAR
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.guard import painted, painted_over
from playground.gui.widgets.painting import box
from playground.gui.widgets.shadow import draw_shadow

WIDTH, TOP, LINE_HEIGHT, ROWS = 560, 72, 48, 10
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


class CommandPalette(QWidget):
    """A layer over the window with a line to type in and what fits; it goes on Esc or when it is left."""

    def __init__(self, workspace: Workspace, actions: Runner, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(tr("Commands"))
        self._workspace, self._window = workspace, parent
        self._before = QApplication.focusWidget()
        self._panel = QFrame(self)
        self.line = _Line(self._panel)
        self.matches = Matches(EntryModel(entries(workspace, actions), self), self)
        self.list = EntryList(self.matches, self._panel)
        self._none = EmptyState(
            "search", tr("Nothing matches."), tr("Try the name of a command, a block, data or a template."),
            framed=False, parent=self._panel,
        )  # fmt: skip
        self._lay_out()
        self._follow()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(0, 0, 0, PAD)
        column.setSpacing(0)
        column.addWidget(self.line)
        column.addSpacing(PAD + 1)
        column.addWidget(self.list)
        column.addWidget(self._none)

    def _follow(self) -> None:
        self.line.textChanged.connect(self._search)
        self.line.walked.connect(self.list.walk)
        self.line.entered.connect(self.run_current)
        self.line.closed.connect(self.close)
        self.line.left.connect(self.close)
        self.list.clicked.connect(self._run)
        self.list.current_moved.connect(self.line.setAccessibleDescription)
        self._window.installEventFilter(self)

    def open(self) -> None:
        """Show the palette over the window, ready to type."""
        self._place()
        self._search("")
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _search(self, query: str) -> None:
        self.matches.search(query)
        found = self.matches.rowCount()
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
        rows = min(ROWS, max(3, self.matches.rowCount()), (window.height() - top - LINE_HEIGHT - 40) // ROW)
        self._panel.setGeometry(
            (window.width() - width) // 2, top, width, LINE_HEIGHT + 2 * PAD + 1 + ROW * rows
        )

    def run_current(self) -> None:
        """Run the chosen entry."""
        self._run(self.list.currentIndex())

    def _run(self, index: Index) -> None:
        entry = index.data(ENTRY) if index.isValid() else None
        if not isinstance(entry, Entry):
            return
        if entry.reason:
            self._workspace.say(entry.reason)
            return
        self.close()
        entry.run()

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


class _Line(QLineEdit):
    """The line to type in; it keeps every key from the window's shortcuts."""

    walked = Signal(int)
    entered = Signal()
    closed = Signal()  # Esc, or the palette's own key again
    left = Signal()  # something else took the focus

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("Search commands, blocks, data, templates"))
        self.setAccessibleName(tr("Search commands"))
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
        palette_key = key == Qt.Key.Key_K and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if key in _STEPS:
            self.walked.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape or palette_key:
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
