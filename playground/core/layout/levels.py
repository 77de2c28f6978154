"""The levels of a U: networks that go down to smaller pictures and up again, with skips."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from playground.core.layout.boxes import Box, Boxes
from playground.core.layout.sections import Flow
from playground.core.network.topology import order
from playground.core.network.values import Edge, Network

Sides = tuple[int, ...]  # (height, width) of a picture, (time,) of a sequence
HALF = 1.5  # times smaller, from which on it is a level; a convolution without padding takes off less
WORDS, WIRE = 150.0, 36.0  # that the name of a level needs, and a wire that turns off before it
PAD, APART = 8.0, 6.0  # from a block to the edge of its band, and from band to band


@dataclass(frozen=True)
class Levels:
    """On which level each block is, 0 for the largest pictures, and which wires skip what lies below."""

    of: Mapping[str, int]
    sides: tuple[Sides, ...]  # of the first block of each level, from the top
    skips: frozenset[Edge]
    ends: frozenset[str]  # blocks that nothing follows

    def step(self, edge: Edge) -> int:
        """Return how many levels a wire leads down, below 0 for up; 0 where that is not known."""
        known = edge.source in self.of and edge.target in self.of
        return self.of[edge.target] - self.of[edge.source] if known else 0

    def shrunk(self, level: int) -> int:
        """Return how many times smaller than at the top the sides of a level are."""
        return max(1, round(_ratio(self.sides[0], self.sides[level])))


@dataclass(frozen=True)
class Band:
    """A level as it is drawn: the room of its blocks, and the first place in it that is free for words."""

    level: int
    room: Box
    words: float  # x where nothing of the level stands


def levels_of(network: Network, sides: Mapping[str, Sides]) -> Levels | None:
    """Return the levels of a network with skips on them; None for one that is no U.

    `sides` are those of what each block gives; blocks that give no pictures stand with what feeds them. A
    picture of one pixel is none: what a gate squeezes is no level.
    """
    known = {node_id: each for node_id, each in sides.items() if math.prod(each) > 1}
    if not _grows(network, known):
        return None
    flow = Flow(network, {})
    found = _heights(flow, known)
    skips = frozenset(_skips(flow, found)) if found is not None else frozenset()
    if found is None or not skips:
        return None
    ranks = {height: index for index, height in enumerate(sorted(set(found.values())))}
    of = {node_id: ranks[height] for node_id, height in found.items()}
    first: dict[int, Sides] = {}
    for node_id in flow.rank:
        if node_id in known:
            first.setdefault(of[node_id], known[node_id])
    ends = frozenset(node_id for node_id in flow.rank if not flow.after[node_id])
    tops = tuple(first[level] for level in sorted(first))
    return Levels(of, tops, skips, ends) if len(tops) == len(ranks) > 1 else None


def nests(network: Network) -> bool:
    """Tell whether one skip spans another, as in a U of several levels: what can be said without shapes."""
    rank = {node_id: index for index, node_id in enumerate(order(network))}
    skips = sorted(
        (rank[edge.source], -rank[edge.target])
        for edge in network.edges
        if {edge.source, edge.target} <= rank.keys()
        and len(network.out.get(edge.source, ())) > 1 < len(network.into.get(edge.target, ()))
    )
    last, widest, here = 0, 0, -1  # the farthest end of what begins earlier, of all so far, and where
    for start, end in skips:
        if start != here:
            last, here = widest, start
        if start < -end < last:
            return True
        widest = max(widest, -end)
    return False


def _grows(network: Network, sides: Mapping[str, Sides]) -> bool:
    """Tell whether some wire leads up a level, which no ordinary network has."""
    ends = ((sides.get(edge.source), sides.get(edge.target)) for edge in network.edges)
    return any(one is not None and other is not None and _step(one, other) < 0 for one, other in ends)


def _ratio(before: Sides, after: Sides) -> float:
    """Return how many times longer one side is than the other, on the average over axes."""
    if len(before) != len(after):
        return 1.0
    return float((math.prod(before) / math.prod(after)) ** (1 / len(before)))


def _step(before: Sides, after: Sides) -> int:
    """Return how many times sides are halved, below 0 where they are doubled."""
    ratio = _ratio(before, after)
    if max(ratio, 1 / ratio) < HALF:
        return 0
    halvings = int(math.log2(2 * max(ratio, 1 / ratio) / HALF))
    return halvings if ratio > 1 else -halvings


def _heights(flow: Flow, sides: Mapping[str, Sides]) -> dict[str, int] | None:
    """Return how many halvings lie before each block; None where two ways to a block tell different ones."""
    found: dict[str, int] = {}
    into: dict[str, list[str]] = {node_id: [] for node_id in flow.rank}
    for node_id in flow.rank:
        for edge in flow.after[node_id]:
            into[edge.target].append(node_id)
    top = next((sides[node_id] for node_id in flow.rank if node_id in sides), ())
    for node_id in flow.rank:
        here = sides.get(node_id)
        before = [each for each in into[node_id] if each in found]
        if here is None:
            found |= {node_id: min(found[each] for each in before)} if before else {}
            continue
        told = {found[each] + _step(sides[each], here) for each in before if each in sides}
        if len(told) > 1:
            return None
        found[node_id] = told.pop() if told else _step(top, here)
    for node_id in flow.rank:  # lists that come from outside stand with what they feed
        if node_id not in found:
            found[node_id] = min((found[each.target] for each in flow.after[node_id] if each.target in found),
                                 default=0)  # fmt: skip
    return found


def _skips(flow: Flow, heights: Mapping[str, int]) -> Iterator[Edge]:
    """Yield the wires along a level whose ends are joined by a deeper way, too."""
    joined: dict[str, int] = {}
    for edge in flow.network.edges:
        joined[edge.target] = joined.get(edge.target, 0) + 1
    for node_id, wires in flow.after.items():
        for edge in wires if len(wires) > 1 else ():
            level = heights[node_id] == heights[edge.target]
            if level and joined[edge.target] > 1 and _goes_below(flow, heights, edge):
                yield edge


def _goes_below(flow: Flow, heights: Mapping[str, int], skip: Edge) -> bool:
    """Tell whether a way from a wire's start to its end leads through smaller pictures."""
    seen: set[tuple[str, bool]] = set()
    stack = [(skip.source, False)]
    while stack:
        node_id, below = stack.pop()
        for edge in flow.after[node_id]:
            if edge.target == skip.target and below:
                return True
            step = edge.target, below or heights[edge.target] > heights[skip.source]
            if step not in seen and flow.rank[edge.target] < flow.rank[skip.target]:
                seen.add(step)
                stack.append(step)
    return False


