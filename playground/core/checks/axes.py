"""Fixes for blocks that need another number of axes: lists for sequences and pictures, and back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import prod

from playground.core.blocks.arranging import rearranged, reshape_to
from playground.core.blocks.live import port_of
from playground.core.blocks.shapes import Shape, broadcast
from playground.core.blocks.spec import BlockSpec
from playground.core.checks import rewire
from playground.core.checks.rewire import NewBlock
from playground.core.checks.structure import last_ways
from playground.core.errors import Fix, PlaygroundError
from playground.core.graph.wiring import Graph, needed, target_of
from playground.core.network.values import Edge
from playground.core.sentences import Text, listed, thousands
from playground.core.shapes.derived import Derived
from playground.core.shapes.given import checked
from playground.core.shapes.measure import Measured, measure
from playground.core.shapes.misfit import Misfit


def for_rank(known: Derived, misfit: Misfit) -> Iterator[Fix]:
    """Yield what gives a block the number of axes it takes."""
    node, got, where = misfit.where.node, misfit.got, misfit.where
    spec = known.drawn.specs[node]
    if spec is None or got is None or where.edge is None:
        return
    ranks = next(port.ranks for port in spec.inputs if port.name == where.port)
    edge = Edge(*where.edge)
    if 1 in ranks and got.rank > 1:
        yield from _listed(known, edge, got)
    flatten = _flatten_before(known.drawn, node)
    if 3 in ranks and flatten is not None and len(spec.inputs) == len(spec.outputs) == 1:
        title = Text(
            "Move {block} before {flatten}", block=known.drawn.label(node), flatten=known.drawn.label(flatten)
        )
        yield Fix(title, lambda project: rewire.moved_before(project, node, flatten))
    yield from _for_places(known, edge, got)
    arranged = next((shape for rank in ranks if (shape := rearranged(got, rank))), None)
    if 1 in ranks or arranged is None:
        return
    if _only_sums_up(known, node, arranged, got):
        yield from last_ways(known.drawn, node)
    yield insert(
        Text("Insert Reshape → {arranged}", arranged=arranged.text()), edge, "reshape", **reshape_to(arranged)
    )


def for_ranks(known: Derived, node: str) -> Iterator[Fix]:
    """Yield what gives inputs of one block equally many axes, as its ports take: the most, else the fewest.

    A list beside pictures becomes one pixel of as many channels, beside a sequence one step, where that is
    all it takes; PyTorch then lets it count for all of them.
    """
    graph, arriving = known.drawn, known.inference.inputs.get(node, {})
    yield from _spread(known, node)
    fewest = min((shape.rank for shape in arriving.values()), default=0)
    for port, shape in arriving.items():
        edge, arranged = graph.held.get((node, port)), rearranged(shape, fewest)
        if edge is None or shape.rank == fewest or arranged is None or not _takes(graph, edge, fewest):
            continue
        if fewest == 1:
            yield from _at_the_wire(edge, shape)
        else:
            yield insert(
                Text("Insert Reshape → {arranged}", arranged=arranged.text()),
                edge,
                "reshape",
                **reshape_to(arranged),
            )


def _takes(graph: Graph, edge: Edge, rank: int) -> bool:
    """Say whether the port where a wire ends takes so many axes."""
    spec = graph.specs[edge.target]
    port = port_of(spec.inputs, edge.target_port) if spec is not None else None
    return port is None or not port.ranks or rank in port.ranks


def _spread(known: Derived, node: str) -> Iterator[Fix]:
    """Yield a Reshape for the one list whose features are the channels, or features, that others have."""
    spec, arriving = known.drawn.specs[node], known.inference.inputs.get(node, {})
    lists = [(port, shape) for port, shape in arriving.items() if shape.rank == 1]
    others = [shape for shape in arriving.values() if shape.rank > 1]
    if spec is None or spec.together != "broadcast" or len(lists) != 1 or not others:
        return
    (port, shape), other = lists[0], others[0]
    edge, ones = known.drawn.held.get((node, port)), (1,) * (other.rank - 1)
    arranged = Shape((1, shape.count) if other.rank == 2 else (shape.count, *ones))
    fits = shape.count in (1, other.feature_count) and broadcast(arranged, other) is not None
    if edge is not None and fits:
        title = Text("Insert Reshape → {arranged}", arranged=arranged.text())
        yield insert(title, edge, "reshape", **reshape_to(arranged))


def insert(title: Text, edge: Edge, kind: str, **params: object) -> Fix:
    """Return the fix that puts a block on a wire."""
    return Fix(title, lambda project: rewire.inserted(project, edge, kind, **params))


def inserted(known: Derived, edge: Edge, *made: NewBlock) -> Fix:
    """Return the fix that puts blocks one after the other on a wire."""
    names = listed(_name(known, each) for each in made)
    return Fix(Text("Insert {kind}", kind=names), partial(rewire.inserted_in_a_row, edge=edge, made=made))


def _name(known: Derived, made: NewBlock) -> Text:
    kind, params = made
    title = known.drawn.blocks.get(kind).title
    width = params.get("units", params.get("filters"))
    return Text(title) if width is None else Text("{kind} {width}", kind=title, width=width)


def from_all_numbers(wanted: tuple[int, ...], shape: Shape) -> Iterator[NewBlock]:
    """Yield blocks that make scores of any sizes of numbers in any shape."""
    if shape.rank > 1:
        yield "flatten", {}
    yield "dense", {"units": prod(wanted), "activation": "linear"}
    if len(wanted) > 1:
        yield "reshape", reshape_to(Shape(wanted))


def _for_places(known: Derived, edge: Edge, got: Shape) -> Iterator[Fix]:
    """Yield what gives a goal of steps or pixels numbers for each of them, of numbers in any shape."""
    spec, target = known.drawn.specs[edge.target], target_of(known.project, edge.target, known.fields)
    if spec is None or spec.goal is None or target is None or spec.goal.aligned == "sample":
        return
    wanted = spec.goal.sizes(target, spec.params_of(known.project.network.nodes[edge.target].params))
    yield inserted(known, edge, *from_all_numbers(wanted, got))


def _listed(known: Derived, edge: Edge, got: Shape) -> Iterator[Fix]:
    """Yield what makes a list: before all blocks that would take one too, or at the wire itself."""
    first = _first_to_take_lists(known, edge, got.rank)
    if first != edge:
        yield from _early(known, first)
    yield from _at_the_wire(edge, got)


def _at_the_wire(edge: Edge, got: Shape) -> Iterator[Fix]:
    """Yield a list of all numbers, and smaller ones: one number a map, or one step of a sequence."""
    yield insert(Text("Insert Flatten → {count} features", count=thousands(got.count)), edge, "flatten")
    if got.rank in (3, 4):
        yield insert(
            Text("Insert Global pool → {channels} features", channels=thousands(got.channels)),
            edge,
            "global_pool",
        )
    elif got.rank == 2:
        yield insert(
            Text("Insert Over time → {features} features", features=thousands(got.features)),
            edge,
            "over_time",
        )


def _early(known: Derived, edge: Edge) -> Iterator[Fix]:
    """Yield how a sequence becomes a list before the first block that takes one; words are of any number."""
    got, before = known.inference.outputs[edge.source][edge.source_port], known.drawn.label(edge.target)
    if any(field.values for field in known.fields.fields.values()):
        title = Text(
            "Insert Over time before {before} → {features} features",
            before=before,
            features=thousands(got.features),
        )
        yield insert(title, edge, "over_time", how="mean")
    else:
        yield insert(
            Text(
                "Insert Flatten before {before} → {count} features", before=before, count=thousands(got.count)
            ),
            edge,
            "flatten",
        )


def _first_to_take_lists(known: Derived, edge: Edge, rank: int) -> Edge:
    """Return the first wire on the straight way to another behind which every block takes a list as well."""
    graph = known.drawn
    while True:
        spec = graph.specs[edge.source]
        before = graph.held.get((edge.source, spec.inputs[0].name)) if spec and spec.inputs else None
        if spec is None or before is None or len(graph.leaving(edge.source)) != 1 or not _takes_lists(spec):
            return edge
        shape = known.inference.outputs.get(before.source, {}).get(before.source_port)
        if shape is None or shape.rank != rank or shape.dtype != "float":
            return edge
        edge = before


def _takes_lists(spec: BlockSpec) -> bool:
    ranks = spec.inputs[0].ranks
    return len(needed(spec)) == 1 and (1 in ranks or (not ranks and spec.keeps_shape))


def _only_sums_up(known: Derived, node: str, arranged: Shape, got: Shape) -> bool:
    """Say whether a block would make a list again of what had to be arranged for it."""
    spec = known.drawn.specs[node]
    assert spec is not None  # it was told that it misfits
    if len(needed(spec)) != 1:
        return False
    given = (arranged, *(None for _ in spec.inputs[1:]))
    try:
        call = spec.call(checked(spec, known.project.network.nodes[node].params), given)
        found = measure(call, given, spec.by_steps)
    except (PlaygroundError, ValueError):
        return False
    return isinstance(found, Measured) and found.outputs[0].rank == got.rank


def _flatten_before(graph: Graph, node: str) -> str | None:
    """Return the last Flatten on the straight way back from a block."""
    seen: set[str] = set()
    while node not in seen:
        seen.add(node)
        spec = graph.specs[node]
        edge = graph.held.get((node, spec.inputs[0].name)) if spec and spec.inputs else None
        if edge is None:
            return None
        node = edge.source
        if graph.network.nodes[node].kind == "flatten":
            return node
    return None
