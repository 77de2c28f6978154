"""Where blocks are drawn: the project's places, with room made for what the blocks have become."""

import math
from bisect import bisect_right
from collections.abc import Mapping

from PySide6.QtCore import QPointF, QSizeF

from playground.core.layout.boxes import Box
from playground.core.layout.room import with_room
from playground.core.layout.tidy import DrawnSizes
from playground.core.network.unfolding import SIDE
from playground.core.network.values import Edge
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.bodies.frame import LEAST_HIGH, LEAST_WIDE
from playground.gui.canvas.edge_item import EdgeItem
from playground.gui.canvas.geometry import HEADER, Density, row_heights

LOW = ("text", "number", "frame")  # bodies that would be mostly empty if they were drawn out, and frames
FRAME = LEAST_WIDE, HEADER + LEAST_HIGH
CLEAR = 16.0  # between a block that is drawn as tall as its row and what stands beneath it


def heights(
    blocks: Mapping[str, BlockItem], spots: Mapping[str, QPointF], joins: Mapping[str, float]
) -> dict[str, float]:
    """Return heights that make blocks of a row as tall as its tallest, as far as nothing stands beneath them.

    Those of a few words stay as low as they are; `joins` are as tall as the lanes they join, or as usual.
    """
    natural = {node_id: item.size[1] for node_id, item in blocks.items()}
    shown = [node_id for node_id, item in blocks.items() if not _stays_low(item)]
    tops = {node_id: spots[node_id].y() for node_id in shown if node_id in spots}
    level = row_heights(tops, natural)
    wanted = {node_id: height for node_id, height in {**level, **joins}.items() if height > natural[node_id]}
    free = _room_below(wanted, blocks, spots)
    for node_id in wanted.keys() & joins.keys():
        if wanted[node_id] > free[node_id]:
            wanted[node_id] = level.get(node_id, 0.0)
    return {**natural, **{each: max(natural[each], min(tall, free[each])) for each, tall in wanted.items()}}


def _stays_low(item: BlockItem) -> bool:
    """Tell whether a block is drawn no taller than it is by itself."""
    return item.face.plan.low or item.face.plan.kind in LOW


def _room_below(
    wanted: Mapping[str, float], blocks: Mapping[str, BlockItem], spots: Mapping[str, QPointF]
) -> dict[str, float]:
    """Return how tall blocks may be that want some height, so that they keep clear of what is beneath."""
    every = sorted((spots[each].y(), spots[each].x(), spots[each].x() + blocks[each].width)
                   for each in blocks.keys() & spots.keys())  # fmt: skip
    free = {}
    for node_id, tall in wanted.items():
        left, top = spots[node_id].x(), spots[node_id].y()
        right = left + blocks[node_id].width
        first, last = bisect_right(every, (top, math.inf)), bisect_right(every, (top + tall + CLEAR, 0.0))
        beneath = (y for y, x, end in every[first:last] if x < right and end > left)
        free[node_id] = min(beneath, default=math.inf) - top - CLEAR
    return free


def places(
    blocks: Mapping[str, BlockItem], spots: Mapping[str, QPointF], more: Mapping[str, QSizeF]
) -> dict[str, QPointF]:
    """Return where blocks are drawn that are wanted in some spots; `more` are sizes of blocks to come."""
    frames = {node_id: (SIDE, SIDE) for node_id, item in blocks.items() if item.is_frame}
    sizes = {node_id: FRAME if node_id in frames else item.size for node_id, item in blocks.items()}
    sizes |= {node_id: size.toTuple() for node_id, size in more.items()}
    boxes = {node_id: Box(*spots[node_id].toTuple(), *size) for node_id, size in sizes.items()
             if node_id in spots}  # fmt: skip
    return {node_id: QPointF(*place) for node_id, place in with_room(boxes, frames).items()}


def drawn_sizes(
    blocks: Mapping[str, BlockItem], wires: Mapping[Edge, EdgeItem], density: Density, view: QSizeF
) -> DrawnSizes:
    """Return what Tidy has to know of the canvas; `view`: how much of the scene is shown at 100 %."""
    sizes = {node_id: item.size for node_id, item in blocks.items()}
    labels = {edge: wire.widths[0] for edge, wire in wires.items()}
    channels = {edge: wire.widths[1] for edge, wire in wires.items()}
    inputs = {node_id: item.face.inputs for node_id, item in blocks.items()}
    return DrawnSizes(sizes, labels, inputs, view.width(), view.height(), density.factor, channels=channels)
