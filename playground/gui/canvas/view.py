"""The canvas: shows the scene, hands the pointer to gestures and keys to walks, and follows the workspace."""

from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from playground.app import edits
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.errors import Problem
from playground.core.network.values import Edge
from playground.gui.canvas import ground, offers
from playground.gui.canvas.actions import BodyActions
from playground.gui.canvas.bars import HintBar, Legend, ModeBar, ZoomBar
from playground.gui.canvas.bubble import Bubble
from playground.gui.canvas.drops import Drops
from playground.gui.canvas.following import Follower
from playground.gui.canvas.gestures.connect import Retraction
from playground.gui.canvas.keys import Keys
from playground.gui.canvas.look import Look, level
from playground.gui.canvas.navigation import STEP, Navigator
from playground.gui.canvas.pointer import PointerTool
from playground.gui.canvas.problems import Telling
from playground.gui.canvas.quick_add import Offer, QuickAdd
from playground.gui.canvas.scene import CanvasScene
from playground.gui.canvas.thread_tools import ThreadTools
from playground.gui.canvas.walk import Walk
from playground.gui.theme.style import Theme

COMPACT_BELOW = 800  # width of the canvas
SLACK = 24  # so that a splitter at the limit does not make it flicker
TOP = 68.0  # below the bars
EDGE = 16


