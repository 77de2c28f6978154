"""All wires of the scene with the threads beside them: kept in step with the network and the blocks."""

import math
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from playground.core.network.block_path import array_name
from playground.core.network.topology import incoming, outgoing
from playground.core.network.values import Edge, Network
from playground.core.project.values import Project
from playground.gui.canvas.bands import BandsItem
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.bodies.base import Feed, Values
from playground.gui.canvas.dots import DotsItem, Traffic
from playground.gui.canvas.edge_item import EdgeItem
from playground.gui.canvas.geometry import surrounding
from playground.gui.canvas.look import Look
from playground.gui.canvas.nearby import Nearby
from playground.gui.canvas.outline import is_goal, is_passing, is_weighted, wire_faces
from playground.gui.canvas.project_outline import Outline
from playground.gui.canvas.threads import LinksItem, ThreadsItem
from playground.gui.canvas.ways import MOST_CHECKED, Ways
from playground.gui.canvas.wire_room import WireRoom

OUTLIERS = 2.5
Drawn = TypeVar("Drawn", bound=QGraphicsItem)


class Wires:
    """Hold the wires' items; blocks tell where they end."""

    def __init__(self, scene: QGraphicsScene, blocks: Mapping[str, BlockItem], look: Look) -> None:
        self._scene = scene
        self._blocks = blocks
        self._look = look
        self.edges: dict[Edge, EdgeItem] = {}
        self.threads: dict[Edge, ThreadsItem] = {}
        self.links: dict[Edge, LinksItem] = {}
        self.reach: float | None = None  # the weight drawn thickest
        self.bands = BandsItem(look)
        scene.addItem(self.bands)
        self._network = Network()
        self._near: Nearby[Edge] = Nearby(self._reach)
        self._room = WireRoom(blocks)
        self._due = False  # wires are there that run nowhere yet
        self.dots = DotsItem(look)
        self.traffic = Traffic(self.dots)
        scene.addItem(self.dots)

    def sync(self, outline: Outline, run: bool = True) -> None:
        """Make, change and remove items that show the network's wires; run them, or wait for `settle`."""
        network = self._network = outline.project.network
        here = [edge for edge in network.edges if edge.source in self._blocks and edge.target in self._blocks]
        for edge in self.edges.keys() - set(here):
            self._remove(edge)
        faces = wire_faces(outline, self.bands.levels)
        for edge in here:
            item = self.edges.get(edge) or self._add(edge)
            item.show_face(faces[edge])
            self._fit_threads(outline.project, edge)
        self._near.renew(self.edges)
        self._due = True
        if run:
            self.settle()

    def settle(self) -> None:
        """Run the wires if they were made and did not run yet."""
        if self._due:
            self.place()

    def follow(self, network: Network) -> None:
        """Run wires between blocks that stand elsewhere now, of a network that is the same otherwise."""
        self._network = network
        self.place()

    def _add(self, edge: Edge) -> EdgeItem:
        item = self.edges[edge] = EdgeItem(edge, self._look)
        self._show(item)
        return item

    def _show(self, item: QGraphicsItem) -> None:
        """Take a new item into the scene; from afar one item stands for all."""
        if self._look.overview:
            item.hide()
        self._scene.addItem(item)

    def _remove(self, edge: Edge) -> None:
        self._drop(self.edges, edge)
        self._drop(self.threads, edge)
        self._drop(self.links, edge)

    def _drop(self, items: dict[Edge, Drawn], edge: Edge) -> None:
        item = items.pop(edge, None)
        if item is not None:
            self._scene.removeItem(item)

    def _fit_threads(self, project: Project, edge: Edge) -> None:
        """Give a wire threads where weights lie between units, lines where units are only passed on."""
        weighted = is_weighted(project, edge.target)
        linked = is_goal(project, edge.target) or is_passing(project, edge.target)
        self._keep(self.threads, edge, weighted, ThreadsItem)
        self._keep(self.links, edge, linked, LinksItem)

    def _keep(
        self, items: dict[Edge, Drawn], edge: Edge, wanted: bool, kind: Callable[[Look], Drawn]
    ) -> None:
        if not wanted:
            self._drop(items, edge)
        elif edge not in items:
            items[edge] = kind(self._look)
            self._show(items[edge])

    def place(self, moved: Collection[str] | None = None) -> None:
        """Run every wire between its ports, wherever the blocks are now.

        With `moved`, large networks place the wires of those blocks alone: wires run straight there.
        """
        if moved is None:
            self._due = False
            self._near.renew(self.edges)
        everything = moved is None or len(self._blocks) <= MOST_CHECKED
        touched = list(self.edges) if everything else self._at(moved or ())
        self.bands.follow(self._blocks)
        ways = Ways(self._blocks)
        for edge in touched:
            self._place_wire(edge, self.edges[edge], ways)
            self._near.moved(edge)
            if edge in self.threads:
                self._place_threads(edge, self.threads[edge])
            if edge in self.links:
                self._place_links(edge, self.links[edge])
        self._turn_words(touched)
        self._room.find([self.edges[edge] for edge in touched], moved)
        self.dots.follow(self.edges.values(), [self.edges[edge] for edge in touched])

    def _turn_words(self, touched: Collection[Edge]) -> None:
        """Let words of short wires stand beneath them where another wire of the port goes up at once."""
        rising = {(edge.source, edge.source_port) for edge in touched if self.edges[edge].rises}
        for edge in touched:
            self.edges[edge].set_words_beneath((edge.source, edge.source_port) in rising)

    def _at(self, ids: Collection[str]) -> list[Edge]:
        """Return the wires at some blocks, each once."""
        ends = (edge for node_id in ids for wires in (incoming, outgoing)
                for edge in wires(self._network, node_id))  # fmt: skip
        return [edge for edge in dict.fromkeys(ends) if edge in self.edges]

    def near(self, point: QPointF) -> list[Edge]:
        """Return the wires that are to be seen and may be meant by a point, with threads and ribbons."""
        return [edge for edge in self._near.at(point) if self.edges[edge].isVisible()]

    def into(self, node_id: str, port: str) -> EdgeItem | None:
        """Return the wire that ends at a port, the first of several."""
        here = (edge for edge in incoming(self._network, node_id) if edge.target_port == port)
        return next((self.edges[edge] for edge in here if edge in self.edges), None)

    def _reach(self, edge: Edge) -> QRectF:
        """Return where a pointer may mean a wire."""
        drawn = (self.threads.get(edge), self.links.get(edge))
        more = (each.boundingRect() for each in drawn if each is not None)
        return surrounding([self.edges[edge].reach, *(rect for rect in more if not rect.isEmpty())])

    def _place_wire(self, edge: Edge, item: EdgeItem, ways: Ways) -> None:
        source, target = self._blocks[edge.source], self._blocks[edge.target]
        start, end = source.port("out", edge.source_port), target.port("in", edge.target_port)
        item.set_banded(bool(self.bands.bands))
        step = item.face.step if self.bands.bands else 0
        turn = ways.turn(edge, start, end, step > 0) if step else None
        item.place(start, end, *(ways.bend(edge, start, end) if turn is None else (None, False)), turn)

    def _place_threads(self, edge: Edge, threads: ThreadsItem) -> None:
        if threads.weights is not None:  # else there is nothing to draw yet
            threads.place(*self._ends(edge))
            self._near.moved(edge)

    def _ends(self, edge: Edge) -> tuple[list[QPointF], list[QPointF]]:
        return self._blocks[edge.source].anchors("out"), self._blocks[edge.target].anchors("in")

    def _place_links(self, edge: Edge, links: LinksItem) -> None:
        starts, ends = self._ends(edge)
        if len(starts) != len(ends):
            starts, ends = [], []
        links.place(starts, ends, self._blocks[edge.target].face.plan.kind == "classes")

    def show_feed(self, feed: Feed) -> None:
        """Take new weights, all drawn on one scale."""
        found = {edge: feed.array("weights", array_name(edge.target, "weight")) for edge in self.threads}
        self.reach = strongest([weights for weights in found.values() if weights is not None])
        for edge, threads in self.threads.items():
            if found[edge] is not threads.weights or threads.reach != self.reach:
                first = threads.weights is None
                threads.show_weights(found[edge], self.reach or 1.0)
                if first:
                    self._place_threads(edge, threads)

    def show_look(self, look: Look) -> None:
        """Take another theme, zoom or mode."""
        before, self._look = self._look, look
        for items in (self.edges, self.threads, self.links):
            for item in items.values():
                item.show_look(look)
                item.setVisible(not look.overview)
        self.bands.look = self.dots.look = look
        self.bands.setVisible(not look.overview)
        self.bands.update()
        self.dots.setVisible(not look.overview)
        if (before.compact, before.threads) != (look.compact, look.threads):
            self.place()

    def stop(self) -> None:
        """Stop the timer."""
        self.traffic.run(False)


def strongest(matrices: list[Values]) -> float | None:
    """Return the weight drawn thickest: the largest, or 2.5 times the root mean square if that is less.

    A single outlier would else make all other threads thin.
    """
    flat = [matrix.reshape(-1) for matrix in matrices if matrix.size]
    if not flat:
        return None
    squares = sum(float(np.dot(values, values)) for values in flat)
    spread = OUTLIERS * math.sqrt(squares / sum(values.size for values in flat))
    largest = max(float(np.abs(values).max()) for values in flat)
    return min(largest, spread) or None
