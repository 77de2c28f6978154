"""Lay out a U: a row for each level, down blocks to the right, up blocks rise, so that skips run straight."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playground.core.layout.boxes import BELOW, GRID, on_grid
from playground.core.layout.levels import Levels
from playground.core.layout.parts import Placed
from playground.core.layout.sections import Flow
from playground.core.network.values import Edge, Point

ASIDE = 24.0  # from column to column, so that a wire between levels has room to turn


def in_levels(flow: Flow, levels: Levels, sizes: Mapping[str, Point], gap: Callable[[Edge], float]) -> Placed:
    """Return blocks in columns of their own, in rows by level; what ends the U hangs beneath its last arm.

    `gap` is the room that a wire along a row needs.
    """
    hanging = _hanging(flow, levels)
    ids = [node_id for node_id in flow.rank if node_id not in hanging]
    lefts = _columns(flow, levels, ids, sizes, gap)
    tops = _rows(levels, ids, sizes)
    spots = {node_id: (lefts[node_id], tops[levels.of[node_id]]) for node_id in ids}
    spots |= _beneath(ids, hanging, levels, spots, tops, sizes)
    right = max(x + sizes[node_id][0] for node_id, (x, _) in spots.items())
    bottom = max(y + sizes[node_id][1] for node_id, (_, y) in spots.items())
    return Placed(spots, right, bottom)


def _hanging(flow: Flow, levels: Levels) -> list[str]:
    """Return the blocks that nothing follows, above the lowest level: there is room beneath them."""
    lowest, last = len(levels.sides) - 1, list(flow.rank)
    while last and not flow.after[last[-1]] and levels.of[last[-1]] < lowest:
        last.pop()
    return list(flow.rank)[len(last) :]


def _columns(
    flow: Flow,
    levels: Levels,
    ids: list[str],
    sizes: Mapping[str, Point],
    gap: Callable[[Edge], float],
) -> dict[str, float]:
    """Return where each block begins: right of all before it."""
    lefts: dict[str, float] = {}
    right = 0.0
    for node_id in ids:
        here = levels.of[node_id]
        wires = [edge for before in lefts for edge in flow.after[before] if edge.target == node_id]
        along = [edge for edge in wires if levels.of[edge.source] == here and edge not in levels.skips]
        lefts[node_id] = on_grid(right + max([ASIDE, *map(gap, along)])) if lefts else 0.0
        right = lefts[node_id] + sizes[node_id][0]
    return lefts


def _rows(levels: Levels, ids: list[str], sizes: Mapping[str, Point]) -> list[float]:
    """Return the top of each row, one as tall as its tallest block."""
    tops = [0.0]
    for level in range(len(levels.sides)):
        tallest = max((sizes[node_id][1] for node_id in ids if levels.of[node_id] == level), default=0.0)
        tops.append(on_grid(tops[-1] + tallest + BELOW))
    return tops


def _beneath(
    ids: list[str], hanging: list[str], levels: Levels, spots: Mapping[str, Point], tops: list[float],
    sizes: Mapping[str, Point],
) -> dict[str, Point]:  # fmt: skip
    """Return where what ends the U stands: beneath the last blocks of its level."""
    found: dict[str, Point] = {}
    if not hanging:
        return found
    level = levels.of[hanging[0]]
    last = list(ids)
    while last and levels.of[last[-1]] == level:
        last.pop()
    x = spots[ids[len(last)]][0] if len(last) < len(ids) else spots[ids[-1]][0]
    y = tops[level + 1] + GRID  # of no row: those are drawn as tall as their tallest
    for node_id in hanging:
        found[node_id] = (x, y)
        y = on_grid(y + sizes[node_id][1] + BELOW)
    return found
