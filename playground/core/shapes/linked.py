"""Blocks that share weights, in repeats of a group or as linked copies: what each needs is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from playground.core.errors import Place
from playground.core.graph.expand import Flat
from playground.core.graph.sharing import Sharing
from playground.core.graph.wiring import Graph
from playground.core.network.block_path import BlockPath
from playground.core.network.linking import node_at
from playground.core.network.values import Network
from playground.core.sentences import Text, listed, thousands
from playground.core.shapes.misfit import Misfit
from playground.core.shapes.shape_cache import Found


def own_weights(graph: Graph, shared: Sharing, node: str, found: Found) -> int:
    """Return how many weights stand at a block and at no other."""
    if node in shared.twins:
        return 0
    table = shared.tables.get(node)
    spec = graph.specs[table] if table is not None else None
    if table is None or spec is None:
        return found.parameters
    lent = spec.weights(spec.params_of(graph.network.nodes[table].params), ())
    return max(0, found.parameters - lent)  # less than nothing where the table does not fit


def lent_weights(shared: Sharing, own: Mapping[str, int], found: Mapping[str, Found]) -> dict[str, int]:
    """Return how many weights that stand elsewhere each block computes with."""
    borrowers = dict.fromkeys((*shared.twins, *shared.tables))
    return {node: found[node].parameters - own[node] for node in borrowers
            if node in found and found[node].parameters > own[node]}  # fmt: skip


def misfits_of_sharing(drawn: Network, flat: Flat, graph: Graph,
                       found: Mapping[str, Found]) -> Iterator[Misfit]:  # fmt: skip
    """Yield blocks that would be made otherwise than the one whose weights they have."""
    for node, first in flat.shared.twins.items():
        one, other = found.get(first), found.get(node)
        if one is not None and other is not None and one.call != other.call:
            yield _otherwise(drawn, graph, (node, first), (one, other))
    for node, table in flat.shared.tables.items():
        scores, rows = found.get(node), found.get(table)
        if scores is not None and rows is not None:
            yield from _of_table(graph, (node, table), (scores, rows))


def _otherwise(drawn: Network, graph: Graph, nodes: tuple[str, str], found: tuple[Found, Found]) -> Misfit:
    node, first = map(BlockPath.of, nodes)
    one, other = (listed(shape.text() for shape in each.arriving.values()) for each in found)
    if node.drawn == first.drawn:
        where = Place(str(node.parting(first)), param="shared")
        words = (
            "{block} has the same weights in every repeat, but gets {first} in one and {second} in another."
        )
        message = Text(words, block=graph.label(nodes[1]), first=one, second=other)
        return Misfit("error", where, message, reason="shared")
    copy = linked_around(drawn, node)
    label, lead = graph.label(nodes[0]), graph.label(nodes[1])
    words = "{block} shares its weights with {other}, which gets {first}, but gets {second} itself."
    message = Text(words, block=label, other=lead, first=one, second=other)
    return Misfit("error", Place(str(copy.first)), message, reason="linked")


def linked_around(drawn: Network, path: BlockPath) -> BlockPath:
    """Return the outermost linked copy that a block is or lies in, as it is drawn; else itself."""
    ways = (each.drawn for each in (*path.around, path))
    return next((each for each in ways if (node := node_at(drawn, each)) and node.linked), path.drawn)


def _of_table(graph: Graph, nodes: tuple[str, str], found: tuple[Found, Found]) -> Iterator[Misfit]:
    """Yield a layer that scores by a table of other rows or another width than it makes and gets."""
    rows, width = table_size(found[1])
    made, got = (next(iter(shapes.values())).features for shapes in (found[0].outputs, found[0].arriving))
    if (made, got) == (rows, width):
        return
    words = (
        "{block} scores by the table of {table}, {rows} rows of {width} numbers: it needs {rows} units "
        "and {width} features to read, but has {made} and reads {got}."
    )
    message = Text(words, block=graph.label(nodes[0]), table=graph.label(nodes[1]), rows=thousands(rows),
                   width=thousands(width), made=thousands(made), got=thousands(got))  # fmt: skip
    yield Misfit("error", Place(str(BlockPath.of(nodes[0]).drawn.first)), message, reason="linked")


def table_size(table: Found) -> tuple[int, int]:
    """Return how many rows a table has, and how many numbers each."""
    width = next(iter(table.outputs.values())).features
    return table.parameters // max(1, width), width
