"""Problems of the graph itself: nothing here needs shapes or torch."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from playground.core.blocks.groups import OUTPUT_ID
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.shapes import DataFields
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.checks import rewire
from playground.core.errors import Fix, Place, Problem
from playground.core.graph import judge
from playground.core.graph.judge import SlotShapes
from playground.core.graph.wiring import Graph, needed
from playground.core.network.topology import cycle
from playground.core.network.values import Edge
from playground.core.sentences import Text, listed


def of_graph(graph: Graph, fields: DataFields, shapes: SlotShapes) -> Iterator[Problem]:
    """Yield what is wrong with the graph as a whole; blocks that lack a wire often do because of it."""
    yield from _ends(graph, fields, shapes)
    yield from _placeholders(graph)
    yield from _wires(graph)
    yield from _circle(graph)


def of_blocks(graph: Graph, shapes: SlotShapes) -> Iterator[Problem]:
    """Yield blocks that lack wires, whatever their shapes."""
    for node, spec in graph.specs.items():
        if spec is not None:
            yield from _loose(graph, node, spec, shapes)


def of_outside(graph: Graph) -> Iterator[Problem]:
    """Yield blocks that belong inside groups and stand outside."""
    for node, spec in graph.specs.items():
        if spec is not None and spec.inner:
            message = Text("{block} belongs inside a group.", block=graph.label(node))
            yield Problem("error", Place(node), message, (remove(graph, node),))


def of_inside(graph: Graph) -> Iterator[Problem]:
    """Yield what is wrong with the network in a group as a whole."""
    yield from _placeholders(graph)
    yield from _wires(graph)
    yield from _circle(graph)
    for node, spec in graph.specs.items():
        if spec is not None and spec.role is not Role.LAYER:
            message = Text(
                "{block} belongs outside groups: sources and goals stand at the top.", block=graph.label(node)
            )
            yield Problem("error", Place(node), message, (remove(graph, node),))
    if not any(node.kind == OUTPUT_ID for node in graph.network.nodes.values()):
        message = Text("This group has no output, so nothing leaves it.")
        yield Problem("error", Place(), message, (_add_output(graph),))


def _add_output(graph: Graph) -> Fix:
    tail = next(iter(_free_outputs(graph)), None)
    return Fix(Text("Add Group output"), lambda project: rewire.with_goal(project, OUTPUT_ID, tail))


def remove(graph: Graph, node: str) -> Fix:
    """Return the fix that takes a block away."""
    return Fix(Text("Remove {block}", block=graph.label(node)), lambda project: rewire.without(project, node))


def join(graph: Graph, edge: Edge) -> Fix:
    """Return the fix that adds a wire."""
    title = Text(
        "Connect {source} to {target}",
        source=graph.label(edge.source),
        target=graph.label(edge.target),
    )
    return Fix(title, lambda project: rewire.connected(project, edge))


def fitting(blocks: BlockRegistry, fields: DataFields, role: Role) -> BlockSpec | None:
    """Return the source or goal block whose field the data set has."""
    return next((spec for spec in blocks if spec.role is role and spec.field in fields.fields), None)


def _ends(graph: Graph, fields: DataFields, shapes: SlotShapes) -> Iterator[Problem]:
    source, goal = (fitting(graph.blocks, fields, role) for role in (Role.SOURCE, Role.GOAL))
    if not graph.of_role(Role.SOURCE):
        message = Text("This network has no source, so no data flows into it.")
        yield Problem("error", Place(), message, (_add_source(graph, source),) if source else ())
    if not graph.of_role(Role.GOAL):
        message = Text("This network has no goal, so nothing says what to learn.")
        yield Problem("error", Place(), message, (_add_goal(graph, goal, shapes),) if goal else ())


def _add_source(graph: Graph, spec: BlockSpec) -> Fix:
    heads = tuple(_free_inputs(graph))
    return Fix(
        Text("Add {kind}", kind=spec.title), lambda project: rewire.with_source(project, spec.id, heads)
    )


def _add_goal(graph: Graph, spec: BlockSpec, shapes: SlotShapes) -> Fix:
    tails = [slot for slot in _free_outputs(graph) if judge.takes(spec, shapes.get(slot))]
    tails.sort(key=lambda slot: graph.network.nodes[slot[0]].position)
    tail = tails[-1] if tails else None
    return Fix(Text("Add {kind}", kind=spec.title), lambda project: rewire.with_goal(project, spec.id, tail))


def _placeholders(graph: Graph) -> Iterator[Problem]:
    for node, spec in graph.specs.items():
        if spec is None:
            label, kind = graph.label(node), graph.network.nodes[node].kind
            message = Text(
                "{block} is kept as it is: this version does not know blocks of the kind {kind!r:.60}.",
                block=label,
                kind=kind,
            )
            yield Problem("error", Place(node), message, (remove(graph, node),))


def _wires(graph: Graph) -> Iterator[Problem]:
    network = graph.network
    for edge in network.edges:
        target = edge.target if edge.target in network.nodes else ""
        where = Place(target, edge.target_port, edge=edge.as_tuple())
        fix = Fix(Text("Remove this wire"), partial(rewire.disconnected, edge=edge))
        why = judge.of_ends(graph.blocks, network, edge, graph.specs)
        if why is not None:
            yield Problem("error", where, why.sentence, (fix,))
        elif graph.held[(edge.target, edge.target_port)] != edge:
            message = Text(
                "Two wires end at the same input of {target}; it takes one.", target=graph.label(edge.target)
            )
            yield Problem("error", where, message, (fix,))


def _circle(graph: Graph) -> Iterator[Problem]:
    network = graph.network
    ids = cycle(network)
    if not ids:
        return
    pairs = set(zip(ids, (*ids[1:], ids[0]), strict=True))
    last = [edge for edge in network.edges if (edge.source, edge.target) in pairs][-1]
    start, end = graph.label(last.target), graph.label(last.source)
    why = judge.of_circle(graph.blocks, network, last)
    assert why is not None  # it is on a circle
    fix = Fix(
        Text("Remove the wire from {end} to {start}", end=end, start=start),
        lambda project: rewire.disconnected(project, last),
    )
    where = Place(last.target, last.target_port, edge=last.as_tuple())
    yield Problem("error", where, why.sentence, (fix,))


def _loose(graph: Graph, node: str, spec: BlockSpec, shapes: SlotShapes) -> Iterator[Problem]:
    """Yield what a block lacks: wires in, wires out, or both."""
    network = graph.network
    free = [port for port in needed(spec) if (node, port.name) not in graph.held]
    ends_here = bool(spec.outputs) and not graph.leaving(node)
    label = graph.label(node)
    if len(network.nodes) > 1 and spec.inputs and len(free) == len(needed(spec)) and ends_here:
        message = Text("{block} is not connected, so it is left out.", block=label)
        yield Problem("error", Place(node), message, _adopt(graph, node, spec, shapes))
        return
    for port in free:
        edge = rewire.nearest_output(graph, (node, port.name), shapes)
        fixes = (join(graph, edge),) if edge else ()
        message = Text("{block} gets nothing: its input is not connected.", block=label)
        yield Problem("error", Place(node, port.name), message, (*fixes, remove(graph, node)))
    if ends_here:
        edge = rewire.nearest_input(graph, (node, spec.outputs[0].name), shapes)
        fixes = (join(graph, edge),) if edge else ()
        message = Text(
            "{block} leads to no goal, so it is left out: its output is not connected.", block=label
        )
        where = Place(node, spec.outputs[0].name)
        yield Problem("error", where, message, (*fixes, remove(graph, node)))


def _adopt(graph: Graph, node: str, spec: BlockSpec, shapes: SlotShapes) -> tuple[Fix, ...]:
    """Offer a lone block a place on a wire."""
    removal = remove(graph, node)
    edge = rewire.nearest_wire(graph, node, spec, shapes) if len(needed(spec)) == 1 else None
    if edge is None:
        return (removal,)
    between = listed((graph.label(edge.source), graph.label(edge.target)))
    title = Text("Insert {block} between {between}", block=graph.label(node), between=between)
    return (Fix(title, lambda project: rewire.put_on(project, node, edge)), removal)


def _free_inputs(graph: Graph) -> Iterator[tuple[str, str]]:
    for node, spec in graph.specs.items():
        for port in needed(spec) if spec else ():
            if (node, port.name) not in graph.held:
                yield node, port.name


def _free_outputs(graph: Graph) -> Iterator[tuple[str, str]]:
    for node, spec in graph.specs.items():
        if spec and spec.outputs and not graph.leaving(node):
            yield node, spec.outputs[0].name
