"""Lay out a tangle: layers by the longest way from the sources, ordered by what their blocks are wired to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playground.core.layout.boxes import BETWEEN, on_grid
from playground.core.layout.parts import LANE, Placed
from playground.core.layout.sections import Flow
from playground.core.network.values import Point

SWEEPS = 4
LONGEST = 8  # layers; longer wires run over the blocks, else there would be more slots than blocks
SLOT = 8.0  # height kept for a wire that passes through a layer
# A block in its layer, or the wire from a block where it passes through a later one.
LayerSlot = tuple[str, int]


def layered(flow: Flow, ids: Sequence[str], sizes: Mapping[str, Point]) -> Placed:
    """Return blocks in columns: what feeds stands left of what it feeds."""
    depth = _depths(flow, ids)
    layers, after = _slots(flow, depth)
    before: dict[LayerSlot, list[LayerSlot]] = {}
    for slot, others in after.items():
        for other in others:
            before.setdefault(other, []).append(slot)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for layer in range(len(layers))[:: 1 if forward else -1]:
            beside = layers[layer - 1] if forward and layer else layers[min(layer + 1, len(layers) - 1)]
            _sort(layers[layer], before if forward else after, beside)
    return _columns(layers, depth, sizes)


def _depths(flow: Flow, ids: Sequence[str]) -> dict[str, int]:
    """Return the layer of each block: one more than the deepest that feeds it."""
    depth = dict.fromkeys(ids, 0)
    for node_id in ids:  # sources first
        for edge in flow.after[node_id]:
            if edge.target in depth:
                depth[edge.target] = max(depth[edge.target], depth[node_id] + 1)
    return depth


def _slots(
    flow: Flow, depth: Mapping[str, int]
) -> tuple[list[list[LayerSlot]], dict[LayerSlot, list[LayerSlot]]]:
    """Return the slots of each layer, and which slots follow each."""
    layers: list[dict[LayerSlot, None]] = [{} for _ in range(1 + max(depth.values()))]
    for node_id, layer in depth.items():
        layers[layer][(node_id, layer)] = None
    after: dict[LayerSlot, list[LayerSlot]] = {}
    for node_id in depth:
        for target in dict.fromkeys(edge.target for edge in flow.after[node_id] if edge.target in depth):
            if depth[target] - depth[node_id] > LONGEST:
                continue
            way = [(node_id, layer) for layer in range(depth[node_id], depth[target])]
            for layer, slot in enumerate(way[1:], depth[node_id] + 1):
                layers[layer][slot] = None
            for one, other in zip(way, [*way[1:], (target, depth[target])], strict=True):
                after.setdefault(one, []).append(other)
    return [list(layer) for layer in layers], after


def _sort(
    layer: list[LayerSlot], wired: Mapping[LayerSlot, list[LayerSlot]], beside: Sequence[LayerSlot]
) -> None:
    """Order a layer by the middle of what its slots are wired to beside it; the order breaks ties."""
    place = {slot: index for index, slot in enumerate(beside)}
    now = {slot: index * len(beside) / len(layer) for index, slot in enumerate(layer)}

    def middle(slot: LayerSlot) -> float:
        places = [place[other] for other in wired.get(slot, ()) if other in place]
        return sum(places) / len(places) if places else now[slot]

    layer.sort(key=middle)


def _columns(
    layers: Sequence[Sequence[LayerSlot]], depth: Mapping[str, int], sizes: Mapping[str, Point]
) -> Placed:
    """Return where blocks stand, the slots of each layer beneath each other."""
    spots: dict[str, Point] = {}
    x = right = bottom = 0.0
    for layer, slots in enumerate(layers):
        y = 0.0
        for node_id, _ in slots:
            is_block = depth[node_id] == layer
            if is_block:
                spots[node_id] = (x, y)
                right = max(right, x + sizes[node_id][0])
            height = sizes[node_id][1] if is_block else SLOT
            bottom = max(bottom, y + height)
            y = on_grid(y + height + LANE)
        x = on_grid(right + 2 * BETWEEN)
    return Placed(spots, right, bottom, over=1)
