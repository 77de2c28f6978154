"""Where blocks are drawn: the project's places, with room made for what the blocks have become."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QSizeF

from playground.core.layout.boxes import Box
from playground.core.layout.room import with_room
from playground.core.network.unfolding import SIDE
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.bodies.frame import LEAST_HIGH, LEAST_WIDE
from playground.gui.canvas.geometry import HEADER, row_heights

LOW = ("text", "number", "frame")  # bodies that would be mostly empty if they were drawn out, and frames
FRAME = QSizeF(LEAST_WIDE, HEADER + LEAST_HIGH)


def heights(blocks: Mapping[str, BlockItem], spots: Mapping[str, QPointF]) -> dict[str, float]:
    """Return heights that make all blocks of a row as tall as its tallest, but for those of a few words."""
    natural = {node_id: item.natural_height for node_id, item in blocks.items()}
    shown = [node_id for node_id, item in blocks.items() if item.face.plan.kind not in LOW]
    tops = {node_id: spots[node_id].y() for node_id in shown if node_id in spots}
    return {**natural, **row_heights(tops, natural)}


def places(
    blocks: Mapping[str, BlockItem], spots: Mapping[str, QPointF], more: Mapping[str, QSizeF]
) -> dict[str, QPointF]:
    """Return where blocks are drawn that are wanted in some spots; `more` are sizes of blocks to come."""
    tall = heights(blocks, spots)
    sizes = {node_id: FRAME if item.is_frame else QSizeF(item.width, tall[node_id])
             for node_id, item in blocks.items()}  # fmt: skip
    sizes |= more
    boxes = {node_id: Box(spots[node_id].x(), spots[node_id].y(), size.width(), size.height())
             for node_id, size in sizes.items() if node_id in spots}  # fmt: skip
    frames = {node_id: (SIDE, SIDE) for node_id, item in blocks.items() if item.is_frame}
    return {node_id: QPointF(*place) for node_id, place in with_room(boxes, frames).items()}
