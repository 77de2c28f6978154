"""Tidy: chains in rows that wrap, lanes between a fork and its join, what is loose below.

The result follows from the network, the sizes and the width alone, never from where blocks stood, so that a
second time changes nothing and a small edit moves little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import itemgetter

from playground.core.layout.boxes import BETWEEN, GRID, Box, by_group, on_grid
from playground.core.layout.in_levels import in_levels
from playground.core.layout.layered import layered
from playground.core.layout.levels import Levels
from playground.core.layout.parts import NARROWEST, Placed, beneath, in_rows
from playground.core.layout.sections import Flow, InLanes, InSeries, Piece, Tangle, folded
from playground.core.network.edits import part_of
from playground.core.network.rows import AISLE, BLOCK_WIDTH, GAP, WIDEST, Rows
from playground.core.network.unfolding import SIDE, TOP
from playground.core.network.values import Edge, Network, Point

ORDINARY = (BLOCK_WIDTH, 276.0)  # of a block whose size is not known
LABEL = GAP - 12  # width of what stands on a wire, where it is not known
BESIDE_LABEL = 12.0
READABLE = 0.75  # the scale down to which blocks are read with ease
SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)  # at which all may be seen; at less a block is one thumbnail
U_FROM = 0.4  # the scale down to which a U is laid out as one: the form tells more than each block
OF_A_PART = 0.9  # the scale at which a part is seen of what is too large
BUS = 16.0  # more room where a wire forks to lanes, or lanes join


@dataclass(frozen=True)
class DrawnSizes:
    """How a network is drawn: what Tidy has to know of the canvas."""

    sizes: Mapping[str, Point] = field(default_factory=dict)  # width and height a block has by itself
    labels: Mapping[Edge, float] = field(default_factory=dict)  # widths of what stands on the wires
    inputs: Mapping[str, Sequence[str]] = field(default_factory=dict)  # names of input ports, from the top
    width: float = float("inf")  # of the view
    height: float = float("inf")
    across: float = 1.0  # drawn distance over the one that is stored, from left to right
    channels: Mapping[Edge, float] = field(default_factory=dict)  # widths of what stands on wires of a U
    levels: Levels | None = None  # of a U, which stands in rows of its own

    @property
    def rows(self) -> Rows:
        """Return the rows for blocks that are added one by one: what the view shows at a readable scale."""
        width = min(WIDEST, max(NARROWEST, self.width / READABLE))
        blocks = {node_id: (wide / self.across, high) for node_id, (wide, high) in self.sizes.items()}
        return Rows(width / self.across, blocks)


def tidied(network: Network, drawn: DrawnSizes) -> dict[str, Point]:
    """Return where blocks stand in good order, those in open groups in their frames; by stored distances.

    Rows are as wide as shows all of the network at the largest scale; where it is too large to be read then,
    as wide as the view; for a view of any height as wide as that at 100 %. A U stands level by level unless
    it is very long.
    """
    upright = _as_u(network, drawn)
    if upright and _seen_at(upright, drawn) >= U_FROM:
        return upright
    if drawn.height == float("inf"):
        return _laid_out(network, drawn)
    tried: list[tuple[float, dict[str, Point]]] = []
    for scale in SCALES if _may_be_seen(network, drawn) else ():
        spots = _laid_out(network, replace(drawn, width=drawn.width / scale))
        tried.append((_seen_at(spots, drawn), spots))
        if tried[-1][0] >= scale:
            break
    seen, best = max(tried, key=itemgetter(0), default=(0.0, {}))
    return best if seen >= SCALES[-1] else _laid_out(network, replace(drawn, width=drawn.width / OF_A_PART))


def _as_u(network: Network, drawn: DrawnSizes) -> dict[str, Point]:
    """Return where the blocks of a U stand, level by level; nothing for other networks."""
    if drawn.levels is None or drawn.levels.of.keys() != network.nodes.keys():
        return {}
    sizes = {node_id: drawn.sizes.get(node_id, ORDINARY) for node_id in network.nodes}
    placed = in_levels(Flow(network, drawn.inputs), drawn.levels, sizes,
                       lambda edge: drawn.channels.get(edge, LABEL) + BESIDE_LABEL)  # fmt: skip
    left, top = _corner(network, list(network.nodes), drawn.across)
    return {node_id: ((x + left) / drawn.across, y + top) for node_id, (x, y) in placed.spots.items()}


def _may_be_seen(network: Network, drawn: DrawnSizes) -> bool:
    """Tell whether blocks could be seen all at once: not where they alone are larger than the view."""
    areas = (wide * high for wide, high in (drawn.sizes.get(node_id, ORDINARY) for node_id in network.nodes))
    return sum(areas) * SCALES[-1] ** 2 <= drawn.width * drawn.height


def _seen_at(spots: Mapping[str, Point], drawn: DrawnSizes) -> float:
    """Return the scale at which blocks are seen whole, 1.0 at most."""
    sizes, across = drawn.sizes, drawn.across
    boxes = [Box(x * across, y, *sizes.get(node_id, ORDINARY)) for node_id, (x, y) in spots.items()]
    if not boxes:
        return 1.0
    wide = max(box.right for box in boxes) - min(box.x for box in boxes)
    high = max(box.bottom for box in boxes) - min(box.y for box in boxes)
    return min(1.0, drawn.width / wide, drawn.height / high)


def _laid_out(network: Network, drawn: DrawnSizes) -> dict[str, Point]:
    """Return where blocks stand in rows as wide as the view."""
    levels = by_group(network.nodes)
    sizes = dict(drawn.sizes)
    parts: dict[str, Placed] = {}
    for group, ids in levels.items():
        part = _level(part_of(network, ids), replace(drawn, sizes=sizes))
        parts[group] = part
        if group in network.nodes:
            sizes[group] = (part.width + 2 * SIDE, part.height + TOP + SIDE)
    spots: dict[str, Point] = {}
    for group in levels.keys() - network.nodes.keys():
        spots |= _spots(group, parts, _corner(network, levels[group], drawn.across))
    return {node_id: (x / drawn.across, y) for node_id, (x, y) in spots.items()}


def _corner(network: Network, ids: Sequence[str], across: float) -> Point:
    """Return the corner of the grid nearest to that of some blocks: the whole stays where it is."""
    places = [network.nodes[node_id].position for node_id in ids]
    left, top = min(x for x, _ in places) * across, min(y for _, y in places)
    return (on_grid(left - GRID / 2), on_grid(top - GRID / 2))


def _spots(group: str, parts: Mapping[str, Placed], corner: Point) -> dict[str, Point]:
    """Return where the blocks of a group stand, and those in open groups in it."""
    spots: dict[str, Point] = {}
    for node_id, (x, y) in parts[group].spots.items():
        spots[node_id] = (x + corner[0], y + corner[1])
        if node_id in parts:
            spots |= _spots(node_id, parts, (spots[node_id][0] + SIDE, spots[node_id][1] + TOP))
    return spots


def _level(network: Network, drawn: DrawnSizes) -> Placed:
    """Lay out one network by itself, blocks without wires in a row of their own below."""
    wired = {end for edge in network.edges for end in (edge.source, edge.target)}
    loose = [node_id for node_id in network.nodes if node_id not in wired]
    hanging = part_of(network, [node_id for node_id in network.nodes if node_id in wired])
    laying = _Laying(Flow(hanging, drawn.inputs), drawn)
    parts = []
    if wired:
        tree = folded(laying.flow)
        islands = tree.pieces if isinstance(tree, InLanes) else (tree,)
        parts += [laying.part(island) for island in islands]
    if loose:
        parts.append(in_rows([laying.block(each) for each in loose], laying.limit))
    return beneath(parts, AISLE)


class _Laying:
    """Turn the pieces of one network into parts with places."""

    def __init__(self, flow: Flow, drawn: DrawnSizes) -> None:
        self.flow = flow
        self.limit = max(NARROWEST, drawn.width)
        self._drawn = drawn
        self._sizes = {node_id: drawn.sizes.get(node_id, ORDINARY) for node_id in flow.rank}

    def part(self, piece: Piece) -> Placed:
        """Return a piece with places."""
        if isinstance(piece, str):
            return self.block(piece)
        if isinstance(piece, Tangle):
            return layered(self.flow, piece.ids, self._sizes)
        if isinstance(piece, InLanes):
            return beneath([self.part(each) for each in piece.pieces])
        return self._series(piece)

    def block(self, node_id: str) -> Placed:
        """Return a block as a part of its own."""
        width, height = self._drawn.sizes.get(node_id, ORDINARY)
        return Placed({node_id: (0.0, 0.0)}, width, height)

    def _series(self, series: InSeries) -> Placed:
        parts = [self.part(each) for each in series.pieces]
        home = {node_id: index for index, part in enumerate(parts) for node_id in part.spots}
        gaps = [BETWEEN + BUS * any(isinstance(each, InLanes) for each in pair)
                for pair in pairwise((None, *series.pieces))]  # fmt: skip
        passed = False
        for node_id, index in home.items():
            for edge in self.flow.after[node_id]:
                there = home.get(edge.target, len(parts) + 1)
                passed |= index + 1 < there <= len(parts)
                if there == index + 1:
                    label = self._drawn.labels.get(edge, LABEL) + BESIDE_LABEL
                    gaps[there] = max(gaps[there], label)
        placed = [replace(part, gap=gap) for part, gap in zip(parts, gaps, strict=True)]
        return in_rows(self._with_joins(series.pieces, placed), self.limit, passed)

    def _with_joins(self, pieces: Sequence[Piece], parts: Sequence[Placed]) -> list[Placed]:
        """Return the parts of a chain, a join as one with its lanes as far as both have room in a row."""
        found: list[Placed] = []
        for before, piece, part in zip((None, *pieces), pieces, parts, strict=False):
            joins = isinstance(before, InLanes) and isinstance(piece, str)
            if joins and found[-1].width + part.gap + part.width <= self.limit:
                found[-1] = replace(in_rows((found[-1], part), float("inf")), gap=found[-1].gap)
            else:
                found.append(part)
        return found
