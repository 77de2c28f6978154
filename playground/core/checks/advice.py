"""Advice: what a network may well do, and would do better otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from math import inf

from playground.core.blocks.activations import ANY_NUMBER, Span, activation_span
from playground.core.blocks.spec import SAME, BlockSpec, Category, Role
from playground.core.checks import rewire
from playground.core.checks.fixes import set_param
from playground.core.checks.scopes import inside, lifted
from playground.core.checks.structure import switch_off
from playground.core.errors import Fix, Place, Problem
from playground.core.graph.wiring import Graph, target_of
from playground.core.network.block_path import BlockPath
from playground.core.sentences import Text, listed
from playground.core.shapes.derived import Derived


def advice(known: Derived) -> Iterator[Problem]:
    """Yield all advice about a network."""
    graph = known.drawn
    yield from _unbent(graph)
    yield from _bent_ends(known)
    yield from _lone_shares(known)
    yield from _dropped_before_norm(graph)


def gives_scores(graph: Graph, node: str) -> bool:
    """Say whether a block gives numbers of any sign and size, as goals take them for classes."""
    return not _has_activation(graph.specs[node]) or _is_linear(graph, node)


def _has_activation(spec: BlockSpec | None) -> bool:
    return spec is not None and any(param.name == "activation" for param in spec.params)


def _bent_ends(known: Derived) -> Iterator[Problem]:
    """Yield what bends or cuts the last numbers before a goal, also in a group or behind what hands on."""
    for goal, spec in known.drawn.of_role(Role.GOAL).items():
        edge = known.graph.held.get((goal, "in"))
        if edge is None or spec.goal is None:
            continue
        found = BlockPath.of(last_before(known.graph, edge.source))
        if found.groups in known.inside:  # else it is a part of a kind that is made of others
            problem = _of_end(known, inside(known, found), found, goal)
            yield from (lifted(problem, found),) if problem is not None else ()


def last_before(graph: Graph, node: str) -> str:
    """Return the block that made the numbers which a block gives, seen through what hands them on."""
    while True:
        node = graph.way_back(node, lambda each: each.passes_on)
        edge = graph.held.get((node, "in")) if _function(graph, node) == "linear" else None
        if edge is None:
            return node
        node = edge.source


def _of_end(known: Derived, around: Derived, found: BlockPath, goal: str) -> Problem | None:
    """Return what is to be said of the last block before a goal; `around` is the network it stands in."""
    graph, node, rule = around.drawn, found.own, known.drawn.specs[goal]
    last = graph.specs[node]
    if last is None or rule is None or rule.goal is None or rule.goal.makes or graph.is_off(node):
        return None
    if last.shares and rule.goal.shares:
        return None  # what is applied twice is an error
    edge = known.drawn.held.get((goal, "in"))
    names = {"block": known.drawn.label(str(found)), "other": known.drawn.label(goal)}
    message = (
        _bends_scores(graph, node, names) if rule.goal.finish else _cuts_off(known, graph, node, goal, names)
    )
    if message is None:
        return None
    place = Place(node, edge=edge.as_tuple() if edge is not None and not found.groups else None)
    return Problem("advice", place, message, () if _repeats(known, found) else (_straightened(graph, node),))


def _repeats(known: Derived, found: BlockPath) -> bool:
    """Say whether a block stands in a group that repeats: what it does between the repeats may be wanted."""
    around = [
        known.inside[found.groups[:depth]].network.nodes[name] for depth, name in enumerate(found.groups)
    ]
    return any(group.params.get("repeat", 1) != 1 for group in around)


def _function(graph: Graph, node: str) -> str:
    """Return which function a block is that applies one of many; "" for any other."""
    spec = graph.specs[node]
    return (
        str(spec.params_of(graph.network.nodes[node].params).get("function", "")) if spec is not None else ""
    )


def _bends_scores(graph: Graph, node: str, names: Mapping[str, str]) -> Text | None:
    """Return that scores for classes are bent: a softmax or sigmoid follows, which takes them as they are."""
    spec = graph.specs[node]
    if _is_layer(spec):
        bent = not _is_linear(graph, node)
    else:
        bent = spec is not None and (spec.category is Category.ACTIVATION or bool(_function(graph, node)))
        bent = bent or _span(graph, node) != ANY_NUMBER
    words = "{block} bends the scores that {other} takes as they are, which slows learning."
    return Text(words, **names) if bent else None


def _cuts_off(known: Derived, graph: Graph, node: str, goal: str, names: Mapping[str, str]) -> Text | None:
    """Return that a goal's targets lie outside what its last block can give."""
    spec, target = known.drawn.specs[goal], target_of(known.project, goal, known.fields)
    low, high = _span(graph, node)
    if spec is None or spec.field == SAME or target is None or (low <= target.low and target.high <= high):
        return None
    words = "{block} gives numbers {range}, but {other} is to learn some from {least:g} to {most:g}."
    span = Text("from {low:g} to {high:g}", low=low, high=high)
    limits = span if high < inf else Text("above {low:g}", low=low)
    return Text(words, range=limits, least=target.low, most=target.high, **names)


