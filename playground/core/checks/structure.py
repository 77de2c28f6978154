"""Problems of the graph itself: nothing here needs shapes or torch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from playground.core.blocks.groups import INPUT_ID, OUTPUT_ID
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.shapes import DataFields
from playground.core.blocks.spec import SAMPLE_COUNT, BlockSpec, Role
from playground.core.checks import rewire
from playground.core.checks.tangles import of_circles, of_wires
from playground.core.checks.ways import is_only, join, remove, set_aside
from playground.core.errors import Fix, Place, Problem
from playground.core.graph import judge
from playground.core.graph.judge import SlotShapes
from playground.core.graph.wiring import Graph, Slot, needed
from playground.core.network.topology import incoming
from playground.core.sentences import Text, listed

OFFERED = 64  # loose blocks that are offered a wire; a damaged file may hold any number


def of_graph(graph: Graph, fields: DataFields, shapes: SlotShapes) -> Iterator[Problem]:
    """Yield what is wrong with the graph as a whole; blocks that lack a wire often do because of it."""
    yield from _ends(graph, fields, shapes)
    yield from _placeholders(graph)
    yield from of_wires(graph, shapes)
    yield from of_circles(graph, shapes)


def without_strays(graph: Graph, inside: bool) -> Graph:
    """Return the graph as fixes see it: what does not belong where it stands has no say."""

    def is_stray(spec: BlockSpec) -> bool:
        return spec.role is not Role.LAYER if inside else spec.inner

    known = {
        node: None if spec is not None and is_stray(spec) else spec for node, spec in graph.specs.items()
    }
    return replace(graph, specs=known)


def of_blocks(graph: Graph, shapes: SlotShapes) -> Iterator[Problem]:
    """Yield blocks that lack wires, whatever their shapes; the first of them with what joins them."""
    told = 0
    for node, spec in graph.specs.items():
        found = _loose(graph, node, spec, shapes, told < OFFERED) if spec is not None else ()
        for problem in found:
            told += 1
            yield problem


def of_outside(graph: Graph) -> Iterator[Problem]:
    """Yield blocks that belong inside groups and stand outside."""
    for node, spec in graph.specs.items():
        if spec is not None and spec.inner:
            message = Text("{block} belongs inside a group.", block=graph.label(node))
            yield Problem("error", Place(node), message, set_aside(graph, node))


def of_inside(graph: Graph, shapes: SlotShapes) -> Iterator[Problem]:
    """Yield what is wrong with the network in a group as a whole."""
    yield from _placeholders(graph)
    yield from of_wires(graph, shapes)
    yield from of_circles(graph, shapes)
    for node, spec in graph.specs.items():
        if spec is not None and spec.role is not Role.LAYER:
            message = Text(
                "{block} belongs outside groups: sources and goals stand at the top.", block=graph.label(node)
            )
            yield Problem("error", Place(node), message, set_aside(graph, node))
    if not any(node.kind == OUTPUT_ID for node in graph.network.nodes.values()):
        message = Text("This group has no output, so nothing leaves it.")
        yield Problem("error", Place(), message, (_add_output(graph),))


def _add_output(graph: Graph) -> Fix:
    tail = next(iter(_free_outputs(graph)), None) or _any_output(graph)
    return Fix(Text("Add Group output"), partial(rewire.with_goal, kind=OUTPUT_ID, tail=tail))


def last_ways(graph: Graph, node: str) -> tuple[Fix, ...]:
    """Return what is always left to do with a block of a network: it stays and has no say, or it goes.

    Nothing where no other block could do its work, as that of the only goal or of one that begins a branch.
    """
    spec = graph.specs[node]
    if spec is None or spec.role is not Role.LAYER or spec.inner:
        return () if is_only(graph, node) else set_aside(graph, node)
    if graph.network.nodes[node].disabled or graph.begins(node):
        return ()
    return switch_off(graph, node), remove(graph, node)


def switch_off(graph: Graph, node: str) -> Fix:
    """Return the fix that lets a block only hand on what arrives."""
    title = Text("Switch {block} off", block=graph.label(node))
    return Fix(title, partial(rewire.switched, node=node, off=True), "idles")


def _switch_on(graph: Graph, node: str) -> Fix:
    """Return the fix that lets a block work again."""
    title = Text("Switch {block} on", block=graph.label(node))
    return Fix(title, partial(rewire.switched, node=node, off=False))


def fitting(blocks: BlockRegistry, fields: DataFields, role: Role) -> BlockSpec | None:
    """Return the source or goal block whose field the data set has."""
    return next((spec for spec in blocks if spec.role is role and spec.field in fields.fields), None)


def _ends(graph: Graph, fields: DataFields, shapes: SlotShapes) -> Iterator[Problem]:
    source, goal = (fitting(graph.blocks, fields, role) for role in (Role.SOURCE, Role.GOAL))
    if not graph.of_role(Role.SOURCE):
        message = Text("This network has no source, so no data flows into it.")
        yield Problem("error", Place(), message, (_add_source(graph, source),) if source else ())
    if not any(spec.goal is None or spec.goal.answers for spec in graph.of_role(Role.GOAL).values()):
        message = Text("This network has no goal, so nothing says what to learn.")
        yield Problem("error", Place(), message, (_add_goal(graph, goal, shapes),) if goal else ())


def _add_source(graph: Graph, spec: BlockSpec) -> Fix:
    """Return the fix that adds a source; it feeds the first free input, and all that nothing else could."""
    heads = sorted(_free_inputs(graph), key=lambda slot: graph.network.nodes[slot[0]].position)
    fed = {slot for slot in heads if any(judge.givers(graph.network, graph.specs, slot, {}))}
    heads = [slot for slot in heads if slot == heads[0] or slot not in fed]
    return Fix(Text("Add {kind}", kind=spec.title), partial(rewire.with_source, kind=spec.id, heads=heads))


def _add_goal(graph: Graph, spec: BlockSpec, shapes: SlotShapes) -> Fix:
    """Return the fix that adds a goal behind the last block that gives what it takes, else behind any."""
    ends = sorted(_free_outputs(graph), key=lambda slot: graph.network.nodes[slot[0]].position)
    tails = [slot for slot in ends if judge.takes(spec, shapes.get(slot))] or ends
    tail = tails[-1] if tails else _any_output(graph)
    return Fix(Text("Add {kind}", kind=spec.title), partial(rewire.with_goal, kind=spec.id, tail=tail))


def _any_output(graph: Graph) -> Slot | None:
    """Return the output of the last block that has one."""
    specs = ((node, graph.specs[node]) for node in reversed(tuple(graph.network.nodes)))
    return next(((node, spec.outputs[0].name) for node, spec in specs if spec and spec.outputs), None)


def _placeholders(graph: Graph) -> Iterator[Problem]:
    for node, spec in graph.specs.items():
        if spec is None:
            label, kind = graph.label(node), graph.network.nodes[node].kind
            message = Text(
                "{block} is kept as it is: this version does not know blocks of the kind {kind!r:.60}.",
                block=label,
                kind=kind,
            )
            yield Problem("error", Place(node), message, set_aside(graph, node))


def _loose(graph: Graph, node: str, spec: BlockSpec, shapes: SlotShapes,
           is_offered: bool) -> Iterator[Problem]:  # fmt: skip
    """Yield what a block lacks: wires in, wires out, or both."""
    network = graph.network
    free = [port for port in needed(spec) if (node, port.name) not in graph.held]
    if graph.is_off(node) and any((node, port.name) in graph.held for port in spec.inputs):
        free = []  # it hands on what it has
    ends_here = bool(spec.outputs) and not graph.leaving(node)
    label = graph.label(node)
    is_spare = ends_here if spec.outputs else node not in graph.live
    lone = len(free) == len(needed(spec)) and not (SAMPLE_COUNT in spec.inputs and incoming(network, node))
    if len(network.nodes) > 1 and spec.inputs and lone and is_spare:
        message = Text("{block} is not connected, so it is left out.", block=label)
        yield Problem("error", Place(node), message, _adopt(graph, node, spec, shapes) if is_offered else ())
        return
    if graph.is_off(node) and graph.begins(node) and not ends_here:
        message = Text("{block} is switched off, and has nothing to hand on.", block=label)
        yield Problem("error", Place(node), message, (_switch_on(graph, node), remove(graph, node)))
    for port in free:
        message = Text("{block} gets nothing: its input is not connected.", block=label)
        fixes = _fed(graph, (node, port.name), shapes) if is_offered else ()
        yield Problem("error", Place(node, port.name), message, fixes)
    if ends_here and _has_end(graph):  # without one, that is what is told: no block is left out for it
        slot = (node, spec.outputs[0].name)
        edge = rewire.nearest_input(graph, slot, shapes) if is_offered else None
        fixes = (join(graph, edge), remove(graph, node)) if edge else ()
        message = Text(
            "{block} leads to no goal, so it is left out: its output is not connected.", block=label
        )
        yield Problem("error", Place(*slot), message, fixes)


def _has_end(graph: Graph) -> bool:
    nodes = graph.network.nodes.values()
    return bool(graph.of_role(Role.GOAL)) or any(node.kind == OUTPUT_ID for node in nodes)


def _fed(graph: Graph, slot: Slot, shapes: SlotShapes) -> tuple[Fix, ...]:
    """Return what brings something to an input, first, and what is left to do with its block."""
    node = slot[0]
    edge = rewire.nearest_output(graph, slot, shapes)
    others = () if is_only(graph, node) else set_aside(graph, node)
    if edge is not None:
        return (join(graph, edge), *others)
    if any(each.kind == OUTPUT_ID for each in graph.network.nodes.values()):  # the network in a group
        edit = partial(rewire.with_source, kind=INPUT_ID, heads=(slot,))
        return (Fix(Text("Add Group input"), edit), *others)
    return last_ways(graph, node) if any(edge.target == node for edge in graph.network.edges) else ()


def _adopt(graph: Graph, node: str, spec: BlockSpec, shapes: SlotShapes) -> tuple[Fix, ...]:
    """Offer a lone block a place on a wire."""
    fits_a_wire = len(needed(spec)) == 1 and bool(spec.outputs)
    edge = rewire.nearest_wire(graph, node, spec, shapes) if fits_a_wire else None
    if edge is None:
        return ()
    between = listed((graph.label(edge.source), graph.label(edge.target)))
    title = Text("Insert {block} between {between}", block=graph.label(node), between=between)
    return (Fix(title, lambda project: rewire.put_on(project, node, edge)), remove(graph, node))


def _free_inputs(graph: Graph) -> Iterator[tuple[str, str]]:
    for node, spec in graph.specs.items():
        for port in needed(spec) if spec else ():
            if (node, port.name) not in graph.held:
                yield node, port.name


def _free_outputs(graph: Graph) -> Iterator[tuple[str, str]]:
    for node, spec in graph.specs.items():
        if spec and spec.outputs and not graph.leaving(node):
            yield node, spec.outputs[0].name
