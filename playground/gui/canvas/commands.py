"""What menus, keys and other parts of the window ask of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QWidget

from playground.app import edits
from playground.app.link_commands import duplicate
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.errors import Problem, first_way
from playground.core.layout.tidy import DrawnSizes
from playground.core.network.values import Edge
from playground.gui.canvas import offers
from playground.gui.canvas.actions import BodyActions
from playground.gui.canvas.drops import Drops
from playground.gui.canvas.following import Follower
from playground.gui.canvas.microscope import Microscope
from playground.gui.canvas.pixel_cursor import PixelCursor
from playground.gui.canvas.pointer import PointerTool
from playground.gui.canvas.problems import Telling
from playground.gui.canvas.quick_add import Offer
from playground.gui.canvas.surface import Surface
from playground.gui.canvas.thread_tools import ThreadTools
from playground.gui.canvas.toolbox import Tools
from playground.gui.canvas.walk import Walk
from playground.gui.theme.style import Theme


class CanvasCommands(Surface):
    """The canvas with its tools, and the commands that use them."""

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(workspace, theme, parent)
        self.telling = Telling(self)
        self.microscope = Microscope(self)
        self.thread_tools = ThreadTools(self, self._on_thread)
        self.walk = Walk(self)
        self.pixel_cursor = PixelCursor(self, self.walk)
        self.actions_in_bodies = BodyActions(self, self.microscope, self.pixel_cursor)
        tools = Tools(self.telling, self.thread_tools, self.actions_in_bodies, self.walk)
        self.pointer = PointerTool(self, tools)
        self.drops = Drops(self)
        self.follower = Follower(self, self.telling, self.thread_tools)
        self.zoom_changed.connect(self._reposition)
        self.modes.switched.connect(self._on_units)

    def cover(self, covered: int) -> None:
        """Keep what is told here above the px at the lower edge that something lies over."""
        self.covered = self.bubble.covered = self.telling.popover.covered = covered
        self.bubble.stand_clear()
        self.place_bars()
        self._reposition()

    def _on_thread(self) -> None:
        """Ask for gradients while a thread is looked at."""
        self.follower.watch_again()

    def _on_units(self, mode: str) -> None:
        if mode == "units":
            self.follower.sync()

    def _reposition(self) -> None:
        self.telling.reposition()
        self.microscope.reposition()

    def drawn_sizes(self) -> DrawnSizes:
        """Return how blocks and wires are drawn, and how much of them the view shows at 100 %."""
        return self._drawn_sizes()

    def _held(self) -> bool:
        return self.in_gesture

    def select_all(self) -> None:
        """Select every block."""
        self.workspace.select(frozenset(self.workspace.here.network.nodes))

    def delete_selected(self) -> None:
        """Remove the chosen wire, or the selected blocks."""
        edge, self.chosen_edge = self.chosen_edge, None
        if edge is not None:
            self.workspace.apply(edits.disconnect, edge)
        else:
            self.workspace.apply(edits.delete, self.workspace.selection)

    def duplicate_selected(self) -> None:
        """Copy the selected blocks."""
        duplicate(self.workspace)

    def apply_first_fix(self) -> None:
        """Apply the first fix of the problem that is told, or of the first problem."""
        told = (self.telling.shown,) if self.telling.shown is not None else self.workspace.problems
        fix = next((fix for each in told if (fix := first_way(each.fixes))), None)
        if fix is not None:
            self.telling.mend(fix)

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

    def show_unit_at_work(self) -> None:
        """Take one number apart, or put it together again; of a goal of pixels look at one of them."""
        if self.microscope.is_open:
            self.microscope.close()
        elif self.pixel_cursor.is_on:
            self.pixel_cursor.leave()
        elif not self.pixel_cursor.begin():
            self.microscope.open_somewhere()

    def focus_block(self, node_id: str) -> None:
        """Select a block, bring it into view and give it the keyboard."""
        self.workspace.select(frozenset({node_id}))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.walk.focus(node_id)

    def centre_block(self, node_id: str) -> None:
        """Select a block and bring it to the middle."""
        self.focus_block(node_id)
        self.centerOn(self.canvas.blocks[node_id].scene_rect.center())

    def offer_on_wire(self, edge: Edge) -> None:
        """Open the menu of blocks that can be inserted into a wire."""
        item = self.canvas.edges.get(edge)
        if item is None:
            return

        def take(offer: Offer) -> None:
            rows = self.drawn_sizes().rows
            ws = self.workspace
            ws.apply(edits.insert, offer.spec.id, edge, ws.fields, rows, ws.inference.outputs)

        found = offers.insertable(self.workspace, edge)
        self._open_quick_add(found, tr("Enter inserts, Esc leaves"), take, item.middle)

    def keep_in_view(self) -> None:
        """Scroll as little as shows the only block selected."""
        items = [self.canvas.blocks[each] for each in self.workspace.selection if each in self.canvas.blocks]
        if len(items) == 1:
            self.ensureVisible(items[0].scene_rect, 24, 24)

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
        looking = self.microscope.is_open or self.pixel_cursor.is_on
        return self.in_gesture or self.telling.shown is not None or looking

    @property
    def in_gesture(self) -> bool:
        """Tell whether something is being dragged or drawn."""
        return self.pointer.gesture is not None or self.walk.connecting or self.drops.drag is not None

    def cancel_gesture(self) -> bool:
        """Take back what is being dragged or drawn; False: nothing is."""
        if self.pointer.cancel() or self.drops.leave():
            return True
        if self.walk.connecting:
            self.walk.leave_wire()
            return True
        return False

    def escape(self) -> None:
        """Cancel the gesture; without one close what is told; else select nothing.

        From a button that lies on the canvas it leads back to the canvas first.
        """
        if self.cancel_gesture():
            return
        if not self.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self.telling.shown is not None:
            self.telling.close()
        elif self.microscope.is_open:
            self.microscope.close()
        elif self.pixel_cursor.is_on:
            self.pixel_cursor.leave()
        elif self.workspace.time.is_back:
            self.workspace.time.go_live()
        elif not self.workspace.notices.leave():
            self.workspace.select(frozenset())
            self.walk.focus(None)
