"""Pure edits that fixes are made of: they keep block ids, so that weights stay with their blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import dist

from playground.core.blocks.spec import MASK, BlockSpec
from playground.core.graph import judge
from playground.core.graph.judge import SlotShapes
from playground.core.graph.wiring import Graph, Slot, needed
from playground.core.network.edits import (
    append_after,
    connect,
    disconnect,
    fresh_label,
    insert_on_edge,
    move_nodes,
    remove_nodes,
)
from playground.core.network.rows import BLOCK_WIDTH, GAP
from playground.core.network.topology import downstream, incoming, upstream
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import Project

NewBlock = tuple[str, Mapping[str, object]]  # kind, parameters


def new_node(project: Project, kind: str, **params: object) -> Node:
    """Return a block of a kind with a label nothing shows yet."""
    return Node(kind, params, fresh_label(project.network, project.blocks.get(kind).title))


def inserted(project: Project, edge: Edge, kind: str, **params: object) -> Project:
    """Return the project with a new block on a wire."""
    network = project.network
    return project.with_network(insert_on_edge(network, new_node(project, kind, **params), edge)[0])


def inserted_in_a_row(project: Project, edge: Edge, made: tuple[NewBlock, ...]) -> Project:
    """Return the project with new blocks one after the other on a wire."""
    network = project.network
    for kind, params in made:
        node = new_node(project.with_network(network), kind, **params)
        network, added = insert_on_edge(network, node, edge)
        edge = Edge(added, "out", edge.target, edge.target_port)
    return project.with_network(network)


def without(project: Project, node: str) -> Project:
    """Return the project without a block, its neighbours joined."""
    return project.with_network(remove_nodes(project.network, [node]))


def connected(project: Project, edge: Edge) -> Project:
    """Return the project with one more wire."""
    return project.with_network(connect(project.network, edge))


def disconnected(project: Project, edge: Edge) -> Project:
    """Return the project with one wire less, and not its equals."""
    return project.with_network(disconnect(project.network, edge))


def turned(project: Project, edge: Edge, to: Edge) -> Project:
    """Return the project with one wire in another's place, in the order they were drawn.

    A fix may be asked for when a block that it was about is gone: then nothing changes.
    """
    if not {to.source, to.target} <= project.network.nodes.keys():
        return project
    edges = tuple(to if each == edge else each for each in project.network.edges)
    return project.with_network(replace(project.network, edges=edges))


def merged(project: Project, held: Edge, other: Edge, drawn: Edge, kind: str) -> Project:
    """Return the project with a new block that takes two wires which ended at one input.

    `drawn` is the second as it stands there, maybe with an end that does not exist.
    """
    first, second, *_ = project.blocks.get(kind).inputs
    network = disconnect(project.network, drawn)
    network, added = insert_on_edge(network, new_node(project, kind), held, in_port=first.name)
    return project.with_network(connect(network, Edge(other.source, other.source_port, added, second.name)))


def moved_before(project: Project, node: str, target: str) -> Project:
    """Return the project with a block taken out of its place and put on the wire into another."""
    network = project.network
    path = [target, *(each for each in _between(network, target, node)), node]
    spots = [network.nodes[each].position for each in path]
    bridged = _unhooked(network, node)
    entry = next(edge for edge in bridged.edges if edge.target == target)
    rewired = _spliced(project, bridged, node, entry)
    return project.with_network(move_nodes(rewired, dict(zip([node, *path[:-1]], spots, strict=True))))


def switched(project: Project, node: str, off: bool) -> Project:
    """Return the project with a block that only hands on what arrives, or one that works again."""
    other = replace(project.network.nodes[node], disabled=off)
    return project.with_network(replace(project.network, nodes={**project.network.nodes, node: other}))


def set_aside(project: Project, node: str) -> Project:
    """Return the project with a block off its wires, its neighbours joined: it is left out of training."""
    return project.with_network(_unhooked(project.network, node))


def put_on(project: Project, node: str, edge: Edge) -> Project:
    """Return the project with a lone block moved onto a wire; what follows makes room."""
    network = project.network
    at = network.nodes[edge.target].position
    behind = (downstream(network, edge.target) | {edge.target}) - {edge.source}
    spots = {each: network.nodes[each].position for each in behind}
    shifted = {each: (x + BLOCK_WIDTH + GAP, y) for each, (x, y) in spots.items() if x >= at[0]}
    return project.with_network(_spliced(project, move_nodes(network, {**shifted, node: at}), node, edge))


def with_kind(project: Project, node: str, kind: str) -> Project:
    """Return the project with a block of another kind, on the same wires, in a block's place."""
    network, blocks = project.network, project.blocks
    old, spec = network.nodes[node], blocks.get(kind)
    label = spec.title if old.label in ("", blocks.get(old.kind).title) else old.label
    new = {node: Node(kind, {}, label, old.position)}
    return project.with_network(Network({**network.nodes, **new}, network.edges))


