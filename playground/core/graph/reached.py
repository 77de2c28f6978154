"""Which blocks learn from a goal: everything before it, the nearest layers, or those that it names."""

from __future__ import annotations

from collections.abc import Iterator

from playground.core.blocks.goals import EVERYTHING, NAMED, REACHED, REACHES
from playground.core.blocks.registry import BlockRegistry
from playground.core.graph.wiring import Graph
from playground.core.network.topology import upstream
from playground.core.network.values import Network


def reach_of(graph: Graph, goal: str) -> str:
    """Return how far a goal reaches: everything, for a goal without such a parameter."""
    return str(graph.network.nodes[goal].params.get(REACHES.name, EVERYTHING))


def reached(graph: Graph, goal: str) -> frozenset[str] | None:
    """Return the blocks beside a goal that learn from it, a group for all in it; None: all there are."""
    reach = reach_of(graph, goal)
    if reach == EVERYTHING:
        return None
    return frozenset(node for _, node in named(graph, goal)) if reach == NAMED else nearest(graph, goal)


def names(graph: Graph, goal: str) -> tuple[str, ...]:
    """Return the names that a goal lists."""
    listed = str(graph.network.nodes[goal].params.get(REACHED.name, REACHED.default)).split(",")
    return tuple(each.strip() for each in listed if each.strip())


def named(graph: Graph, goal: str) -> Iterator[tuple[str, str]]:
    """Yield each name that a goal lists with each block before it that has it, as its own or as its id."""
    before = upstream(graph.network, goal)
    for name in names(graph, goal):
        yield from ((name, node) for node in graph.order
                    if node in before and name in (node, graph.label(node)))  # fmt: skip


def nearest(graph: Graph, goal: str) -> frozenset[str]:
    """Return the blocks with weights that a way back from a goal comes to first."""
    found, seen, ways = set[str](), set[str](), [goal]
    while ways:
        node = ways.pop()
        for edge in graph.network.into.get(node, ()):
            if edge.source not in seen and graph.held.get((node, edge.target_port)) == edge:
                seen.add(edge.source)
                (found.add if has_weights(graph, edge.source) else ways.append)(edge.source)
    return frozenset(found)


def has_weights(graph: Graph, node: str) -> bool:
    """Say whether a block may learn: it, or one in it, has weights and does not stand still."""
    return not graph.is_off(node) and _may_learn(graph.blocks, graph.network, node)


def _may_learn(blocks: BlockRegistry, network: Network, node: str) -> bool:
    drawn = network.nodes[node]
    if drawn.frozen or drawn.disabled:
        return False
    if drawn.network is not None:
        return any(_may_learn(blocks, drawn.network, each) for each in drawn.network.nodes)
    spec = blocks.find(drawn.kind)
    return spec is not None and spec.learns
