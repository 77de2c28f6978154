"""Ways out that many problems share: one more wire, a block set aside, a block taken away."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.spec import Role
from playground.core.checks import rewire
from playground.core.errors import Fix
from playground.core.graph.wiring import Graph
from playground.core.network.values import Edge
from playground.core.sentences import Text


def join(graph: Graph, edge: Edge) -> Fix:
    """Return the fix that adds a wire."""
    title = Text(
        "Connect {source} to {target}",
        source=graph.label(edge.source),
        target=graph.label(edge.target),
    )
    return Fix(title, lambda project: rewire.connected(project, edge))


def is_only(graph: Graph, node: str) -> bool:
    """Say whether a block is the only source or goal."""
    spec = graph.specs[node]
    return spec is not None and spec.role is not Role.LAYER and len(graph.of_role(spec.role)) == 1


def set_aside(graph: Graph, node: str) -> tuple[Fix, ...]:
    """Return what is left to do with a block that cannot stand where it does, on or off."""
    if all(node not in (edge.source, edge.target) for edge in graph.network.edges):
        return ()
    title = Text("Set {block} aside", block=graph.label(node))
    return Fix(title, partial(rewire.set_aside, node=node), "idles"), remove(graph, node)


def remove(graph: Graph, node: str) -> Fix:
    """Return the fix that takes a block away; another one must stand before it."""
    title = Text("Remove {block}", block=graph.label(node))
    return Fix(title, partial(rewire.without, node=node), way="removes")