def _span(graph: Graph, node: str) -> Span:
    """Return between which numbers all lies that a block gives."""
    spec = graph.specs[node]
    assert spec is not None  # its kind was asked for before
    params = spec.params_of(graph.network.nodes[node].params)
    try:
        return activation_span(params.activation) if _is_layer(spec) else spec.span(params)
    except KeyError:
        return ANY_NUMBER  # a function that nobody knows: told elsewhere


def _straightened(graph: Graph, node: str) -> Fix:
    if _is_layer(graph.specs[node]):
        return set_param(Text("Set {block} to linear", block=graph.label(node)), node, activation="linear")
    return switch_off(graph, node)


def _lone_shares(known: Derived) -> Iterator[Problem]:
    """Yield what makes shares of one number: that is 1, whatever it was."""
    graph = known.drawn
    for node, spec in graph.specs.items():
        shape = known.inference.inputs.get(node, {}).get("in")
        if spec is None or not spec.shares or graph.is_off(node) or shape is None:
            continue
        if shape.feature_count == 1:
            message = Text("{block} of one number always gives 1.", block=graph.label(node))
            yield Problem("advice", Place(node, "in"), message, (_straightened(graph, node),))


def _unbent(graph: Graph) -> Iterator[Problem]:
    """Yield pairs of layers that could be one, since nothing bends between them."""
    for node, spec in graph.specs.items():
        edge = graph.held.get((node, spec.inputs[0].name)) if spec and _is_layer(spec) else None
        if edge is None or graph.is_off(node):
            continue
        before = graph.way_back(edge.source, lambda each: not each.bends and not _is_layer(each))
        if _is_linear(graph, before) and _leads_alone(graph, before, node):
            words = "{pair} have no activation between them, so together they can do no more than one."
            message = Text(words, pair=listed((graph.label(before), graph.label(node))))
            fix = Fix(Text("Insert ReLU"), partial(rewire.inserted, edge=edge, kind="activation"))
            yield Problem("advice", Place(node, "in", edge=edge.as_tuple()), message, (fix,))


def _leads_alone(graph: Graph, node: str, target: str) -> bool:
    """Say whether a block leads to another alone: with what goes round that, two do more than one layer."""
    while node != target:
        wires = graph.leaving(node)
        if len(wires) != 1:
            return False
        node = wires[0].target
    return True


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


def _is_layer(spec: BlockSpec | None) -> bool:
    """Say whether a kind sums up its one input by weights and brings an activation of its own."""
    if spec is None or spec.bends or len(spec.inputs) != 1:
        return False
    return any(param.name == "activation" for param in spec.params)


def _is_linear(graph: Graph, node: str) -> bool:
    spec = graph.specs[node]
    if spec is None or not _is_layer(spec):
        return False
    return bool(spec.params_of(graph.network.nodes[node].params).activation == "linear")
