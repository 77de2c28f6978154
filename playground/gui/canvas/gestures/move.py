"""Move blocks: snapped to grid and port lines, onto a wire, with Alt as copies, with Shift linked ones."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.app import edits
from playground.core.network.block_path import BlockPath
from playground.core.network.linking import names_in
from playground.gui.canvas.edge_item import HIT
from playground.gui.canvas.geometry import PORT_Y, SNAP_REACH, snapped
from playground.gui.canvas.gestures.base import Gesture, Pointer
from playground.gui.canvas.reach import wire_to_drop_on
from playground.gui.canvas.surface import Surface
from playground.gui.canvas.toolbox import Tools

if TYPE_CHECKING:
    from playground.core.network.values import Edge

Place = tuple[float, float]
NEIGHBOUR = 1200.0  # scene units within which port lines attract


class Move(Gesture):
    """Drag one block or all selected ones; the project changes once, on release."""

    def __init__(self, view: Surface, start: Pointer, tools: Tools, node_id: str) -> None:
        super().__init__(view, start)
        self._tools = tools
        self._node_id = node_id
        self._ids: tuple[str, ...] = ()
        self._homes: dict[str, Place] = {}
        self._shift = QPointF()
        self._guide: float | None = None
        self._target: Edge | None = None
        self._key = object()  # one step of undo for copy and move
        self._copied = False
        self._others: list[Place] = []  # y, x: corners of the blocks that stand still, from the top
        self._links = start.holds(Qt.KeyboardModifier.ShiftModifier)  # of copies: they share weights
        self._toggled = start.holds(Qt.KeyboardModifier.ShiftModifier) or start.holds(
            Qt.KeyboardModifier.ControlModifier
        )

    # the drag

    def move(self, at: Pointer) -> None:
        """Take the blocks along."""
        if not self._ids:
            if not self.far(at):
                return
            self._begin()
        self._guide = self._follow(at)
        self._aim(at)
        self.view.viewport().update()

    def _begin(self) -> None:
        ws = self.view.workspace
        if self._node_id not in ws.selection:
            ws.select(frozenset({self._node_id}))
        if self.start.holds(Qt.KeyboardModifier.AltModifier):
            self._copy()
        self._ids = tuple(node_id for node_id in self.scene.blocks if _goes_with(node_id, ws.selection))
        self._homes = self._drawn(self._ids)
        for node_id in self._ids:
            self.scene.blocks[node_id].set_mood(dragging=True)
        still = (item for node_id, item in self.scene.blocks.items() if node_id not in self._ids)
        self._others = sorted((item.y(), item.x()) for item in still)

    def _copy(self) -> None:
        """Drag copies that start where their originals are."""
        ws = self.view.workspace
        order = [node_id for node_id in ws.here.network.nodes if node_id in ws.selection]
        before = {node_id: QPointF(item.pos()) for node_id, item in self.scene.blocks.items()}
        more = {"taken": names_in(ws.project.network), "shared": self._links}
        if ws.apply(edits.duplicate, ws.selection, (0.0, 0.0), merge_key=self._key, **more):
            copies = [node_id for node_id in ws.here.network.nodes if node_id in ws.selection]
            self._copied, self._node_id = True, copies[order.index(self._node_id)]
            on_top = {copy: before[each] for each, copy in zip(order, copies, strict=True)}
            self.scene.put(before | on_top)  # nobody makes room for what is only passing

    def _drawn(self, ids: Iterable[str]) -> dict[str, Place]:
        """Return where blocks are drawn, as the project would store it."""
        nodes, density = self.view.workspace.here.network.nodes, self.scene.density
        found = {}
        for node_id in ids:
            place, stored = self.scene.blocks[node_id].pos(), nodes[node_id].position
            found[node_id] = stored if place == density.shown(stored) else density.stored(place)
        return found

    def _gave_way(self) -> dict[str, Place]:
        """Return where blocks are drawn that are not dragged and had made room: they stay there."""
        nodes = self.view.workspace.here.network.nodes
        drawn = self._drawn(name for name in self.scene.blocks if name not in self._ids)
        return {name: place for name, place in drawn.items() if place != nodes[name].position}

    def _follow(self, at: Pointer) -> float | None:
        """Put the blocks where the pointer takes them; the grid is that of the stored positions."""
        density = self.scene.density
        lead = QPointF(*self._homes[self._node_id])
        wanted = lead + QPointF(*density.stored(at.scene - self.start.scene))
        free = at.holds(Qt.KeyboardModifier.ControlModifier)
        corner, guide = snapped(wanted, self._lines(density.shown(wanted.toTuple())), free)
        self._shift = corner - lead
        self.scene.put({name: density.shown(place) for name, place in self._places().items()})
        return guide

    def _places(self) -> dict[str, Place]:
        """Return where the blocks are now, as the project stores it."""
        return {name: (x + self._shift.x(), y + self._shift.y()) for name, (x, y) in self._homes.items()}

    def _lines(self, wanted: QPointF) -> list[float]:
        """Return the tops of blocks nearby that stand still: their ports lie on one line with ours."""
        first = bisect_left(self._others, (wanted.y() - SNAP_REACH, -math.inf))
        last = bisect_right(self._others, (wanted.y() + SNAP_REACH, math.inf))
        return [y for y, x in self._others[first:last] if abs(x - wanted.x()) < NEIGHBOUR]

    def _aim(self, at: Pointer) -> None:
        """Light the wire that the block would be put on."""
        target = self._wire_at(at.scene) if len(self._ids) == 1 else None
        if target == self._target:
            return
        for edge in (self._target, target):
            if edge is not None and edge in self.scene.edges:
                self.scene.edges[edge].set_state(target=edge == target)
        self._target = target

    def _wire_at(self, point: QPointF) -> Edge | None:
        face = self.scene.blocks[self._node_id].face
        if not face.inputs or not face.outputs:
            return None
        return wire_to_drop_on(self.scene, point, HIT, self._node_id)

    # the end

    def release(self, at: Pointer) -> None:
        """Store where the blocks are, or select the one that was clicked."""
        if not self._ids:
            self._click()
            return
        target, places, aside = self._target, self._places(), self._gave_way()
        self._rest()
        ws = self.view.workspace
        if target is not None:
            rows = self.scene.drawn_sizes(self.view.navigator.free()).rows
            done = ws.apply(
                edits.move_onto, self._node_id, target, places[self._node_id], rows, merge_key=self._key
            )
        else:
            done = ws.apply(edits.move, places, aside, merge_key=self._key)
        ws.editing.end_merge()
        if not done:
            self.scene.slide_to(self.scene.home_positions())
        self.view.viewport().update()

    def _click(self) -> None:
        ws = self.view.workspace
        if self._toggled:
            ws.select(ws.selection ^ {self._node_id})
        else:
            ws.select(frozenset({self._node_id}))
        self._tools.walk.focus(self._node_id, ring=False)
        if not self._toggled:
            self._look_into()

    def _look_into(self) -> None:
        """Take the number apart that was clicked, if one was."""
        item = self.scene.blocks[self._node_id]
        hit = item.hit(self.start.scene)
        if hit is not None and hit.kind in ("unit", "pixel"):
            self._tools.bodies.look_into(item, hit)

    def cancel(self) -> None:
        """Slide back; a copy vanishes."""
        if not self._ids:
            return
        self._rest()
        ws = self.view.workspace
        ws.editing.end_merge()
        if self._copied:
            ws.editing.undo()
        self.scene.slide_to(self.scene.home_positions())
        self.view.viewport().update()

    def holds(self) -> frozenset[str]:
        """Return the blocks that are dragged."""
        return frozenset({self._node_id, *self._ids})

    def let_go(self) -> None:
        """Leave the blocks where the new network has them; what is undoable there is none of ours."""
        self._rest()
        self.view.workspace.editing.end_merge()
        self.scene.slide_to(self.scene.home_positions())

    def _rest(self) -> None:
        for node_id in self._ids:
            if node_id in self.scene.blocks:
                self.scene.blocks[node_id].set_mood(dragging=False)
        if self._target is not None and self._target in self.scene.edges:
            self.scene.edges[self._target].set_state(target=False)
        self._guide = self._target = None

    def paint(self, painter: QPainter) -> None:
        """Draw the line on which ports meet."""
        if self._guide is None or not self._ids:
            return
        pen = QPen(self.scene.look.tokens.accent_text, 1, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        lead = self.scene.blocks[self._node_id]
        near = [item for item in self.scene.blocks.values() if item.y() == self._guide]
        left = min(item.scene_rect.left() for item in [*near, lead]) - 24
        right = max(item.scene_rect.right() for item in [*near, lead]) + 24
        painter.drawLine(QLineF(left, self._guide + PORT_Y, right, self._guide + PORT_Y))


def _goes_with(node_id: str, chosen: frozenset[str]) -> bool:
    """Tell whether a block is chosen, or lies in a group that is."""
    path = BlockPath.of(node_id)
    return any(str(each) in chosen for each in (path, *path.around))
