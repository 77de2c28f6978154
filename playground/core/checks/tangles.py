"""Wires that cannot be as they are: without ends, two at one input, in a circle; what makes each right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from playground.core.blocks.live import port_of
from playground.core.blocks.spec import MASK, BlockSpec
from playground.core.checks import rewire
from playground.core.checks.ways import is_only, set_aside
from playground.core.errors import Fix, Place, Problem
from playground.core.graph import judge
from playground.core.graph.judge import SlotShapes
from playground.core.graph.wiring import Graph, graph_of
from playground.core.network.edits import disconnect
from playground.core.network.topology import cycle
from playground.core.network.values import Edge
from playground.core.sentences import Text

_MERGES = "add", "concatenate"  # what takes two wires: like sizes, then any others


def of_wires(graph: Graph, shapes: SlotShapes) -> Iterator[Problem]:
    """Yield wires without an end, and those at an input that has one already."""
    network = graph.network
    for edge in network.edges:
        target = edge.target if edge.target in network.nodes else ""
        where = Place(target, edge.target_port, edge=edge.as_tuple())
        gone = Fix(Text("Remove this wire"), partial(rewire.disconnected, edge=edge), "removes")
        why = judge.of_ends(graph.blocks, network, edge, graph.specs)
        if why is not None:
            ways = tuple(_given_ends(graph, edge, shapes)) or _one_aside(graph, edge)
            yield Problem("error", where, why.sentence, (*ways, gone) if ways else ())
        elif graph.held[(edge.target, edge.target_port)] != edge:
            words = "Two wires end at the same input of {target}; it takes one."
            message = Text(words, target=graph.label(edge.target))
            ways = tuple(_given_room(graph, edge, shapes)) or _one_aside(graph, edge)
            yield Problem("error", where, message, (*ways, gone) if ways else ())


def _one_aside(graph: Graph, edge: Edge) -> tuple[Fix, ...]:
    """Return what is left without a loss where a wire cannot be: one of its ends stays and has no say."""
    ends = (node for node in (edge.target, edge.source) if node in graph.specs and not is_only(graph, node))
    return next((set_aside(graph, node)[:1] for node in ends), ())


def _given_ends(graph: Graph, edge: Edge, shapes: SlotShapes) -> Iterator[Fix]:
    """Yield the wire from an output that there is to an input that is free, or to a block that takes both."""
    source, target = graph.specs.get(edge.source), graph.specs.get(edge.target)
    if source is None or target is None or not source.outputs or not target.inputs:
        return
    start = port_of(source.outputs, edge.source_port) or source.outputs[0]
    end = port_of(target.inputs, edge.target_port) or target.inputs[0]
    whole = Edge(edge.source, start.name, edge.target, end.name)
    if (edge.target, end.name) not in graph.held and judge.of_ends(
        graph.blocks, graph.network, whole, graph.specs
    ) is None:
        names = {"source": graph.label(edge.source), "target": graph.label(edge.target)}
        title = Text("Connect {source} to {target}", **names)
        yield Fix(title, partial(rewire.turned, edge=edge, to=whole))
    elif (edge.target, end.name) in graph.held:
        yield from _given_room(graph, whole, shapes, drawn=edge)


def _given_room(graph: Graph, edge: Edge, shapes: SlotShapes, drawn: Edge | None = None) -> Iterator[Fix]:
    """Yield what lets two wires stay: an input that is free, a block that takes both."""
    drawn = drawn or edge
    label, shape = graph.label(edge.target), shapes.get((edge.source, edge.source_port))
    takers = judge.takers(graph.network, graph.specs, (edge.source, edge.source_port), shape)
    free = (slot for slot in takers
            if slot[0] == edge.target and slot not in graph.held and slot[1] != MASK.name)  # fmt: skip
    for slot in free:
        moved = replace(edge, target_port=slot[1])
        yield Fix(Text("Move the wire to the free input of {target}", target=label),
                  partial(rewire.turned, edge=drawn, to=moved))  # fmt: skip
        break
    held = graph.held[(edge.target, edge.target_port)]
    merge = _merge_of(graph, held, edge, shapes)
    if merge is not None:
        yield Fix(Text("Insert {kind}, which takes both", kind=merge.title),
                  partial(rewire.merged, held=held, other=edge, drawn=drawn, kind=merge.id))  # fmt: skip


def _merge_of(graph: Graph, one: Edge, other: Edge, shapes: SlotShapes) -> BlockSpec | None:
    """Return the kind of block that takes what two wires bring: it adds what is alike."""
    brought = [shapes.get((edge.source, edge.source_port)) for edge in (one, other)]
    alike = brought[0] is not None and brought[0] == brought[1]
    found = (graph.blocks.find(kind) for kind in (_MERGES if alike else _MERGES[::-1]))
    fitting = (
        spec for spec in found if spec is not None and all(judge.takes(spec, each) for each in brought)
    )
    return next(fitting, None)


def of_circles(graph: Graph, shapes: SlotShapes) -> Iterator[Problem]:
    """Yield the first circle that wires run in, told at the wire drawn last."""
    network = graph.network
    if len(graph.order) == len(network.nodes):
        return
    ids = cycle(network)
    pairs = set(zip(ids, (*ids[1:], ids[0]), strict=True))
    around = [edge for edge in network.edges if (edge.source, edge.target) in pairs]
    last = around[-1]
    why = judge.of_circle(graph.blocks, network, last)
    assert why is not None  # it is on a circle
    gone = Text("Remove the wire from {end} to {start}", end=graph.label(last.source),
                start=graph.label(last.target))  # fmt: skip
    fixes = (*_opened(graph, around, shapes), Fix(gone, partial(rewire.disconnected, edge=last), "removes"))
    yield Problem("error", Place(last.target, last.target_port, edge=last.as_tuple()), why.sentence, fixes)


def _opened(graph: Graph, around: list[Edge], shapes: SlotShapes) -> Iterator[Fix]:
    """Yield what lets a block of a circle read from elsewhere, at the wire drawn last if that can be."""
    for edge in reversed(around):
        rest = graph_of(graph.blocks, disconnect(graph.network, edge), graph)
        known = {slot: shape for slot, shape in shapes.items() if slot[0] in rest.specs}
        other = rewire.nearest_output(rest, (edge.target, edge.target_port), known)
        if other is not None and graph.specs[edge.target] is not None:
            words = "Make {target} read from {other} instead of {source}"
            names = {"target": edge.target, "other": other.source, "source": edge.source}
            title = Text(words, **{name: graph.label(node) for name, node in names.items()})
            yield Fix(title, partial(rewire.turned, edge=edge, to=other))
            return
    yield set_aside(graph, around[-1].target)[0]
