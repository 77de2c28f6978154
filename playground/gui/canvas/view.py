"""The canvas: hands the pointer to gestures and keys to walks, and follows the workspace."""

from time import thread_time

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from playground.app.opened_groups import open_group
from playground.app.workspace import Workspace
from playground.gui.canvas import ground
from playground.gui.canvas.commands import CanvasCommands
from playground.gui.canvas.keys import Keys
from playground.gui.canvas.menus import Menus
from playground.gui.theme.style import Theme
from playground.gui.widgets.guard import guarded


class CanvasView(CanvasCommands):
    """Show one workspace's network; see the signals of Surface for what the window may follow."""

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(workspace, theme, parent)
        self.keys = Keys(self)
        self.menus = Menus(self)
        self.follower.sync()

    def synced(self) -> None:
        """Take care of what may be gone after an edit."""
        super().synced()
        self.walk.forget()
        self.pixel_cursor.forget()
        self.pointer.forget()
        self.thread_tools.forget()
        self.microscope.forget()
        self.telling.reposition()

    def fit_again(self) -> None:
        """Fit another network, or one laid out anew, of which no gesture holds anything."""
        self.pointer.let_go()
        super().fit_again()

    # events

    def event(self, event: QEvent) -> bool:
        """Keep the keys that the canvas needs although the window has shortcuts for them."""
        if event.type() == QEvent.Type.ShortcutOverride and self.keys.wants(event):  # type: ignore[arg-type]
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow with the gesture, or hover."""
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the inspector of a block."""
        item = self.canvas.block_at(self.navigator.to_scene(event.position()))
        if item is not None and item.face.folds:
            open_group(self.workspace, item.face.node_id)
        elif item is not None:
            self.inspector_wanted.emit(item.face.node_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of what is under the pointer, or by the key of what is chosen."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        menu, where = self.menus.chosen() if by_key else self.menus.at(event.pos())
        menu.popup(self.viewport().mapToGlobal(where))
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        self.navigator.wheel(event.angleDelta().y(), event.position())
        self.navigated()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key means here."""
        if not self.keys.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Tell a tap of Space from a hold."""
        if not self.keys.release(event):
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Walk the blocks by Tab; past the last the focus goes on."""
        if self.hasFocus() and self.walk.tab(forward):  # not for the bars on the canvas
            return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin the walk where Tab comes in."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.walk.come_in()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away with the focus."""
        super().focusOutEvent(event)
        self.walk.focus(self.walk.node_id, ring=False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take blocks from the palette."""
        self.drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show what a drop would do."""
        self.drops.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Let everything slide back."""
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Drop the block."""
        self.drops.drop(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Put out what the pointer lit."""
        if self.pointer.gesture is None:
            self.pointer.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Adapt density and bars."""
        super().resizeEvent(event)
        self.place_bars()
        self._adapt()

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out what fits into the view, and ask for pictures as long as they can be seen."""
        super().showEvent(event)
        self._adapt()
        self.follower.watch_again()
        self.follower.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for no pictures that nobody sees."""
        super().hideEvent(event)
        self.follower.watch_again()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop everything that ticks."""
        self.shut_down()
        super().closeEvent(event)

    def shut_down(self) -> None:
        """Let go of the workspace and stop all timers; a second call does nothing."""
        if self.follower.stop():
            self.microscope.stop()
            self.pixel_cursor.stop()
            self.canvas.shut_down()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw, and remember how long that took."""
        began = thread_time()
        super().paintEvent(event)
        self.follower.spent_s += thread_time() - began

    @guarded
    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw the ground with its dots."""
        ground.paint_ground(painter, rect, self.canvas.look, self.navigator.zoom)

    @guarded
    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw guides, loose wires, leaders, and what an empty canvas says."""
        if not self.canvas.blocks:
            ground.paint_empty_words(
                painter, self.mapToScene(self.viewport().rect()).boundingRect(), self.canvas.look
            )
        self.telling.paint(painter)
        self.microscope.paint(painter)
        for each in (self.pointer.gesture, self._retraction):
            if each is not None:
                each.paint(painter)
