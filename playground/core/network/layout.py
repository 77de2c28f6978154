"""Arrange blocks from left to right, in layers: what feeds stands left of what it feeds."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.network.edits import BLOCK_WIDTH, GAP, move_nodes
from playground.core.network.topology import order, predecessors
from playground.core.network.values import Network

Extent = tuple[float, float]
BLOCK_HEIGHT = 240.0
VERTICAL_GAP = 40.0
GRID = 8.0


def arrange(network: Network, sizes: Mapping[str, Extent], max_width: float = float("inf")) -> Network:
    """Return the network with blocks in columns whose header lines agree; rows wrap at `max_width`.

    `sizes` are (width, height) by id, in scene units; blocks without one count as ordinary.
    """
    spots: dict[str, tuple[float, float]] = {}
    x = y = row_height = 0.0
    for column in _columns(network):
        boxes = {node_id: sizes.get(node_id, (BLOCK_WIDTH, BLOCK_HEIGHT)) for node_id in column}
        width = max(box[0] for box in boxes.values())
        if x > 0 and x + width > max_width:
            x, y, row_height = 0.0, _snapped(y + row_height + VERTICAL_GAP), 0.0
        bottom = _stack(spots, boxes, x, y)
        row_height = max(row_height, bottom - y)
        x = _snapped(x + width + GAP)
    return move_nodes(network, spots)


def _stack(spots: dict[str, tuple[float, float]], boxes: Mapping[str, Extent], x: float, y: float) -> float:
    """Place the blocks of a column under each other; return where the last one ends."""
    bottom = y
    for node_id, (_, height) in boxes.items():
        top = y if bottom == y else _snapped(bottom + VERTICAL_GAP)
        spots[node_id] = (x, top)
        bottom = top + height
    return bottom


def _columns(network: Network) -> list[list[str]]:
    """Return the ids by layer, one more than the deepest block before; a wire back does not count."""
    before = predecessors(network)
    depth: dict[str, int] = {}
    for node_id in order(network):
        depth[node_id] = 1 + max((depth[source] for source in before[node_id] if source in depth), default=-1)
    columns: list[list[str]] = [[] for _ in range(1 + max(depth.values(), default=-1))]
    for node_id, layer in depth.items():
        columns[layer].append(node_id)
    return columns


def _snapped(value: float) -> float:
    return round(value / GRID) * GRID
