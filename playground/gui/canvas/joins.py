"""Joins of lanes: as tall as their lanes, with inputs on the lines of these, so that wires run straight."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF

from playground.core.layout.levels import Levels
from playground.core.network.topology import incoming
from playground.core.network.values import Network
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.geometry import PORT_PITCH, PORT_Y, port_line

APART = 480.0  # from one lane to the next, at most: blocks do not grow without bound


@dataclass(frozen=True)
class Join:
    """How a block stands beside its lanes."""

    lines: tuple[float, ...]  # how far below its top the inputs are
    height: float  # that reaches down to the end of the last lane


def joins(blocks: Mapping[str, BlockItem], spots: Mapping[str, QPointF], network: Network,
          levels: Levels | None = None) -> dict[str, Join]:  # fmt: skip
    """Return the blocks whose inputs can stand on the lines of what they are wired to.

    Those that take a skip stand on its line alone.
    """
    ends = {edge.target for edge in levels.skips} if levels is not None else set()
    several = (node_id for node_id, item in blocks.items()
               if len(item.face.inputs) > 1 and not item.is_frame and node_id not in ends)  # fmt: skip
    found = {node_id: _join(node_id, blocks, spots, network) for node_id in several if node_id in spots}
    return {node_id: join for node_id, join in found.items() if join is not None}


def skip_lines(blocks: Mapping[str, BlockItem], levels: Levels) -> dict[str, tuple[float, ...]]:
    """Return how far below its top the inputs of each block are that takes a skip: that one is the first."""
    ports: dict[str, set[str]] = {}
    for edge in levels.skips:
        ports.setdefault(edge.target, set()).add(edge.target_port)
    found = {}
    for node_id, skips in ports.items():
        inputs = blocks[node_id].face.inputs
        order = sorted(inputs, key=lambda name, first=skips: name not in first)  # type: ignore[misc]
        found[node_id] = tuple(port_line(order.index(name)) for name in inputs)
    return found


def _join(
    node_id: str, blocks: Mapping[str, BlockItem], spots: Mapping[str, QPointF], network: Network
) -> Join | None:
    """Return how a block stands beside its lanes; None where these do not come in straight, in order."""
    inputs, corner = blocks[node_id].face.inputs, spots[node_id]
    held = incoming(network, node_id)
    wires = [edge for name in inputs for edge in held if edge.target_port == name]
    if not 2 <= len(held) == len(wires) or tuple(edge.target_port for edge in wires) != inputs[: len(wires)]:
        return None  # a file may name ports that there are not
    lines = []
    for edge in wires:
        source, spot = blocks[edge.source], spots[edge.source]
        outputs = source.face.outputs
        if spot.x() + source.width > corner.x() or edge.source_port not in outputs:
            return None
        lines.append(spot.y() - corner.y() + port_line(outputs.index(edge.source_port)))
    if lines[0] != PORT_Y or not all(PORT_PITCH <= below - line <= APART for line, below in pairwise(lines)):
        return None
    last = blocks[wires[-1].source].size[1] - PORT_Y
    return Join(tuple(lines), lines[-1] + max(last, PORT_PITCH * (len(inputs) - len(wires)) + PORT_Y))
