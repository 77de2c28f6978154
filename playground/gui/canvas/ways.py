"""Which way each wire takes: straight, over the blocks between its ends, or back along an aisle."""

from collections.abc import Mapping
from functools import cached_property

from PySide6.QtCore import QPointF

from playground.core.layout.boxes import Box
from playground.core.layout.routes import TURN, Track, back, is_free_upright, over, own_track
from playground.core.network.block_path import lies_in
from playground.core.network.values import Edge
from playground.gui.canvas.bands import box_of
from playground.gui.canvas.block_item import BlockItem

BACK = 8.0  # a wire that ends so far before its start goes back
CLOSEST = 8.0  # from a port to where a wire turns to another level
LONG = 180.0  # shorter wires have no room for a block below them
MOST_CHECKED = 400  # blocks; in larger networks wires run straight


class Ways:
    """Find ways for all wires, one after another, between the blocks as they stand now."""

    def __init__(self, blocks: Mapping[str, BlockItem]) -> None:
        self._blocks = blocks
        self._taken: list[Track] = []

    @cached_property
    def _in_the_way(self) -> Mapping[str, Box]:
        """Return where blocks stand; one in motion may be on its way onto this very wire."""
        still = {} if len(self._blocks) > MOST_CHECKED else self._blocks
        return {node_id: box_of(item) for node_id, item in still.items() if not item.mood.dragging}

    @cached_property
    def _frames(self) -> list[str]:
        return [node_id for node_id in self._in_the_way if self._blocks[node_id].is_frame]

    def bend(self, edge: Edge, start: QPointF, end: QPointF) -> tuple[float | None, bool]:
        """Return the y at which a wire runs, None for straight, and whether it goes around blocks."""
        ends = start.toTuple(), end.toTuple()
        goes_back = end.x() < start.x() - BACK
        if not goes_back and end.x() - start.x() < LONG:
            return None, False
        blocks = self._obstacles(edge)
        if goes_back:
            source, target = box_of(self._blocks[edge.source]), box_of(self._blocks[edge.target])
            y = back(*ends, source, target, blocks)
            return self._tracked(edge, *ends, y), False
        between = [box for box in blocks if _is_between(box, start, end)]
        if not between:
            return None, False
        return self._tracked(edge, *ends, over(*ends, between, blocks)), True

    def turn(self, edge: Edge, start: QPointF, end: QPointF, down: bool) -> float | None:
        """Return the x at which a wire between two levels turns: behind its start on the way down, before
        its end on the way up; None where it cannot.
        """
        aside = min(TURN, (end.x() - start.x()) / 2)
        x = start.x() + aside if down else end.x() - aside
        if aside < CLOSEST:
            return None
        low, high = sorted((start.y(), end.y()))
        return x if is_free_upright(x, low, high, self._obstacles(edge)) else None

    def _tracked(self, edge: Edge, start: tuple[float, float], end: tuple[float, float], y: float) -> float:
        """Return the y nearest to one at which no wire of another port runs, and take it."""
        left, right = sorted((start[0] + TURN, end[0] - TURN))
        track = own_track(Track(y, left, right, (edge.source, edge.source_port)), self._taken)
        self._taken.append(track)
        return track.y

    def _obstacles(self, edge: Edge) -> list[Box]:
        """Return what a wire keeps clear of: blocks, and frames that hold neither of its ends."""
        around = {
            frame for frame in self._frames if lies_in(edge.source, frame) or lies_in(edge.target, frame)
        }
        return [box for node_id, box in self._in_the_way.items() if node_id not in around]


def _is_between(box: Box, start: QPointF, end: QPointF) -> bool:
    low, high = sorted((start.y(), end.y()))
    return box.x > start.x() and box.right < end.x() and box.y <= high and box.bottom >= low
