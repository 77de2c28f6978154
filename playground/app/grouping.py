"""Groups as pure edits of networks: put blocks into one, take them out again; freeze, switch off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from playground.core.blocks.groups import GROUP_ID, INPUT_ID, OUTPUT_ID, port_name
from playground.core.graph.wiring import Slot
from playground.core.network.edits import fresh_id, move_nodes, part_of
from playground.core.network.rows import BLOCK_WIDTH, GAP, ROW, drawn_up, in_rows, row_start
from playground.core.network.unfolding import WIDE, crowded, extent, pulled, pushed
from playground.core.network.values import Edge, Network, Node

CLOSED = (WIDE, ROW)  # what a closed group takes
ALONE = (WIDE + 48.0, ROW)  # the same with room for a wire behind it


def empty() -> Network:
    """Return the network of a new group, which hands on what arrives."""
    nodes = {INPUT_ID: Node(INPUT_ID), OUTPUT_ID: Node(OUTPUT_ID, position=(2 * (BLOCK_WIDTH + GAP), 0.0))}
    return Network(nodes, (Edge(INPUT_ID, "out", OUTPUT_ID, "in"),))


def grouped(network: Network, ids: Collection[str], label: str = "",
            loose: Sequence[Slot] = (), free: Sequence[Slot] = ()) -> tuple[Network, str]:  # fmt: skip
    """Put blocks into a new group in the place of the first; wires across its border become its ports.

    For wires that come later, what is `loose` leaves by the group's outputs where no wire leaves, and its
    inputs lead to what is `free` where none enters.
    """
    chosen = [node_id for node_id in network.nodes if node_id in ids]
    entering = [edge for edge in network.edges if edge.target in ids and edge.source not in ids]
    leaving = [edge for edge in network.edges if edge.source in ids and edge.target not in ids]
    sources = list(dict.fromkeys((edge.source, edge.source_port) for edge in entering))
    exits = list(dict.fromkeys((edge.source, edge.source_port) for edge in leaving))
    heads = [[(edge.target, edge.target_port) for edge in entering
              if (edge.source, edge.source_port) == slot] for slot in sources]  # fmt: skip
    inside = _inside(network, chosen, heads or [[slot] for slot in free] or [[]], exits or list(loose))
    places, rows = [network.nodes[each].position for each in chosen], in_rows(network, chosen)
    corner = row_start(places) if rows else (min(x for x, _ in places), min(y for _, y in places))
    group_id = fresh_id(network, GROUP_ID)
    nodes: dict[str, Node] = {}
    for node_id, node in network.nodes.items():
        if node_id == chosen[0]:
            nodes[group_id] = Node(GROUP_ID, {}, label, corner, inside)
        if node_id not in ids:
            nodes[node_id] = node
    kept = [edge for edge in network.edges if edge.source not in ids and edge.target not in ids]
    into = [Edge(*slot, group_id, port_name("in", index)) for index, slot in enumerate(sources)]
    out = [Edge(group_id, port_name("out", exits.index((edge.source, edge.source_port))), edge.target,
                edge.target_port) for edge in leaving]  # fmt: skip
    made = Network(nodes, (*kept, *into, *out))
    right = max(node.position[0] for node in network.nodes.values())
    return (_drawn_up(made, group_id, right) if rows else
            pulled(made, group_id, _span(places), ALONE)), group_id  # fmt: skip


def _drawn_up(network: Network, group_id: str, right: float) -> Network:
    """Move what follows a group of several rows up to it, unless blocks would lie on others."""
    moved = move_nodes(network, drawn_up(network, group_id, ALONE[0], right))
    return network if crowded(moved) and not crowded(network) else moved


def _span(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the room that blocks at some places take."""
    across, down = ([place[axis] for place in places] for axis in (0, 1))
    return (max(across) - min(across) + WIDE, max(down) - min(down) + ROW)


def _inside(network: Network, chosen: list[str], heads: list[list[Slot]], exits: list[Slot]) -> Network:
    """Return the network of a group: the blocks, and an end for each wire that crosses its border.

    `heads` holds for each input where it leads to.
    """
    part = part_of(network, chosen)
    nodes, edges = dict(part.nodes), list(part.edges)
    left = min(node.position[0] for node in nodes.values()) - BLOCK_WIDTH - GAP
    right = max(node.position[0] for node in nodes.values()) + BLOCK_WIDTH + GAP
    top = min(node.position[1] for node in nodes.values())
    for index, slots in enumerate(heads):
        end = fresh_id(Network(nodes), INPUT_ID)
        nodes[end] = Node(INPUT_ID, position=(left, top + 120.0 * index))
        edges += [Edge(end, "out", *slot) for slot in slots]
    for index, (source, port) in enumerate(exits):
        end = fresh_id(Network(nodes), OUTPUT_ID)
        nodes[end] = Node(OUTPUT_ID, position=(right, top + 120.0 * index))
        edges.append(Edge(source, port, end, "in"))
    return Network(nodes, tuple(edges))


