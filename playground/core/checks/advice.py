"""Advice: what a network may well do, and would do better otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from playground.core.blocks.spec import BlockSpec, Role
from playground.core.checks import rewire
from playground.core.checks.fixes import set_param
from playground.core.errors import Fix, Place, Problem
from playground.core.graph.wiring import Graph
from playground.core.sentences import Text, listed


def advice(graph: Graph) -> Iterator[Problem]:
    """Yield all advice about a network."""
    yield from _unbent(graph)
    yield from _bent_scores(graph)
    yield from _dropped_before_norm(graph)


def gives_scores(graph: Graph, node: str) -> bool:
    """Say whether a block gives numbers of any sign and size, as goals take them for classes."""
    return not _has_activation(graph.specs[node]) or _is_linear(graph, node)


def _has_activation(spec: BlockSpec | None) -> bool:
    return spec is not None and any(param.name == "activation" for param in spec.params)


def _bent_scores(graph: Graph) -> Iterator[Problem]:
    """Yield layers whose activation cuts scores for classes: a softmax follows, which needs both signs."""
    for goal, spec in graph.of_role(Role.GOAL).items():
        edge = graph.held.get((goal, "in"))
        if edge is None or spec.goal is None or spec.goal.finish is None:
            continue
        node = graph.way_back(edge.source, lambda each: each.drops_out)
        last = graph.specs[node]
        if last is not None and last.fully_connected and not gives_scores(graph, node):
            names = graph.label(node), graph.label(goal)
            message = Text(
                "{block} bends the scores that {other} takes as they are, which slows learning.",
                block=names[0],
                other=names[1],
            )
            fix = set_param(Text("Set {block} to linear", block=names[0]), node, activation="linear")
            yield Problem("advice", Place(node, edge=edge.as_tuple()), message, (fix,))


def _unbent(graph: Graph) -> Iterator[Problem]:
    """Yield pairs of layers that could be one, since nothing bends between them."""
    for node, spec in graph.specs.items():
        edge = graph.held.get((node, spec.inputs[0].name)) if spec and _is_layer(spec) else None
        if edge is None:
            continue
        before = graph.way_back(edge.source, lambda each: not each.bends and not _is_layer(each))
        if _is_linear(graph, before):
            words = "{pair} have no activation between them, so together they can do no more than one."
            message = Text(words, pair=listed((graph.label(before), graph.label(node))))
            fix = Fix(Text("Insert ReLU"), partial(rewire.inserted, edge=edge, kind="activation"))
            yield Problem("advice", Place(node, "in", edge=edge.as_tuple()), message, (fix,))


def _dropped_before_norm(graph: Graph) -> Iterator[Problem]:
    """Yield batch norms that take their statistics from numbers some of which were switched off."""
    for node, spec in graph.specs.items():
        edge = graph.held.get((node, "in")) if spec is not None and spec.needs_pairs else None
        if edge is None:
            continue
        before = graph.way_back(edge.source, lambda each: each.keeps_shape and not each.drops_out)
        dropping = graph.specs[before]
        if dropping is not None and dropping.drops_out:
            names = graph.label(before), graph.label(node)
            message = Text(
                "{block} before {other} spreads numbers in training alone, so the norm is off later.",
                block=names[0],
                other=names[1],
            )
            fix = Fix(Text("Move {block} before {other}", block=names[1], other=names[0]),
                      partial(rewire.moved_before, node=node, target=before))  # fmt: skip
            yield Problem("advice", Place(node, "in", edge=edge.as_tuple()), message, (fix,))


def _is_layer(spec: BlockSpec) -> bool:
    """Say whether a kind sums up its one input by weights and brings an activation of its own."""
    names = {param.name for param in spec.params}
    return not spec.bends and len(spec.inputs) == 1 and "activation" in names


def _is_linear(graph: Graph, node: str) -> bool:
    spec = graph.specs[node]
    if spec is None or not _is_layer(spec):
        return False
    return bool(spec.params_of(graph.network.nodes[node].params).activation == "linear")
