"""A block dragged in from the palette: inserted on a wire, attached at a port, placed elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from playground.app import edits
from playground.app.edits import Edit
from playground.app.texts import tr
from playground.core.errors import PlaygroundError
from playground.core.network.values import Edge
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.edge_item import HIT, REACH
from playground.gui.canvas.geometry import snap
from playground.gui.canvas.preview import Preview
from playground.gui.canvas.reach import port_to_drop_on, wire_to_drop_on
from playground.gui.canvas.surface import Surface


@dataclass(frozen=True)
class Aim:
    """What a drop would do here."""

    key: tuple[object, ...]  # equal keys: the same drop
    builder: Callable[..., Edit]
    args: tuple[object, ...]
    words: str = ""
    edge: Edge | None = None


class PaletteDrag:
    """Follow one drag over the canvas from entering to leaving or dropping."""

    def __init__(self, view: Surface, kind: str) -> None:
        self._view = view
        self.kind = kind
        self._aim: Aim | None = None
        self._preview = Preview(view)
        spec = view.workspace.catalogue.blocks.find(kind)
        self._chains = spec is not None and bool(spec.inputs) and bool(spec.outputs)
        self.title = tr(spec.title) if spec is not None else kind

    @property
    def edge(self) -> Edge | None:
        """Return the wire that is lit."""
        return self._aim.edge if self._aim else None

    def move(self, point: QPointF) -> None:
        """Show what a drop at a point of the scene would do."""
        aim = self._aim_at(point)
        if self._aim is None or aim.key != self._aim.key:
            self._aim = aim
            self._show(aim)
        self._preview.follow(point, aim.words)

    def _aim_at(self, point: QPointF) -> Aim:
        ws = self._view.workspace
        edge = self._wire_at(point)
        port = port_to_drop_on(self._view.canvas, point, edge)
        if port is not None:
            return self._aim_at_port(point, *port)
        if edge is not None:
            words = tr("Insert between {source} and {target}").format(
                source=ws.here.label_of(edge.source),
                target=ws.here.label_of(edge.target),
            )
            rows = self._view.canvas.drawn_sizes(self._view.navigator.free()).rows
            args = (self.kind, edge, ws.fields, rows, ws.inference.outputs)
            return Aim(("insert", edge), edits.insert, args, words, edge)
        return Aim(("place",), edits.place, (self.kind, self._corner(point)))

    def _aim_at_port(self, point: QPointF, item: BlockItem, side: str, name: str) -> Aim:
        node_id, shapes = item.face.node_id, self._view.workspace.inference.outputs
        words = tr("Attach to {block}").format(block=item.face.title)
        if side == "out":
            place = self._stored(item.scene_rect.topRight() + QPointF(72, 0))
            return Aim(
                ("attach", node_id, name), edits.attach, (self.kind, place, node_id, name, shapes), words
            )
        place = self._stored(item.scene_rect.topLeft() - QPointF(190, 0))
        return Aim(("before", node_id, name), edits.attach_before, (self.kind, place, node_id, name), words)

    def _wire_at(self, point: QPointF) -> Edge | None:
        """Return the wire that a drop means; while one is lit, its preview keeps it."""
        if not self._chains:
            return None
        if self._aim is not None and self._aim.edge is not None and self._preview.holds(point):
            return self._aim.edge
        canvas, block = self._view.canvas, self._view.canvas.block_at(point)
        on_block = block is not None and not block.is_frame
        return wire_to_drop_on(canvas, point, HIT if on_block else REACH)

    def _corner(self, point: QPointF) -> tuple[float, float]:
        x, y = self._stored(point - QPointF(57, 22))
        return (snap(x), snap(y))

    def _stored(self, point: QPointF) -> tuple[float, float]:
        return self._view.canvas.density.stored(point)

    def _show(self, aim: Aim) -> None:
        if aim.key == ("place",):
            self._preview.clear()
            return
        try:
            self._preview.show(aim.builder(self._view.workspace.here, *aim.args), aim.edge)
        except PlaygroundError as error:
            self._preview.clear()
            self._view.workspace.say(tr(error.message))

    def drop(self, point: QPointF) -> bool:
        """Do it: one step of undo."""
        self.move(point)
        aim = self._aim_at(point)
        words = self._preview.summary
        self._preview.clear(slide=False)
        self._aim = None
        done = self._view.workspace.apply(aim.builder, *aim.args)
        if done and words:
            self._view.workspace.say(words)
        if not done:
            self._view.canvas.slide_to(self._view.canvas.home_positions())
        return done

    def leave(self) -> None:
        """Let everything slide back."""
        self._aim = None
        self._preview.clear()
        self._view.workspace.say("")