def bands(levels: Levels, boxes: Boxes) -> tuple[Band, ...]:
    """Return the bands of blocks that stand level by level, from the top; none where they stand otherwise.

    What hangs beneath the end of a level, as a goal does, may stand beside those below.
    """
    hanging = _hanging(levels, boxes)
    rows: dict[int, list[Box]] = {}
    for node_id, box in boxes.items():
        if node_id in levels.of and node_id not in hanging:
            rows.setdefault(levels.of[node_id], []).append(box)
    if len(rows) < len(levels.sides) or any(_bottom(one) > _top(other) for one, other in _in_order(rows)):
        return ()
    left = min(box.x for row in rows.values() for box in row) - PAD
    right = max(box.right for box in boxes.values()) + PAD
    edges = _edges([rows[level] for level in sorted(rows)])
    made = []
    for level, (top, bottom) in zip(sorted(rows), edges, strict=True):
        aside = [box.x for box in hanging.values() if box.y < bottom and box.bottom > top]
        end = min([right, *(x - PAD - APART for x in aside)])
        if end < max(box.right for box in rows[level]):
            return ()
        room = Box(left, top, end - left, bottom - top)
        made.append(Band(level, room, _free(rows[level], room)))
    return tuple(made)


def _hanging(levels: Levels, boxes: Boxes) -> dict[str, Box]:
    """Return blocks that end the network and stand beneath the row of their level."""
    fed = {edge.source for edge in levels.skips}
    tops: dict[int, float] = {}
    for node_id, box in boxes.items():
        if node_id in fed:
            level = levels.of[node_id]
            tops[level] = max(tops.get(level, box.bottom), box.bottom)
    ends = ((node_id, box) for node_id, box in boxes.items() if node_id in levels.ends)
    return {node_id: box for node_id, box in ends if box.y >= tops.get(levels.of[node_id], math.inf)}


def _in_order(rows: Mapping[int, Sequence[Box]]) -> Iterator[tuple[Sequence[Box], Sequence[Box]]]:
    """Yield each row with the next below it."""
    return pairwise([rows[level] for level in sorted(rows)])


def _top(row: Collection[Box]) -> float:
    return min(box.y for box in row)


def _bottom(row: Collection[Box]) -> float:
    return max(box.bottom for box in row)


def _edges(rows: Sequence[Sequence[Box]]) -> list[tuple[float, float]]:
    """Return top and bottom of the bands of rows: half way between two that are close."""
    found = [[_top(row) - PAD, _bottom(row) + PAD] for row in rows]
    for above, below in pairwise(found):
        if below[0] - above[1] < APART:
            middle = (above[1] + below[0]) / 2
            above[1], below[0] = middle - APART / 2, middle + APART / 2
    return [(top, bottom) for top, bottom in found]


def _free(row: Sequence[Box], room: Box) -> float:
    """Return the x where words of a level may begin: at its left, or behind the first blocks."""
    x = room.x + PAD
    for box in sorted(row, key=lambda each: each.x):
        if box.x - x >= WORDS:
            break
        x = box.right + WIRE
    return x
