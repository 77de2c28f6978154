"""Room for a drawing on a grid: columns as wide as what stands in them, rows as high, words between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from playground.core.layout.boxes import BETWEEN, on_grid
from playground.core.layout.tidy import BESIDE_LABEL, ORDINARY, DrawnSizes
from playground.core.network.rows import AISLE
from playground.core.network.values import Network, Point


def spread(network: Network, drawn: DrawnSizes) -> dict[str, Point]:
    """Return where blocks stand that keep their columns and rows, with room for faces and words.

    Which column and row a block stands in is what its place tells; where a block stands first stays.
    """
    if not network.nodes:
        return {}
    places = {node_id: node.position for node_id, node in network.nodes.items()}
    columns, rows = (sorted({place[axis] for place in places.values()}) for axis in (0, 1))
    where = {each: (bisect_left(columns, x), bisect_left(rows, y)) for each, (x, y) in places.items()}
    wide, high = [0.0] * len(columns), [0.0] * len(rows)
    for node_id, (column, row) in where.items():
        width, height = drawn.sizes.get(node_id, ORDINARY)
        wide[column], high[row] = max(wide[column], width), max(high[row], height)
    words = [BETWEEN] * len(columns)  # before each column
    for edge in network.edges:
        if where[edge.target][0] == where[edge.source][0] + 1:
            room = drawn.labels.get(edge, 0.0) + 2 * BESIDE_LABEL
            words[where[edge.target][0]] = max(words[where[edge.target][0]], room)
    across = _starts(wide, words)
    down = _starts(high, [AISLE] * len(rows))
    return {each: (columns[0] + across[column] / drawn.across, rows[0] + down[row])
            for each, (column, row) in where.items()}  # fmt: skip


def _starts(sizes: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Return where columns or rows of some sizes begin, with gaps before them."""
    starts = [0.0]
    for (size, _), (_, gap) in pairwise(zip(sizes, gaps, strict=True)):
        starts.append(on_grid(starts[-1] + size + gap))
    return starts