class CanvasView(QGraphicsView):
    """Show one workspace's network; see the signals for what the window may follow."""

    unit_hovered = Signal(str, object)  # id of the block, unit index or None
    inspector_wanted = Signal(str)  # Enter or a double click on a block
    message = Signal(str)  # a sentence for the status bar
    play_wanted = Signal()  # Space was tapped
    zoom_changed = Signal(float)

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.theme = theme
        reduce_motion = workspace.settings.values.reduce_motion
        self.canvas = CanvasScene(Look(theme.tokens, reduce_motion=reduce_motion))
        self.sample = 0  # which picture of the validation samples the blocks look at
        self.chosen_edge: Edge | None = None
        self.space_held = False
        self._space_used = False
        self._navigated = False  # the person zoomed or panned: fit no more by itself
        self._retraction: Retraction | None = None
        self._quick_add: QuickAdd | None = None
        self._prepare()
        self._make_tools()
        self.follower = Follower(self)
        self.follower.sync()

    def _prepare(self) -> None:
        self.setScene(self.canvas)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Canvas"))

    def _make_tools(self) -> None:
        self.navigator = Navigator(self)
        self.bubble = Bubble(self)
        self.telling = Telling(self)
        self.thread_tools = ThreadTools(self)
        self.actions_in_bodies = BodyActions(self)
        self.walk = Walk(self)
        self.pointer = PointerTool(self)
        self.drops = Drops(self)
        self.modes = ModeBar(self)
        self.legend = Legend(self)
        self.zoom_bar = ZoomBar(self)
        self.hints = HintBar(self)
        self.keys = Keys(self)
        self.modes.switched.connect(self._on_mode)
        self.zoom_bar.out_wanted.connect(self.zoom_out)
        self.zoom_bar.in_wanted.connect(self.zoom_in)
        self.zoom_bar.fit_wanted.connect(self.fit)

    # looks

    def set_look(self, **changes: Any) -> None:
        """Draw everything in another way."""
        look = self.canvas.look.at(**changes)
        if look != self.canvas.look:
            self.canvas.show_look(look)
            self.viewport().update()
            self.modes.show_modes(look, self._pictures)
            self.show_legend()

    @property
    def _pictures(self) -> bool:
        return "image" in self.workspace.fields.fields

    def _on_mode(self, name: str, on: bool) -> None:
        self.set_look(**{name: on})
        if name == "units":
            self.follower.sync()

    def show_legend(self) -> None:
        """Say what the threads' colours mean, where there is room for it."""
        look = self.canvas.look
        reach = self.canvas.wires.reach if look.threads and look.units else None
        room = self.width() >= COMPACT_BELOW
        self.legend.show_reach(reach if room else None, self._pictures and room)

    def synced(self) -> None:
        """Take care of what may be gone after an edit."""
        if self.chosen_edge not in self.canvas.edges:
            self.chosen_edge = None
        if self.walk.node_id not in self.canvas.blocks:
            self.walk.node_id = None
        self.pointer.forget()
        self.thread_tools.forget()
        self.modes.show_modes(self.canvas.look, self._pictures)
        self.place_bars()
        self.telling.reposition()

    def show_cursor(self, crosshair: bool = False, hand: bool = False) -> None:
        """Show the cursor that says what a press would do."""
        shape = Qt.CursorShape.ArrowCursor
        if self.space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif crosshair:
            shape = Qt.CursorShape.CrossCursor
        elif hand:
            shape = Qt.CursorShape.PointingHandCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def place_bars(self) -> None:
        """Put the floating bars in their corners."""
        self.modes.adjustSize()
        self.zoom_bar.adjustSize()
        self.modes.move(EDGE, 14)
        self.zoom_bar.move(self.width() - self.zoom_bar.width() - EDGE, 14)
        left, right = self.modes.geometry().right(), self.zoom_bar.x()
        self.legend.move((left + right - self.legend.width()) // 2, 18)
        self.hints.move(EDGE, self.height() - self.hints.height() - 14)

    # navigation

    def zoom_in(self) -> None:
        """Zoom in at the middle."""
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        """Zoom out at the middle."""
        self.zoom_by(1 / STEP)

    def zoom_by(self, factor: float) -> None:
        """Zoom by a factor at the middle."""
        self.navigator.zoom_by(factor)
        self.navigated()

    def zoom_to(self, zoom: float) -> None:
        """Zoom to a scale, 1.0 is 1:1."""
        self.navigator.zoom_to(zoom)
        self.navigated()

    def zoom_reset(self) -> None:
        """Show everything at 100 %."""
        self.zoom_to(1.0)

    def fit(self) -> None:
        """Show the whole network; from now on it stays fitted when the window changes."""
        self._navigated = False
        self.navigator.fit(self.canvas.network_rect(), TOP)
        self._zoomed()

    def fit_again(self) -> None:
        """Fit another project."""
        self._navigated = False
        self._adapt()

    def navigated(self) -> None:
        """Remember that the person chose what to see."""
        self._navigated = True
        self._zoomed()

    def _zoomed(self) -> None:
        zoom = self.navigator.zoom
        self.set_look(zoom=level(zoom))
        self.zoom_bar.show_zoom(zoom)
        self.telling.reposition()
        self.zoom_changed.emit(zoom)

    def _adapt(self) -> None:
        """Draw blocks closer in a narrow canvas, and fit as long as the person has not chosen what to see."""
        limit = COMPACT_BELOW + (SLACK if self.canvas.look.compact else 0)
        self.set_look(compact=self.viewport().width() < limit)
        if not self._navigated:
            self.fit()

    def thumbnail(self, width: int, height: int) -> QImage:
        """Return a small picture of the network."""
        return ground.thumbnail(self.canvas, width, height)

    # commands

    def select_all(self) -> None:
        """Select every block."""
        self.workspace.select_all()

    def choose_edge(self, edge: Edge | None) -> None:
        """Choose a wire, so that Delete removes it."""
        self.chosen_edge = edge
        for item in self.canvas.edges.values():
            item.set_state(hovered=item.edge == edge)
        if edge is not None:
            self.workspace.select(frozenset())

    def delete_selected(self) -> None:
        """Remove the chosen wire, or the selected blocks."""
        edge, self.chosen_edge = self.chosen_edge, None
        if edge is not None:
            self.workspace.apply(edits.disconnect, edge)
        else:
            self.workspace.apply(edits.delete, self.workspace.selection)

    def duplicate_selected(self) -> None:
        """Copy the selected blocks."""
        self.workspace.apply(edits.duplicate, self.workspace.selection)

    def apply_first_fix(self) -> None:
        """Apply the first fix of the problem that is told, or of the first problem."""
        problem = self.telling.shown or next((each for each in self.workspace.problems if each.fixes), None)
        if problem is not None and problem.fixes:
            self.telling.mend(problem.fixes[0])

    def next_problem(self) -> None:
        """Go to the problem after the one that is told."""
        problems = [each for each in self.workspace.problems if self.telling.place_of(each) is not None]
        if problems:
            shown = self.telling.shown
            index = problems.index(shown) + 1 if shown in problems else 0
            self.show_problem(problems[index % len(problems)])

    def show_problem(self, problem: Problem) -> None:
        """Bring a problem's place into view and tell it."""
        place = self.telling.place_of(problem)
        if place is None:
            return
        self.ensureVisible(QRectF(place.x() - 16, place.y() - 40, 32, 120), 8, 8)
        if problem.where.node in self.canvas.blocks:
            self.workspace.select(frozenset({problem.where.node}))
        self.telling.open(problem)

    def focus_block(self, node_id: str) -> None:
        """Select a block, bring it into view and give it the keyboard."""
        self.workspace.select(frozenset({node_id}))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.walk.focus(node_id)

    def show_sample(self, sample: int) -> None:
        """Let the blocks look at another picture; it wraps around."""
        count = self.canvas.outline.parts.get("validation", 0) if self.canvas.outline is not None else 0
        self.sample = sample % count if count else max(0, sample)
        self.follower.watch_again()

    def enter(self) -> None:
        """Draw the wire begun by keys, or go to the inspector of the block in focus."""
        if self.walk.connecting:
            self.walk.finish_wire()
            return
        node_id = self.walk.node_id or next(iter(self.workspace.selection), None)
        if node_id is not None:
            self.inspector_wanted.emit(node_id)

    @property
    def busy(self) -> bool:
        """Tell whether Esc has something to cancel here."""
        drawing = self.pointer.gesture is not None or self.walk.connecting or self.drops.drag is not None
        return drawing or self.telling.shown is not None

    def escape(self) -> None:
        """Cancel the gesture; without one close what is told; else select nothing."""
        if self.pointer.cancel() or self.drops.leave():
            return
        if self.walk.connecting:
            self.walk.leave_wire()
        elif self.telling.shown is not None:
            self.telling.close()
        else:
            self.workspace.select(frozenset())
            self.walk.focus(None)

    # helpers of gestures

    def tell(self, words: str, place: QPointF) -> None:
        """Say why something cannot be, at its place, for a few seconds."""
        self.message.emit(words)
        self.bubble.say(words, self.mapFromScene(place), "bad", passing=True)

    def retract(self, retraction: Retraction | None) -> None:
        """Draw a loose wire that goes back."""
        self._retraction = retraction
        self.viewport().update()

    def offer_blocks(self, node_id: str, side: str, port: str, place: QPointF) -> None:
        """Open the menu of blocks that fit at a loose wire's end."""
        found = offers.offers(self.workspace, node_id, side, port)
        note = offers.note(self.workspace, node_id, side, port)
        shift = QPointF(0, -22) if side == "out" else QPointF(-115, -22)
        corner = self.canvas.density.stored(place + shift)

        def take(offer: Offer) -> None:
            builder = offers.attached(self.workspace, offer.spec.id, node_id, side, port, corner)
            self.workspace.edit(builder)

        self._quick_add = QuickAdd(self, found, note, take)
        self._quick_add.open_at(QPointF(self.mapFromScene(place)))

    @property
    def quick_add(self) -> QuickAdd | None:
        """Return the menu at a loose wire's end, while it is open."""
        return self._quick_add

    def hold_space(self, held: bool) -> None:
        """Pan while Space is held; a tap plays."""
        self.space_held = held
        if held:
            self._space_used = False
        elif not self._space_used:
            self.play_wanted.emit()
        self.show_cursor()

    def space_used(self) -> None:
        """Remember that Space was held to pan."""
        self._space_used = True

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
        item = self.canvas.block_at(self.pointer.to_scene(event.position()))
        if item is not None:
            self.inspector_wanted.emit(item.face.node_id)

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
        return self.walk.tab(forward) or super().focusNextPrevChild(forward)

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
        """Ask for pictures as long as they can be seen."""
        super().showEvent(event)
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
            self.canvas.shut_down()

    def drawBackground(self, painter: QPainter, rect: QRectF | Any) -> None:
        """Draw the ground with its dots."""
        ground.paint_ground(painter, rect, self.canvas.look, self.navigator.zoom)

    def drawForeground(self, painter: QPainter, rect: QRectF | Any) -> None:
        """Draw guides, loose wires, leaders, and what an empty canvas says."""
        if not self.canvas.blocks:
            ground.paint_empty_words(
                painter, self.mapToScene(self.viewport().rect()).boundingRect(), self.canvas.look
            )
        self.telling.paint(painter)
        for each in (self.pointer.gesture, self._retraction):
            if each is not None:
                each.paint(painter)
