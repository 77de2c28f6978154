"""The pointer on the canvas: what a press begins, and what lies under it when nothing is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from playground.app.opened_groups import open_in_place
from playground.app.texts import tr
from playground.gui.canvas.gestures.band import Band
from playground.gui.canvas.gestures.base import Gesture, Pointer
from playground.gui.canvas.gestures.connect import Connect
from playground.gui.canvas.gestures.move import Move
from playground.gui.canvas.gestures.pan import Pan
from playground.gui.canvas.gestures.press import Press
from playground.gui.canvas.gestures.slide import Slide
from playground.gui.canvas.reach import port_to_press, wire_at
from playground.gui.canvas.surface import Surface
from playground.gui.canvas.toolbox import Tools
from playground.gui.widgets.plain import set_tip

if TYPE_CHECKING:
    from playground.gui.canvas.block_item import BlockItem
    from playground.gui.canvas.bodies.base import Hit
    from playground.gui.canvas.edge_item import EdgeItem

CLICKED = ("feature", "add", "previous", "next")
SLID = ("mask",)


class PointerTool:
    """Begin gestures and follow hovering."""

    def __init__(self, view: Surface, tools: Tools) -> None:
        self._view = view
        self._tools = tools
        self.gesture: Gesture | None = None
        self._hovered: BlockItem | None = None
        self._hot: BlockItem | None = None  # whose unit or feature is framed
        self._lit: list[EdgeItem] = []
        self._unit: tuple[str, int] | None = None

    def pointer(self, event: QMouseEvent) -> Pointer:
        """Return where an event happened."""
        at = event.position()
        return Pointer(self._view.navigator.to_scene(at), at, event.modifiers())

    # gestures

    def press(self, event: QMouseEvent) -> None:
        """Begin what a press here means."""
        if self.gesture is not None:
            return
        at = self.pointer(event)
        if event.button() == Qt.MouseButton.MiddleButton or self._view.space_held:
            self._view.hold_space(True, used=True)
            self.gesture = Pan(self._view, at)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.gesture = self._begin(at)

    def _begin(self, at: Pointer) -> Gesture | None:
        view, canvas = self._view, self._view.canvas
        telling = self._tools.telling
        problem, port = telling.at(at.scene), port_to_press(canvas, at.scene)
        if problem is not None and port is None:
            telling.open(problem)
            return None
        telling.press()
        view.choose_edge(None)
        if port is not None:
            return Connect(view, at, telling, port[0].face.node_id, port[1], port[2])
        item = canvas.block_at(at.scene)
        if item is not None:
            if item.fold_rect.contains(at.scene):
                open_in_place(view.workspace, {item.face.node_id})
                return None
            hit = item.hit(at.scene)
            if hit is not None and hit.kind in SLID:
                return Slide(view, at, item)
            if hit is not None and hit.kind in CLICKED:
                return Press(view, at, self._tools, item, hit)
            return Move(view, at, self._tools, item.face.node_id)
        return self._begin_between(at)

    def _begin_between(self, at: Pointer) -> Gesture | None:
        """Begin at a thread, a wire, or the empty canvas."""
        view = self._view
        found = self._tools.threads.find(at.scene)
        if found is not None:
            self._tools.threads.edit(*found)
            return None
        edge = wire_at(view.canvas, at.scene)
        if edge is not None:
            view.choose_edge(edge.edge)
            return None
        return Band(view, at)

    def move(self, event: QMouseEvent) -> None:
        """Follow with the gesture, or hover."""
        at = self.pointer(event)
        if self.gesture is not None:
            self.gesture.move(at)
        elif event.buttons() == Qt.MouseButton.NoButton:
            self.hover(at)

    def release(self, event: QMouseEvent) -> None:
        """End the gesture."""
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            gesture.release(self.pointer(event))

    def cancel(self) -> bool:
        """Cancel the gesture by Esc; return whether there was one."""
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    def let_go(self) -> None:
        """End the gesture where it stands: the network that it began in is shown no more."""
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            gesture.let_go()

    # hovering

    def hover(self, at: Pointer) -> None:
        """Light what lies under the pointer."""
        view, canvas = self._view, self._view.canvas
        telling, threads = self._tools.telling, self._tools.threads
        telling.hover(telling.at(at.scene))
        port = port_to_press(canvas, at.scene)
        item = port[0] if port is not None else canvas.block_at(at.scene)
        self._hover_block(item)
        hit = item.hit(at.scene) if item is not None and port is None else None
        self._hover_hit(item, hit)
        on_thread = item is None and threads.hover(at.scene)
        if item is not None:
            threads.hover(None)
        self._hover_edge(None if item is not None or on_thread else at.scene)
        folds = item is not None and port is None and item.fold_rect.contains(at.scene)
        clicks = on_thread or folds or (hit is not None and hit.kind in (*CLICKED, *SLID))
        view.show_cursor(crosshair=port is not None, hand=clicks)
        if folds:
            set_tip(view.viewport(), tr("Open in place, or close again"))

    def _hover_block(self, item: BlockItem | None) -> None:
        if item is self._hovered:
            return
        if self._hovered is not None:
            self._hovered.set_mood(hovered=False)
        self._hovered = item
        if item is not None:
            item.set_mood(hovered=True)

    def _hover_hit(self, item: BlockItem | None, hit: Hit | None) -> None:
        if self._hot is not None and self._hot is not item:
            self._hot.set_hot(None)
        self._hot = item
        if item is not None:
            item.set_hot(hit)
        set_tip(self._view.viewport(), item.body.tooltip(hit) if item is not None and hit is not None else "")
        unit = (
            (item.face.node_id, hit.index)
            if item is not None and hit is not None and hit.kind == "unit"
            else None
        )
        if unit == self._unit:
            return
        before, self._unit = self._unit, unit
        if unit is not None:
            self._view.unit_hovered.emit(*unit)
        elif before is not None:
            self._view.unit_hovered.emit(before[0], None)

    def _hover_edge(self, point: QPointF | None) -> None:
        edge = wire_at(self._view.canvas, point) if point is not None else None
        chosen = self._view.canvas.edges.get(self._view.chosen_edge) if self._view.chosen_edge else None
        lit = [item for item in (edge, chosen) if item is not None]
        for item in self._lit:
            item.set_state(hovered=item in lit)
        for item in lit:
            item.set_state(hovered=True)
        self._lit = lit
        if edge is not None:
            set_tip(self._view.viewport(), edge.face.tip)

    def leave(self) -> None:
        """Put out every light: the pointer left the canvas."""
        self._hover_hit(self._hovered, None)
        self._hover_block(None)
        self._hover_edge(None)
        self._tools.threads.hover(None)
        self._tools.telling.hover(None)

    def forget(self) -> None:
        """Let go of blocks that may be gone, and of a gesture that holds one."""
        if self.gesture is not None and not self.gesture.holds() <= self._view.canvas.blocks.keys():
            self.let_go()
        blocks, edges = self._view.canvas.blocks, self._view.canvas.edges
        here = (item for item in (self._hovered, self._hot) if item is not None)
        gone = [item for item in here if blocks.get(item.face.node_id) is not item]
        self._hovered = None if self._hovered in gone else self._hovered
        self._hot = None if self._hot in gone else self._hot
        self._lit = [item for item in self._lit if edges.get(item.edge) is item]
