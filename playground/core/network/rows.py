"""Rows in which blocks that a person adds come to stand: as wide as the view, then the next one begins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from playground.core.network.topology import downstream
from playground.core.network.values import Edge, Network, Point

BLOCK_WIDTH = 116.0  # scene units; an ordinary block, where the true width is not known
GAP = 68.0  # between two blocks, so that a wire and its shape have room
ROW = 320.0  # from one row of blocks to the next, where they are no taller
AISLE = 44.0  # between rows of taller ones
WIDEST = 1480.0  # a row, however wide the view is
_GRID = 8.0
_NEW = ""  # stands for the block that is to be added


@dataclass(frozen=True)
class Rows:
    """How wide a row may be and how large blocks are drawn, by stored distances."""

    width: float = WIDEST
    blocks: Mapping[str, Point] = field(default_factory=dict)  # width and height

    def of(self, node_id: str) -> float:
        """Return how wide a block is."""
        return self.blocks.get(node_id, (BLOCK_WIDTH, 0.0))[0]

    def with_width(self, node_id: str, width: float) -> Rows:
        """Return the rows with the width of a block that nobody has drawn yet."""
        return replace(self, blocks={node_id: (width, 0.0), **self.blocks})

    def step(self, row: Iterable[str]) -> float:
        """Return how far the next row is below a row of blocks."""
        tallest = max((self.blocks[each][1] for each in row if each in self.blocks), default=0.0)
        return max(ROW, ceil((tallest + AISLE) / _GRID) * _GRID)


ANY_VIEW = Rows()


def free_spot(network: Network, after_id: str | None, width: float, rows: Rows) -> Point:
    """Return a place right of a block (of all blocks), moved down until nothing stands there.

    A row that would become too long goes on in the next.
    """
    places = {node_id: node.position for node_id, node in network.nodes.items()}
    if not places:
        return (0.0, 0.0)
    last = after_id or max(places, key=lambda each: places[each][0])
    x = places[last][0] + rows.of(last) + GAP
    y = places[last][1] if after_id is not None else min(y for _, y in places.values())
    left = min(x for x, _ in places.values())
    if x + width - left > rows.width:
        y = max(y for _, y in places.values())
        x, y = left, y + rows.step(each for each, place in places.items() if place[1] == y)
    while any(abs(x - other) < BLOCK_WIDTH and abs(y - above) < ROW for other, above in places.values()):
        y += ROW
    return (x, y)


def beneath(network: Network, ids: Collection[str], rows: Rows) -> Point:
    """Return by how much copies of blocks stand aside: below them, moved down to where no block or wire is.

    A copy on a wire would look as if it were wired there, and bend that wire around itself.
    """
    places = [(*node.position, rows.of(node_id)) for node_id, node in network.nodes.items()]
    places += _level_wires(network, rows)
    copied = [(*network.nodes[each].position, rows.of(each)) for each in ids]
    heights = [y for _, y, _ in copied]
    down = max(heights) - min(heights) + rows.step(ids)
    while any(abs(y + down - other) < ROW and x < left + width and left < x + wide
              for x, y, wide in copied for left, other, width in places):  # fmt: skip
        down += ROW
    return (0.0, down)


def _level_wires(network: Network, rows: Rows) -> Iterable[tuple[float, float, float]]:
    """Yield left end, row and length of each wire that runs straight along its row."""
    for edge in network.edges:
        (x, y), (end, level) = network.nodes[edge.source].position, network.nodes[edge.target].position
        start = x + rows.of(edge.source)
        if y == level and start < end:
            yield start, y, end - start


def with_room(network: Network, edge: Edge, width: float, rows: Rows) -> tuple[Point, dict[str, Point]]:
    """Return where a new block on a wire stands, and where what is behind the wire goes.

    The block takes the place of the wire's target, which moves right with its row, or with all behind it
    where they do not stand in rows.
    """
    at = network.nodes[edge.target].position
    behind = (downstream(network, edge.target) | {edge.target}) - {edge.source}
    spots = {node_id: network.nodes[node_id].position for node_id in behind}
    row = sorted((each for each, (x, y) in spots.items() if y == at[1] and x >= at[0]), key=spots.__getitem__)
    below = spots.keys() - set(row)
    if row and _in_rows(network, row, below):
        return _wrapped(network, [_NEW, *row], below, rows.with_width(_NEW, width), at)
    moved = {node_id: (x + width + GAP, y) for node_id, (x, y) in spots.items() if x >= at[0]}
    return at, moved


def _in_rows(network: Network, row: Sequence[str], below: set[str]) -> bool:
    """Tell whether what follows a row stands beneath it and is reached by wires that lead back."""
    places = {node_id: node.position for node_id, node in network.nodes.items()}
    leaving = (edge for each in row for edge in network.out.get(each, ()) if edge.target in below)
    top = places[row[0]][1]
    back = all(places[edge.target][0] < places[edge.source][0] for edge in leaving)
    return back and all(places[each][1] > top for each in below)


def _wrapped(
    network: Network, row: Sequence[str], below: set[str], rows: Rows, at: Point
) -> tuple[Point, dict[str, Point]]:
    """Return where the blocks of a row stand, the first of them new; the rest begins a row."""
    step, left = rows.of(_NEW) + GAP, min(node.position[0] for node in network.nodes.values())
    spots = {each: (network.nodes[each].position[0] + step, at[1]) for each in row[1:]} | {_NEW: at}
    end = left + rows.width
    over = [each for each in row if left < spots[each][0] > end - rows.of(each)]
    if over:
        level = (each for each, node in network.nodes.items() if node.position[1] == at[1])
        back, down = spots[over[0]][0] - left, rows.step(level)
        spots |= {each: (spots[each][0] - back, at[1] + down) for each in over}
        lower = {each: network.nodes[each].position for each in below}
        spots |= {each: (x, y + down) for each, (x, y) in lower.items()}
    return spots.pop(_NEW), spots


def in_rows(network: Network, ids: Collection[str]) -> bool:
    """Say whether blocks stand in rows: a wire among them leads back, to one further below."""
    spots = {each: network.nodes[each].position for each in ids}
    wires = ((spots[edge.source], spots[edge.target]) for edge in network.edges
             if edge.source in spots and edge.target in spots)  # fmt: skip
    return any(there[0] < here[0] and there[1] >= here[1] + ROW / 2 for here, there in wires)


def row_start(places: Iterable[Point]) -> Point:
    """Return where the first of some rows begins."""
    known = list(places)
    top = min(y for _, y in known)
    return (min(x for x, y in known if y < top + ROW / 2), top)


def drawn_up(network: Network, node_id: str, room: float, right: float) -> dict[str, Point]:
    """Return where what follows a block goes that now stands for several rows: up to it.

    It stands beside the block where it ends before `right` there, else it begins the next row.
    """
    rest = {each: network.nodes[each].position for each in downstream(network, node_id) - {node_id}}
    if not rest:
        return {}
    (x, y), (across, down) = network.nodes[node_id].position, row_start(rest.values())
    first = [each for each, place in rest.items() if place[1] < down + ROW / 2]
    fits = x + room + max(rest[each][0] for each in first) - across <= right
    left = min(node.position[0] for node in network.nodes.values())
    begin = (x + room, y) if fits else (left, y + ROW)
    up, aside = begin[1] - down, begin[0] - across
    return {each: (at[0] + (aside if each in first else 0.0), at[1] + up) for each, at in rest.items()}