def with_dense(project: Project, edge: Edge, units: int, between: Mapping[str, object] | None) -> Project:
    """Return the project with a straight dense layer in the place of a wire's target, behind a Reshape."""
    network = project.network
    made = new_node(project, "dense", units=units, activation="linear")
    placed = replace(made, position=network.nodes[edge.target].position)
    changed = project.with_network(Network({**network.nodes, edge.target: placed}, network.edges))
    return changed if between is None else inserted(changed, edge, "reshape", **between)


def with_goal(project: Project, kind: str, tail: Slot | None) -> Project:
    """Return the project with a goal behind an output."""
    network = project.network
    node = new_node(project, kind)
    if tail is None:
        return project.with_network(append_after(network, node, None, out_port="")[0])
    return project.with_network(append_after(network, node, tail[0], out_port="", after_port=tail[1])[0])


def with_source(project: Project, kind: str, heads: Sequence[Slot]) -> Project:
    """Return the project with a source that feeds free inputs, left of the first."""
    network = project.network
    node = new_node(project, kind)
    network, added = append_after(network, node, None, in_port="", out_port="")
    port = project.blocks.get(kind).outputs[0].name
    for target, target_port in heads:
        network = connect(network, Edge(added, port, target, target_port))
    places = [each.position for name, each in network.nodes.items() if name != added]
    if places:
        network = move_nodes(network, {added: (min(places)[0] - BLOCK_WIDTH - GAP, min(places)[1])})
    return project.with_network(network)


def nearest_output(graph: Graph, slot: Slot, shapes: SlotShapes) -> Edge | None:
    """Return a wire from the nearest fitting output to an input.

    Outputs that fit as they are come before those that something must be put behind, then those that feed
    nothing yet. What feeds another input of the block already would say the same twice.
    """
    network = graph.network
    twice = {(edge.source, edge.source_port) for edge in incoming(network, slot[0])}
    offered = judge.givers(network, graph.specs, slot, shapes), judge.givers(network, graph.specs, slot, {})
    left = ([giver for giver in givers if giver not in twice and giver[1] != MASK.name] for givers in offered)
    givers = next((found for found in left if found), [])
    found = [
        (bool(graph.leaving(node)), _distance(network, node, slot[0]), (node, port)) for node, port in givers
    ]
    return Edge(*min(found)[2], *slot) if found else None


def nearest_input(graph: Graph, slot: Slot, shapes: SlotShapes) -> Edge | None:
    """Return a wire from an output to the nearest free input that takes it, one that needs a wire first.

    What was set aside, without a wire while others lead to a goal, stays so.
    """
    network = graph.network
    fed = {edge.target for edge in graph.leaving(slot[0]) if edge.source_port == slot[1]}
    found = [
        (_is_optional(graph, taker), _distance(network, taker[0], slot[0]), taker)
        for taker in judge.takers(network, graph.specs, slot, shapes.get(slot))
        if taker not in graph.held
        and taker[0] not in fed
        and taker[1] != MASK.name
        and (taker[0] in graph.live or incoming(network, taker[0]) or graph.leaving(taker[0]))
    ]
    return Edge(*slot, *min(found)[2]) if found else None


def _is_optional(graph: Graph, slot: Slot) -> bool:
    spec = graph.specs[slot[0]]
    return spec is None or all(port.name != slot[1] for port in needed(spec))


def nearest_wire(graph: Graph, node: str, spec: BlockSpec, shapes: SlotShapes) -> Edge | None:
    """Return the wire a lone block fits on best; wires into goals come last, since scores must stay."""
    found = []
    for edge in graph.held.values():
        target = graph.specs[edge.target]
        known = graph.specs[edge.source] is not None and target is not None
        if known and judge.takes(spec, shapes.get((edge.source, edge.source_port))):
            into_goal = target is not None and target.goal is not None
            ends = (edge.source, edge.target)
            found.append((into_goal, sum(_distance(graph.network, node, end) for end in ends), edge))
    return min(found)[2] if found else None


def _unhooked(network: Network, node: str) -> Network:
    """Return the network with a block's neighbours joined and the block left without wires."""
    kept = network.nodes[node]
    bridged = remove_nodes(network, [node])
    nodes = {each: bridged.nodes.get(each, kept) for each in network.nodes}
    return Network(nodes, bridged.edges)


def _spliced(project: Project, network: Network, node: str, edge: Edge) -> Network:
    """Return the network with a block of a project, without wires, put on a wire."""
    spec = project.spec_of(node)
    assert spec is not None  # only known kinds are moved
    network = connect(network, Edge(edge.source, edge.source_port, node, spec.inputs[0].name))
    return connect(network, Edge(node, spec.outputs[0].name, edge.target, edge.target_port))


def _between(network: Network, first: str, last: str) -> list[str]:
    inner = downstream(network, first) & upstream(network, last)
    return sorted(inner, key=lambda each: network.nodes[each].position)


def _distance(network: Network, one: str, other: str) -> float:
    return dist(network.nodes[one].position, network.nodes[other].position)
