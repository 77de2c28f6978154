"""The scene: items kept in step with the project. It never edits; gestures call the app."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, QSizeF, QVariantAnimation
from PySide6.QtWidgets import QGraphicsScene

from playground.core.layout.tidy import DrawnSizes
from playground.core.network.block_path import BlockPath, lies_in
from playground.core.network.values import Edge, Network
from playground.gui.canvas import joins, placing
from playground.gui.canvas.bands import drawn_levels
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.bodies.base import Feed
from playground.gui.canvas.edge_item import EdgeItem
from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import Density, surrounding
from playground.gui.canvas.lanes import faces, only_moved
from playground.gui.canvas.look import Look
from playground.gui.canvas.nearby import Nearby
from playground.gui.canvas.overview import OverviewItem
from playground.gui.canvas.project_outline import Outline
from playground.gui.canvas.wires import Wires
from playground.gui.theme.tokens import TRANSITION_MS

FREE_SPACE = 4000.0  # around the blocks, so that one can pan beyond them
Port = tuple[BlockItem, str, str]  # block, side, name


class CanvasScene(QGraphicsScene):
    """Hold a block item for each block and wires between them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        # An index pays off for scenes at rest; here blocks move and pictures change all the time.
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.look = look
        self.outline: Outline | None = None
        self.blocks: dict[str, BlockItem] = {}
        self._around: QRectF | None = None  # of all blocks, until one of them is moved
        self._frames: list[tuple[BlockItem, list[BlockItem]]] = []  # groups open in place, what is in them
        self._homes: tuple[Network, dict[str, QPointF]] = (Network(), {})  # where blocks are drawn
        self._near: Nearby[str] = Nearby(lambda node_id: _reach(self.blocks[node_id]))
        self.wires = Wires(self, self.blocks, look)
        self.overview = OverviewItem(look)
        self.addItem(self.overview)
        self._feed = Feed()
        self._slide: QVariantAnimation | None = None

    @property
    def density(self) -> Density:
        """Return how far apart blocks are drawn."""
        return Density(self.look.compact)

    @property
    def edges(self) -> Mapping[Edge, EdgeItem]:
        """Return the wires."""
        return self.wires.edges

    # following the project

    def sync(self, outline: Outline, run_wires: bool = True) -> None:
        """Make, change and remove items so that they show a project.

        Without `run_wires` its wires wait for `settle`: its blocks are about to stand elsewhere.
        """
        self.stop_slide()
        network, before = outline.project.network, self.outline
        self.outline = outline
        self.wires.bands.levels = drawn_levels(outline)
        if before is not None and only_moved(before, outline):
            self._place_all(network)
            self.wires.follow(network)
            self._measure()
            return
        for node_id in self.blocks.keys() - network.nodes.keys():
            self.removeItem(self.blocks.pop(node_id))
        for node_id, face in faces(outline).items():
            self._show_block(node_id, face)
        self._find_frames()
        self._place_all(network)
        self.wires.sync(outline, run_wires)
        self._measure()

    def _show_block(self, node_id: str, face: Face) -> None:
        item = self.blocks.get(node_id)
        if item is not None:
            item.show_face(face)
        else:
            item = self.blocks[node_id] = BlockItem(face, self.look)
            item.setVisible(not self.look.overview)
            self.addItem(item)
        item.show_feed(self._feed)

    def _place_all(self, network: Network) -> None:
        """Put all blocks where they are drawn, those of a row as tall as its tallest."""
        places = placing.places(self.blocks, self._spots(network), {})
        self._homes = network, places
        joined = joins.joins(self.blocks, places, network, self.wires.bands.levels)
        tall = {node_id: each.height for node_id, each in joined.items()}
        for node_id, height in placing.heights(self.blocks, places, tall).items():
            item = self.blocks[node_id]
            item.set_height(height)
            item.set_lines(joined[node_id].lines if height >= tall.get(node_id, math.inf) else ())
            item.setPos(places[node_id])
        self._lift_skips()
        self._fit_frames()
        self._near.renew(self.blocks)

    def _lift_skips(self) -> None:
        """Let what skips lower levels arrive on its own line, where blocks stand level by level."""
        levels = self.wires.bands.levels
        self.wires.bands.follow(self.blocks)
        if levels is not None and self.wires.bands.bands:
            for node_id, lines in joins.skip_lines(self.blocks, levels).items():
                self.blocks[node_id].set_lines(lines)

    def places(self, network: Network, more: Mapping[str, QSizeF] | None = None) -> dict[str, QPointF]:
        """Return where blocks are drawn: where the network has them, or aside where others need the room.

        `more` are sizes of blocks that are not there yet.
        """
        if network is self._homes[0] and not more:
            return dict(self._homes[1])
        return placing.places(self.blocks, self._spots(network), more or {})

    def drawn_sizes(self, view: QSizeF) -> DrawnSizes:
        """Return how blocks and wires are drawn in a view that shows so much of the scene at 100 %."""
        drawn = placing.drawn_sizes(self.blocks, self.edges, self.density, view)
        return replace(drawn, levels=self.wires.bands.levels)

    def rect_of(self, network: Network) -> QRectF:
        """Return the rectangle around the blocks where a network has them."""
        sizes = {node_id: QSizeF(*item.size) for node_id, item in self.blocks.items()}
        return surrounding(QRectF(place, sizes[node_id]) for node_id, place in self.places(network).items())

    def _spots(self, network: Network) -> dict[str, QPointF]:
        return {node_id: self.density.shown(node.position) for node_id, node in network.nodes.items()}

    def _fit_frames(self) -> None:
        """Draw every frame around the blocks in it, inner frames first."""
        self._around = None
        for frame, inside in self._frames:
            frame.surround(surrounding(item.scene_rect for item in inside))
            self._near.moved(frame.face.node_id)

    def _find_frames(self) -> None:
        """Note which blocks lie in which frame, inner frames first."""
        frames = sorted(
            (name for name, item in self.blocks.items() if item.is_frame), key=_depth, reverse=True
        )
        held = {frame: [item for name, item in self.blocks.items() if name != frame and lies_in(name, frame)]
                for frame in frames}  # fmt: skip
        self._frames = [(self.blocks[frame], inside) for frame, inside in held.items()]

    def _measure(self) -> None:
        space = FREE_SPACE
        self.setSceneRect(self.network_rect().adjusted(-space, -space, space, space))
        if self.look.overview:
            self.overview.follow(self.blocks, self.wires.edges)

    def network_rect(self) -> QRectF:
        """Return the rectangle around all blocks; empty when there are none."""
        if self._around is None:
            self._around = surrounding(item.scene_rect for item in self.blocks.values())
        return QRectF(self._around)

    # following the network

    def show_feed(self, feed: Feed) -> None:
        """Take new pictures, and figures and weights where the feed has them."""
        if feed.with_figures:
            self._feed = feed
        for item in self.blocks.values():
            item.show_feed(feed)
        if feed.with_figures:
            self.wires.show_feed(feed)

    def show_look(self, look: Look) -> None:
        """Take another theme, zoom, density or mode."""
        before, self.look = self.look, look
        for item in self.blocks.values():
            item.show_look(look)
            item.setVisible(not look.overview)
        if before.compact != look.compact and self.outline is not None:
            self._place_all(self.outline.project.network)
        self.wires.show_look(look)
        self.overview.look = look
        self.overview.setVisible(look.overview)
        self._measure()
        self.run(look.running)
        self.update()

    def run(self, on: bool) -> None:
        """Let dots travel while the network trains."""
        self.wires.traffic.run(on and not self.look.reduce_motion and not self.look.overview)

    def select(self, ids: Iterable[str]) -> None:
        """Show which blocks are selected."""
        chosen = set(ids)
        changed = [item for name, item in self.blocks.items() if item.mood.selected != (name in chosen)]
        for item in changed:
            item.set_mood(selected=not item.mood.selected)
        if self.look.overview and changed:
            self.overview.follow(self.blocks, self.wires.edges)

    # what lies where

    def block_at(self, point: QPointF) -> BlockItem | None:
        """Return the uppermost block under a point."""
        here = [item for item in self._blocks_near(point) if item.covers(point)]
        return max(reversed(here), key=lambda item: item.zValue(), default=None)  # later ones lie above

    def _blocks_near(self, point: QPointF) -> list[BlockItem]:
        """Return the blocks that a point, or a port of them, may lie on."""
        near = (self.blocks[node_id] for node_id in self._near.at(point))
        return [item for item in near if item.isVisible()]

    def port_at(self, point: QPointF) -> Port | None:
        """Return the port whose area holds a point: (block, side, name); the nearest of several."""
        found = []
        for item in self._blocks_near(point):
            for side, name in item.ports():
                if item.port_area(side, name).contains(point):
                    found.append(((item.port(side, name) - point).manhattanLength(), (item, side, name)))
        return min(found, key=lambda each: each[0])[1] if found else None

    # sliding

    def slide_to(self, positions: Mapping[str, QPointF]) -> None:
        """Move blocks to places in 120 ms, their wires with them; at once when motion is to be reduced."""
        self.stop_slide()
        starts = {
            node_id: QPointF(self.blocks[node_id].pos()) for node_id in positions if node_id in self.blocks
        }
        ends = {node_id: positions[node_id] for node_id in starts if positions[node_id] != starts[node_id]}
        if not ends:
            return
        if self.look.reduce_motion:
            self.put(ends)
            return
        slide = QVariantAnimation(self)
        slide.setDuration(TRANSITION_MS)
        slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        slide.setStartValue(0.0)
        slide.setEndValue(1.0)

        def step(share: float) -> None:
            self.put({name: starts[name] + (end - starts[name]) * share for name, end in ends.items()})

        slide.valueChanged.connect(step)
        self._slide = slide
        slide.start()

    def put(self, positions: Mapping[str, QPointF]) -> None:
        """Put blocks in places, their wires with them."""
        for node_id, position in positions.items():
            if node_id in self.blocks:
                self.blocks[node_id].setPos(position)
                self._near.moved(node_id)
        self._fit_frames()
        self.wires.place(positions)

    def stop_slide(self) -> None:
        """Stop blocks where they are."""
        if self._slide is not None:
            self._slide.stop()
            self._slide.deleteLater()
            self._slide = None

    def home_positions(self) -> dict[str, QPointF]:
        """Return where the project's blocks are drawn when nothing moves them."""
        return {} if self.outline is None else self.places(self.outline.project.network)

    def shut_down(self) -> None:
        """Stop everything that ticks."""
        self.stop_slide()
        self.wires.stop()


def _reach(item: BlockItem) -> QRectF:
    """Return all that a pointer hits: a block and its ports, which may go on beneath it."""
    ends = (("in", item.face.inputs), ("out", item.face.outputs))
    ports = (item.port_area(side, name) for side, names in ends for name in (names[:1] + names[-1:]))
    return surrounding([item.scene_rect, *ports])


def _depth(node_id: str) -> int:
    return len(BlockPath.of(node_id).groups)
