"""Advice: what a network may well do, and would do better otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from playground.core.blocks.spec import BlockSpec
from playground.core.build import rewire
from playground.core.build.fixes import set_param
from playground.core.build.wiring import goals, label_of, spec_of, way_back, wires
from playground.core.errors import Fix, Place, Problem
from playground.core.network.values import Network


def advice(network: Network) -> Iterator[Problem]:
    """Yield all advice about a network."""
    yield from _unbent(network)
    yield from _bent_scores(network)
    yield from _dropped_before_norm(network)


def gives_scores(network: Network, node: str) -> bool:
    """Say whether a block gives numbers of any sign and size, as goals take them for classes."""
    return not _has_activation(spec_of(network, node)) or _is_linear(network, node)


def _has_activation(spec: BlockSpec | None) -> bool:
    return spec is not None and any(param.name == "activation" for param in spec.params)


def _bent_scores(network: Network) -> Iterator[Problem]:
    """Yield layers whose activation cuts scores for classes: a softmax follows, which needs both signs."""
    for goal in goals(network):
        spec, edge = spec_of(network, goal), wires(network).get((goal, "in"))
        if edge is None or spec is None or spec.goal is None or spec.goal.finish is None:
            continue
        node = way_back(network, edge.source, lambda each: each.drops_out)
        last = spec_of(network, node)
        if last is not None and last.fully_connected and not gives_scores(network, node):
            names = label_of(network, node), label_of(network, goal)
            message = f"{names[0]} bends the scores that {names[1]} takes as they are, which slows learning."
            fix = set_param(f"Set {names[0]} to linear", node, activation="linear")
            yield Problem("advice", Place(node, edge=edge.as_tuple()), message, (fix,))


def _unbent(network: Network) -> Iterator[Problem]:
    """Yield pairs of layers that could be one, since nothing bends between them."""
    for node in network.nodes:
        spec = spec_of(network, node)
        edge = wires(network).get((node, spec.inputs[0].name)) if spec and _is_layer(spec) else None
        if edge is None:
            continue
        before = way_back(network, edge.source, lambda each: not each.bends and not _is_layer(each))
        if _is_linear(network, before):
            pair = f"{label_of(network, before)} and {label_of(network, node)}"
            message = f"{pair} have no activation between them, so together they can do no more than one."
            fix = Fix("Insert ReLU", partial(rewire.inserted, edge=edge, kind="activation"))
            yield Problem("advice", Place(node, "in", edge=edge.as_tuple()), message, (fix,))


def _dropped_before_norm(network: Network) -> Iterator[Problem]:
    """Yield batch norms that take their statistics from numbers some of which were switched off."""
    for node in network.nodes:
        spec = spec_of(network, node)
        edge = wires(network).get((node, "in")) if spec is not None and spec.needs_pairs else None
        if edge is None:
            continue
        before = way_back(network, edge.source, lambda each: each.keeps_shape and not each.drops_out)
        dropping = spec_of(network, before)
        if dropping is not None and dropping.drops_out:
            names = label_of(network, before), label_of(network, node)
            message = (
                f"{names[0]} before {names[1]} spreads numbers in training alone, so the norm is off later."
            )
            fix = Fix(f"Move {names[1]} before {names[0]}",
                      partial(rewire.moved_before, node=node, target=before))  # fmt: skip
            yield Problem("advice", Place(node, "in", edge=edge.as_tuple()), message, (fix,))


def _is_layer(spec: BlockSpec) -> bool:
    """Say whether a kind sums up its one input by weights and brings an activation of its own."""
    names = {param.name for param in spec.params}
    return not spec.bends and len(spec.inputs) == 1 and "activation" in names


def _is_linear(network: Network, node: str) -> bool:
    spec = spec_of(network, node)
    if spec is None or not _is_layer(spec):
        return False
    return bool(spec.params_of(network.nodes[node].params).activation == "linear")
