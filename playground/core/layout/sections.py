"""Fold a network into chains and fork-join sections: what Tidy lays out piece by piece.

A cut is a block that every way through the network passes. Between two cuts lie lanes, which are folded in
turn; what has no cut and falls into no lanes is a tangle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from playground.core.network.topology import order
from playground.core.network.values import Edge, Network

DEEPEST = 16  # lanes within lanes; what is nested deeper is laid out as a tangle


@dataclass(frozen=True)
class InSeries:
    """Pieces one after another."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class InLanes:
    """Pieces beneath each other."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Tangle:
    """Blocks, sources first, that fall into neither chains nor lanes."""

    ids: tuple[str, ...]


Piece = str | InSeries | InLanes | Tangle


@dataclass(frozen=True)
class Flow:
    """A network as it flows: wires that lead back do not count."""

    network: Network
    inputs: Mapping[str, Sequence[str]]  # names of input ports, by block: they order the lanes

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """Return the place of each block in an order with sources before targets."""
        return {node_id: index for index, node_id in enumerate(order(self.network))}

    @cached_property
    def after(self) -> Mapping[str, tuple[Edge, ...]]:
        """Return the wires from each block to later ones."""
        rank = self.rank
        return {
            node_id: tuple(each for each in self.network.out.get(node_id, ()) if self._forward(each))
            for node_id in rank
        }

    def _forward(self, edge: Edge) -> bool:
        return edge.target in self.rank and self.rank[edge.source] < self.rank[edge.target]

    def port(self, edge: Edge) -> int:
        """Return the place of the port at which a wire ends."""
        names = self.inputs.get(edge.target, ())
        return names.index(edge.target_port) if edge.target_port in names else len(names)


def folded(flow: Flow) -> Piece:
    """Return a network as chains and lanes."""
    return _folded(flow, tuple(flow.rank), DEEPEST)


def _folded(flow: Flow, ids: Sequence[str], depth: int) -> Piece:
    """Return some blocks, sources first, as chains and lanes."""
    if len(ids) == 1:
        return ids[0]
    lanes = _lanes(flow, ids)
    if len(lanes) > 1:
        return InLanes(tuple(_folded(flow, lane, depth - 1) for lane in lanes))
    cuts = _cuts(flow, ids)
    if not cuts or depth <= 0:
        return Tangle(tuple(ids))
    pieces: list[Piece] = []
    between: list[str] = []
    for node_id in (*ids, None):
        if node_id is not None and node_id not in cuts:
            between.append(node_id)
            continue
        if between:
            pieces.append(_folded(flow, between, depth - 1))
        between = []
        if node_id is not None:
            pieces.append(node_id)
    return InSeries(tuple(pieces))


def _cuts(flow: Flow, ids: Sequence[str]) -> set[str]:
    """Return the blocks that no wire passes over, where all ends count as joined."""
    place = {node_id: index for index, node_id in enumerate(ids)}
    change = [0] * (len(ids) + 1)
    fed: set[int] = set()
    for node_id, here in place.items():
        ends = [place[each.target] for each in flow.after[node_id] if each.target in place]
        fed.update(ends)
        far = max(ends, default=len(ids))
        change[here + 1] += 1  # over what lies between it and the farthest block that it feeds
        change[max(far, here + 1)] -= 1
    for here in set(place.values()) - fed:
        change[0] += 1
        change[here] -= 1
    over = list(accumulate(change))
    return {node_id for node_id, here in place.items() if over[here] == 0}


def _lanes(flow: Flow, ids: Sequence[str]) -> list[list[str]]:
    """Return the blocks that hang together, in the order in which the next block takes them."""
    home = {node_id: node_id for node_id in ids}

    def root(node_id: str) -> str:
        while home[node_id] != node_id:
            home[node_id] = node_id = home[home[node_id]]
        return node_id

    for node_id in ids:
        for edge in flow.after[node_id]:
            if edge.target in home:
                home[root(edge.target)] = root(node_id)
    lanes: dict[str, list[str]] = {}
    for node_id in ids:
        lanes.setdefault(root(node_id), []).append(node_id)
    return sorted(lanes.values(), key=lambda lane: _lane_order(flow, lane, home))


def _lane_order(flow: Flow, lane: Iterable[str], here: Mapping[str, str]) -> tuple[int, int]:
    """Return by which block and port a lane is taken up; lanes that end come last."""
    leaving = [edge for node_id in lane for edge in flow.after[node_id] if edge.target not in here]
    return min(((flow.rank[edge.target], flow.port(edge)) for edge in leaving), default=(len(flow.rank), 0))


def in_lanes(flow: Flow, least: int) -> set[str]:
    """Return the blocks in lanes between a fork and a join, where there are so many lanes at least."""
    if all(len(wires) < least for wires in flow.after.values()):
        return set()  # nothing forks so often: no need to fold
    return set(_between(folded(flow), least))


def _between(piece: Piece, least: int, amid: bool = False) -> Iterator[str]:
    """Yield the blocks of a piece in so many lanes; `amid`: it has a fork before it and a join after it."""
    if isinstance(piece, str | Tangle):
        return
    if amid and isinstance(piece, InLanes) and len(piece.pieces) >= least:
        yield from _ids(piece)
        return
    for index, each in enumerate(piece.pieces):
        inner = isinstance(piece, InSeries) and 0 < index < len(piece.pieces) - 1
        yield from _between(each, least, inner)


def _ids(piece: Piece) -> Iterator[str]:
    """Yield all blocks of a piece."""
    if isinstance(piece, str):
        yield piece
    elif isinstance(piece, Tangle):
        yield from piece.ids
    else:
        for each in piece.pieces:
            yield from _ids(each)
