"""Parameters of a file that their block's kind does not have: they are kept, and nobody reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import partial

from playground.core.blocks.learning import LEARNING
from playground.core.blocks.spec import BlockSpec
from playground.core.checks.scopes import lifted
from playground.core.errors import Fix, Place, Problem
from playground.core.graph.wiring import Graph
from playground.core.network.block_path import BlockPath
from playground.core.project.values import Project
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived

SHOWN = 40  # characters of a name, which a file may make as long as it likes


def unread(known: Derived) -> Iterator[Problem]:
    """Yield advice on each parameter that a block's kind does not have, in groups too."""
    for path, graph in known.inside.items():
        place = BlockPath(groups=path).first
        for node, spec in graph.specs.items():
            found = _of_block(graph, node, spec) if spec is not None else ()
            yield from (lifted(problem, place) for problem in found)


def _of_block(graph: Graph, node: str, spec: BlockSpec) -> Iterator[Problem]:
    drawn = graph.network.nodes[node]
    known = [param.name for param in spec.params]
    for name in [each for each in drawn.params if each not in known]:
        fixes = (
            *_meant(graph, node, spec, name),
            Fix(Text("Leave it out"), partial(_without, node=node, name=name)),
        )
        yield _told(graph, node, name, fixes)
    for name in drawn.learning.keys() - {param.name for param in LEARNING}:
        yield _told(graph, node, name, ())


def _told(graph: Graph, node: str, name: str, fixes: tuple[Fix, ...]) -> Problem:
    words = "{block} has no parameter {name!r:.40}: it is kept in the file, and does nothing."
    message = Text(words, block=graph.label(node), name=name[:SHOWN])
    return Problem("advice", Place(node, param=name[:SHOWN]), message, fixes)


def _meant(graph: Graph, node: str, spec: BlockSpec, name: str) -> Iterator[Fix]:
    """Yield the parameter that may have been meant, where the value would fit it and it is not set."""
    given = graph.network.nodes[node].params
    free = {param.name: param for param in spec.params if param.name not in given}
    for close in get_close_matches(name[:SHOWN], free, 1, 0.7):
        if free[close].fits(given[name]):
            title = Text("Take it for {param}", param=free[close].words)
            yield Fix(title, partial(_without, node=node, name=name, instead=close))


def _without(project: Project, node: str, name: str, instead: str = "") -> Project:
    """Return a project in which a block has no parameter of a name, or has it under another."""
    drawn = project.network.nodes[node]
    params = {each: value for each, value in drawn.params.items() if each != name}
    params |= {instead: drawn.params[name]} if instead else {}
    nodes = {**project.network.nodes, node: replace(drawn, params=params)}
    return project.with_network(replace(project.network, nodes=nodes))
