"""Problems of the graph itself: nothing here needs shapes or torch."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from playground.core.blocks.groups import OUTPUT_ID
from playground.core.blocks.registry import BLOCKS
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.build import rewire
from playground.core.build.rewire import Shapes
from playground.core.build.wiring import goals, is_sound, label_of, leaving, needed, sources, spec_of, wires
from playground.core.errors import Fix, Place, Problem
from playground.core.network.topology import cycle
from playground.core.network.values import Edge, Network
from playground.core.project.values import DataFields, Project


def of_graph(project: Project, fields: DataFields, shapes: Shapes) -> Iterator[Problem]:
    """Yield what is wrong with the graph as a whole; blocks that lack a wire often do because of it."""
    network = project.network
    yield from _ends(network, fields, shapes)
    yield from _placeholders(network)
    yield from _wires(network)
    yield from _circle(network)


def of_blocks(network: Network, shapes: Shapes) -> Iterator[Problem]:
    """Yield blocks that lack wires, whatever their shapes."""
    for node in network.nodes:
        spec = spec_of(network, node)
        if spec is not None:
            yield from _loose(network, node, spec, shapes)


def of_outside(network: Network) -> Iterator[Problem]:
    """Yield blocks that belong inside groups and stand outside."""
    for node in network.nodes:
        spec = spec_of(network, node)
        if spec is not None and spec.inner:
            message = f"{label_of(network, node)} belongs inside a group."
            yield Problem("error", Place(node), message, (remove(network, node),))


def of_inside(network: Network, shapes: Shapes) -> Iterator[Problem]:
    """Yield what is wrong with the network in a group as a whole."""
    yield from _placeholders(network)
    yield from _wires(network)
    yield from _circle(network)
    for node in network.nodes:
        spec = spec_of(network, node)
        if spec is not None and spec.role is not Role.LAYER:
            message = f"{label_of(network, node)} belongs outside groups: sources and goals stand at the top."
            yield Problem("error", Place(node), message, (remove(network, node),))
    if not any(node.kind == OUTPUT_ID for node in network.nodes.values()):
        message = "This group has no output, so nothing leaves it."
        yield Problem("error", Place(), message, (_add_output(network),))


def _add_output(network: Network) -> Fix:
    tail = next(iter(_free_outputs(network)), None)
    return Fix("Add Group output", lambda project: rewire.with_goal(project, OUTPUT_ID, tail))


def remove(network: Network, node: str) -> Fix:
    """Return the fix that takes a block away."""
    return Fix(f"Remove {label_of(network, node)}", lambda project: rewire.without(project, node))


def join(network: Network, edge: Edge) -> Fix:
    """Return the fix that adds a wire."""
    title = f"Connect {label_of(network, edge.source)} to {label_of(network, edge.target)}"
    return Fix(title, lambda project: rewire.connected(project, edge))


def fitting(fields: DataFields, role: Role) -> BlockSpec | None:
    """Return the source or goal block whose field the data set has."""
    return next((spec for spec in BLOCKS if spec.role is role and spec.field in fields.fields), None)


def _ends(network: Network, fields: DataFields, shapes: Shapes) -> Iterator[Problem]:
    source, goal = fitting(fields, Role.SOURCE), fitting(fields, Role.GOAL)
    if not sources(network):
        message = "This network has no source, so no data flows into it."
        yield Problem("error", Place(), message, (_add_source(network, source),) if source else ())
    if not goals(network):
        message = "This network has no goal, so nothing says what to learn."
        yield Problem("error", Place(), message, (_add_goal(network, goal, shapes),) if goal else ())


def _add_source(network: Network, spec: BlockSpec) -> Fix:
    heads = tuple(_free_inputs(network))
    return Fix(f"Add {spec.title}", lambda project: rewire.with_source(project, spec.id, heads))


def _add_goal(network: Network, spec: BlockSpec, shapes: Shapes) -> Fix:
    tails = [slot for slot in _free_outputs(network) if rewire.fits(spec.inputs[0], shapes.get(slot))]
    tails.sort(key=lambda slot: network.nodes[slot[0]].position)
    tail = tails[-1] if tails else None
    return Fix(f"Add {spec.title}", lambda project: rewire.with_goal(project, spec.id, tail))


def _placeholders(network: Network) -> Iterator[Problem]:
    for node in network.nodes:
        if spec_of(network, node) is None:
            label, kind = label_of(network, node), network.nodes[node].kind
            message = f"{label} is kept as it is: this version does not know blocks of the kind {kind!r:.60}."
            yield Problem("error", Place(node), message, (remove(network, node),))


def _wires(network: Network) -> Iterator[Problem]:
    held = wires(network)
    for edge in network.edges:
        target = edge.target if edge.target in network.nodes else ""
        where = Place(target, edge.target_port, edge=edge.as_tuple())
        fix = Fix("Remove this wire", partial(rewire.disconnected, edge=edge))
        if not is_sound(network, edge):
            ends = f"from {edge.source}.{edge.source_port} to {edge.target}.{edge.target_port}"
            message = f"A wire leads {ends}, and one of these ends does not exist."
            yield Problem("error", where, message, (fix,))
        elif held[(edge.target, edge.target_port)] != edge:
            message = f"Two wires end at the same input of {label_of(network, edge.target)}; it takes one."
            yield Problem("error", where, message, (fix,))


def _circle(network: Network) -> Iterator[Problem]:
    ids = cycle(network)
    if not ids:
        return
    pairs = set(zip(ids, (*ids[1:], ids[0]), strict=True))
    last = [edge for edge in network.edges if (edge.source, edge.target) in pairs][-1]
    start, end = label_of(network, last.target), label_of(network, last.source)
    message = f"The wires run in a circle: {start} leads to {end}, and {end} back to {start}."
    if len(ids) == 1:
        message = f"{start} feeds itself: the wires run in a circle."
    fix = Fix(f"Remove the wire from {end} to {start}", lambda project: rewire.disconnected(project, last))
    yield Problem("error", Place(last.target, last.target_port, edge=last.as_tuple()), message, (fix,))


def _loose(network: Network, node: str, spec: BlockSpec, shapes: Shapes) -> Iterator[Problem]:
    """Yield what a block lacks: wires in, wires out, or both."""
    held = wires(network)
    free = [port for port in needed(spec) if (node, port.name) not in held]
    ends_here = bool(spec.outputs) and not leaving(network, node)
    label = label_of(network, node)
    if len(network.nodes) > 1 and spec.inputs and len(free) == len(needed(spec)) and ends_here:
        message = f"{label} is not connected, so it is left out."
        yield Problem("error", Place(node), message, _adopt(network, node, spec, shapes))
        return
    for port in free:
        edge = rewire.nearest_output(network, (node, port.name), port, shapes)
        fixes = (join(network, edge),) if edge else ()
        message = f"{label} gets nothing: its input is not connected."
        yield Problem("error", Place(node, port.name), message, (*fixes, remove(network, node)))
    if ends_here:
        edge = rewire.nearest_input(network, (node, spec.outputs[0].name), shapes)
        fixes = (join(network, edge),) if edge else ()
        message = f"{label} leads to no goal, so it is left out: its output is not connected."
        where = Place(node, spec.outputs[0].name)
        yield Problem("error", where, message, (*fixes, remove(network, node)))


def _adopt(network: Network, node: str, spec: BlockSpec, shapes: Shapes) -> tuple[Fix, ...]:
    """Offer a lone block a place on a wire."""
    edge = rewire.nearest_wire(network, node, spec.inputs[0], shapes) if len(needed(spec)) == 1 else None
    if edge is None:
        return (remove(network, node),)
    between = f"{label_of(network, edge.source)} and {label_of(network, edge.target)}"
    title = f"Insert {label_of(network, node)} between {between}"
    return (Fix(title, lambda project: rewire.put_on(project, node, edge)), remove(network, node))


def _free_inputs(network: Network) -> Iterator[tuple[str, str]]:
    held = wires(network)
    for node in network.nodes:
        spec = spec_of(network, node)
        for port in needed(spec) if spec else ():
            if (node, port.name) not in held:
                yield node, port.name


def _free_outputs(network: Network) -> Iterator[tuple[str, str]]:
    for node in network.nodes:
        spec = spec_of(network, node)
        if spec and spec.outputs and not leaving(network, node):
            yield node, spec.outputs[0].name