def ungrouped(network: Network, group_id: str) -> tuple[Network, tuple[str, ...]]:
    """Put what is in a group back in its place, once whatever its repeat; return the blocks' ids."""
    group = network.nodes[group_id]
    inside = _network(group)
    names = _names(network, inside)
    ends = {
        kind: [each for each, node in inside.nodes.items() if node.kind == kind]
        for kind in (INPUT_ID, OUTPUT_ID)
    }
    left = min((node.position[0] for node in inside.nodes.values()), default=0.0)
    top = min((node.position[1] for node in inside.nodes.values()), default=0.0)
    shift = (group.position[0] - left, group.position[1] - top)
    room = _span([node.position for node in inside.nodes.values()] or [group.position])
    network = pushed(network, group_id, extent(inside) if group.unfolded else CLOSED, room)
    nodes = {node_id: node for node_id, node in network.nodes.items() if node_id != group_id}
    nodes |= {names[each]: _moved(node, shift) for each, node in inside.nodes.items() if each in names}
    return Network(nodes, tuple(_rewired(network, group_id, inside, names, ends))), tuple(names.values())


def _of_kind(network: Network, kind: str) -> list[str]:
    return [node_id for node_id, node in network.nodes.items() if node.kind == kind]


def _names(network: Network, inside: Network) -> dict[str, str]:
    """Return the ids that the blocks in a group have outside."""
    names: dict[str, str] = {}
    taken = dict(network.nodes)
    for each, node in inside.nodes.items():
        if node.kind not in (INPUT_ID, OUTPUT_ID):
            names[each] = each if each not in taken else fresh_id(Network(taken), node.kind)
            taken[names[each]] = node
    return names


def _moved(node: Node, shift: tuple[float, float]) -> Node:
    return replace(node, position=(node.position[0] + shift[0], node.position[1] + shift[1]))


def _rewired(network: Network, group_id: str, inside: Network, names: dict[str, str],
             ends: dict[str, list[str]]) -> list[Edge]:  # fmt: skip
    """Return all wires once a group is gone: those that met at one of its ends are joined."""
    before = {
        edge.target_port: (edge.source, edge.source_port) for edge in network.edges if edge.target == group_id
    }

    def origin(edge: Edge) -> Slot | None:
        if edge.source in names:
            return (names[edge.source], edge.source_port)
        if edge.source not in ends[INPUT_ID]:  # a wire that begins nowhere, from a file
            return None
        return before.get(port_name("in", ends[INPUT_ID].index(edge.source)))

    edges = [edge for edge in network.edges if group_id not in (edge.source, edge.target)]
    exits: dict[str, Slot] = {}
    for edge in inside.edges:
        slot = origin(edge)
        if slot is not None and edge.target in names:
            edges.append(Edge(*slot, names[edge.target], edge.target_port))
        elif slot is not None and edge.target in ends[OUTPUT_ID]:
            exits[port_name("out", ends[OUTPUT_ID].index(edge.target))] = slot
    after = [edge for edge in network.edges if edge.source == group_id and edge.source_port in exits]
    return [*edges, *(Edge(*exits[edge.source_port], edge.target, edge.target_port) for edge in after)]


def opened(network: Network, group_id: str) -> Network:
    """Open a group in place: what stands behind it makes room for its frame."""
    group = network.nodes[group_id]
    nodes = {**network.nodes, group_id: replace(group, unfolded=True)}
    return pushed(replace(network, nodes=nodes), group_id, CLOSED, extent(_network(group)))


def closed(network: Network, group_id: str) -> Network:
    """Close a group that is open in place: what made room comes back."""
    group = network.nodes[group_id]
    nodes = {**network.nodes, group_id: replace(group, unfolded=False)}
    return pushed(replace(network, nodes=nodes), group_id, extent(_network(group)), CLOSED)


def _network(group: Node) -> Network:
    assert group.network is not None  # only groups are opened
    return group.network


def marked(network: Network, ids: Collection[str], mark: str, on: bool) -> Network:
    """Set or clear a mark, "frozen" or "disabled", of blocks."""
    changes: dict[str, Any] = {mark: on}
    nodes = {each: replace(node, **changes) if each in ids else node for each, node in network.nodes.items()}
    return replace(network, nodes=nodes)
