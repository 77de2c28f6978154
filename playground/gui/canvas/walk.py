"""Keys on the canvas: walk the blocks along their wires, draw a wire from the block in focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent

from playground.app import edits
from playground.app.connecting import fitting_inputs
from playground.app.texts import tr
from playground.core.graph.judge import TOO_MANY_WIRES
from playground.core.network.topology import incoming, order, outgoing
from playground.core.network.values import Edge, Network
from playground.core.sentences import Text
from playground.gui.canvas.surface import Surface

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Walk:
    """Hold which block has the focus of the keyboard, and the wire being drawn by keys."""

    def __init__(self, view: Surface) -> None:
        self._view = view
        self.node_id: str | None = None
        self._source: str | None = None  # a wire is being drawn from here
        self._targets: list[str] = []

    @property
    def connecting(self) -> bool:
        """Tell whether a wire is being drawn by keys."""
        return self._source is not None

    @property
    def _network(self) -> Network:
        return self._view.workspace.here.network

    def focus(self, node_id: str | None, ring: bool = True) -> None:
        """Give the focus to a block, show its ring and say its name."""
        for name, block in self._view.canvas.blocks.items():
            block.set_mood(focused=ring and name == node_id)
        self.node_id = node_id
        item = self._view.canvas.blocks.get(node_id or "")
        if item is not None and ring:
            self._view.ensureVisible(item.scene_rect, 24, 24)
        self._speak()

    def _speak(self) -> None:
        """Tell a screen reader which block has the focus, with setting, shape and problem."""
        face = (
            self._view.canvas.blocks[self.node_id].face if self.node_id in self._view.canvas.blocks else None
        )
        words = tr("Canvas") if face is None else face.spoken
        problem = next(
            (each for each in self._view.workspace.problems if each.where.node == self.node_id), None
        )
        if face is not None and problem is not None:
            words = f"{words}. {tr(problem.message)}"
        self._view.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self._view, QAccessible.Event.DescriptionChanged))

    def tab(self, forward: bool) -> bool:
        """Go to the next block along the wires; False past the last, so that the focus leaves the canvas."""
        names = [name for name in order(self._network) if name in self._view.canvas.blocks]
        if self.connecting:
            return self._next_target(1 if forward else -1)
        if self.node_id not in names:
            index = 0 if forward else len(names) - 1
        else:
            index = names.index(self.node_id) + (1 if forward else -1)
        if not 0 <= index < len(names):
            self.focus(None)
            return False
        self._choose(names[index])
        return True

    def come_in(self) -> None:
        """Begin at the selected block; without one the next Tab chooses the first."""
        chosen = [name for name in order(self._network) if name in self._view.workspace.selection]
        self.focus(chosen[0] if chosen else None)

    def _choose(self, node_id: str) -> None:
        self._view.workspace.select(frozenset({node_id}))
        self.focus(node_id)

    def arrow(self, key: Qt.Key) -> None:
        """Go along a wire, or to the nearest block above or below."""
        if self.connecting:
            self._next_target(1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1)
            return
        if self.node_id not in self._view.canvas.blocks:
            self.tab(True)
            return
        goal = self._along(key) if key in ARROWS[:2] else self._beside(key == Qt.Key.Key_Up)
        if goal is not None:
            self._choose(goal)

    def _along(self, key: Qt.Key) -> str | None:
        node_id = self.node_id or ""
        if key == Qt.Key.Key_Right:
            return next((edge.target for edge in outgoing(self._network, node_id)), None)
        return next((edge.source for edge in incoming(self._network, node_id)), None)

    def _beside(self, up: bool) -> str | None:
        blocks = self._view.canvas.blocks
        here = blocks[self.node_id or ""].scene_rect.center()
        others = [(name, item.scene_rect.center()) for name, item in blocks.items() if name != self.node_id]
        found = [(abs(there.x() - here.x()) + 2 * abs(there.y() - here.y()), name) for name, there in others
                 if (there.y() < here.y() - 8) == up and abs(there.y() - here.y()) > 8]  # fmt: skip
        return min(found)[1] if found else None

    # wires by keys

    def start_wire(self) -> None:
        """Begin a wire at the block in focus; arrows choose where it ends, Enter draws it."""
        ws = self._view.workspace
        item = self._view.canvas.blocks.get(self.node_id or "")
        if item is None or not item.face.outputs:
            ws.say(tr("Choose a block with an output first: Tab and arrows walk the blocks."))
            return
        fits = fitting_inputs(ws.here, item.face.node_id, item.face.outputs[0], ws.inference.outputs)
        self._targets = [name for name in order(self._network) if any(block == name for block, _ in fits)]
        if not self._targets:
            ws.say(tr("No other block takes what {block} gives.").format(block=item.face.title))
            return
        self._source = item.face.node_id
        for name, block in self._view.canvas.blocks.items():
            block.set_bright(frozenset(("in", port) for other, port in fits if other == name))
        self._next_target(0)

    def _next_target(self, step: int) -> bool:
        index = self._targets.index(self.node_id) + step if self.node_id in self._targets else 0
        self.focus(self._targets[index % len(self._targets)])
        here = self._view.workspace.here
        names = {"source": here.label_of(self._source or ""), "target": here.label_of(self.node_id or "")}
        self._view.workspace.say(tr("{source} → {target}: Enter connects, Esc leaves").format(**names))
        return True

    def forget(self) -> None:
        """Let go of blocks that are gone, and of a wire that is drawn from or to one."""
        blocks = self._view.canvas.blocks
        if self.connecting and not {self._source, *self._targets} <= blocks.keys():
            self.leave_wire()
        if self.node_id not in blocks:
            self.node_id = None

    def finish_wire(self) -> None:
        """Draw the wire to the block in focus."""
        source, target = self._source or "", self.node_id or ""
        self.leave_wire()
        blocks, ws = self._view.canvas.blocks, self._view.workspace
        start, ends = blocks[source].face.outputs[0], blocks[target].face.inputs
        spec = ws.here.spec_of(target)
        taken = {edge.target_port for edge in incoming(self._network, target)}
        free = next((port for port in ends if port not in taken), "")
        if not free and spec is not None and spec.takes_many:
            ws.say(tr(Text(TOO_MANY_WIRES, block=ws.here.label_of(target), most=len(ends))))
            return
        ws.apply(edits.connect, Edge(source, start, target, free or ends[0]), ws.inference.outputs)

    def leave_wire(self) -> None:
        """Leave without a wire."""
        self._source, self._targets = None, []
        for block in self._view.canvas.blocks.values():
            block.set_bright(None)
        self._view.workspace.say("")
