"""Pure edits: each takes a network and returns another, sharing what did not change.

Ids must exist; a missing one is a programming error and raises KeyError.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from playground.core.network.nesting import inner, paths
from playground.core.network.rows import ANY_VIEW, BLOCK_WIDTH, Rows, free_spot, with_room
from playground.core.network.topology import incoming, outgoing
from playground.core.network.values import Edge, Network, Node

_LONGEST_ID = 64


def fresh_id(network: Network, kind: str) -> str:
    """Return an id nothing holds yet: "dense", "dense_2", ...; ids are [a-z][a-z0-9_]{0,63}.

    Blocks in groups count too: one that was put there must not be taken for a new one of its old id.
    """
    base = re.sub(r"[^a-z0-9_]+", "_", kind.lower()).strip("_")
    base = base if re.match(r"[a-z]", base) else f"block_{base}".rstrip("_")
    base = base[: _LONGEST_ID - 8]
    taken = {node for path in paths(network) for node in inner(network, path).nodes}
    return unused(base, "_", taken)


def fresh_label(network: Network, title: str) -> str:
    """Return a label nothing shows yet: "Dense", "Dense 2", ..."""
    return unused(title, " ", {node.label for node in network.nodes.values()})


def unused(base: str, joint: str, taken: Collection[str]) -> str:
    """Return the base, or the base with the first number that makes it new."""
    number = 1
    while (name := base if number == 1 else f"{base}{joint}{number}") in taken:
        number += 1
    return name


def add_node(network: Network, node: Node, node_id: str | None = None) -> tuple[Network, str]:
    """Add a block without wires; return the network and the block's id."""
    node_id = node_id or fresh_id(network, node.kind)
    if node_id in network.nodes:
        raise KeyError(node_id)
    return replace(network, nodes={**network.nodes, node_id: node}), node_id


def remove_nodes(network: Network, ids: Collection[str], bridge: bool = True) -> Network:
    """Remove blocks with their wires; `bridge` joins what stood before and after each one."""
    for node_id in dict.fromkeys(ids):
        network = _remove(network, node_id, bridge)
    return network


def _remove(network: Network, node_id: str, bridge: bool) -> Network:
    before, after = incoming(network, node_id), outgoing(network, node_id)
    if not bridge or len(before) != 1 or before[0].source == node_id:
        after = ()
    nodes = {other: node for other, node in network.nodes.items() if other != node_id}
    if len(nodes) == len(network.nodes):
        raise KeyError(node_id)
    joined = {edge: _joined(before[0], edge) for edge in after if edge.target != before[0].source}
    edges = (joined.get(edge, edge) for edge in network.edges)
    return Network(nodes, tuple(edge for edge in edges if node_id not in (edge.source, edge.target)))


def _joined(first: Edge, second: Edge) -> Edge:
    return Edge(first.source, first.source_port, second.target, second.target_port)


def part_of(network: Network, ids: Collection[str]) -> Network:
    """Return some of the blocks, and the wires between them."""
    nodes = {node_id: network.nodes[node_id] for node_id in ids}
    among = (edge for edge in network.edges if edge.source in nodes and edge.target in nodes)
    return Network(nodes, tuple(among))


def connect(network: Network, edge: Edge) -> Network:
    """Add a wire; the one that held its input port goes."""
    network.nodes[edge.source], network.nodes[edge.target]  # both must exist
    if edge in network.edges:
        return network
    port = (edge.target, edge.target_port)
    kept = (other for other in network.edges if (other.target, other.target_port) != port)
    return replace(network, edges=(*kept, edge))


def disconnect(network: Network, edge: Edge) -> Network:
    """Remove a wire; one that is gone already is no mistake."""
    return replace(network, edges=tuple(other for other in network.edges if other != edge))


def insert_on_edge(
    network: Network,
    node: Node,
    edge: Edge,
    in_port: str = "in",
    out_port: str = "out",
    width: float = BLOCK_WIDTH,
    rows: Rows = ANY_VIEW,
) -> tuple[Network, str]:
    """Put a block on a wire, in the place of the wire's target, which moves right with all behind it."""
    if edge not in network.edges:
        raise KeyError(edge)
    at, moved = with_room(network, edge, width, rows)
    network, node_id = add_node(move_nodes(network, moved), replace(node, position=at))
    network = connect(network, Edge(edge.source, edge.source_port, node_id, in_port))
    return connect(network, Edge(node_id, out_port, edge.target, edge.target_port)), node_id


def append_after(
    network: Network,
    node: Node,
    after_id: str | None,
    in_port: str = "in",
    out_port: str = "out",
    after_port: str = "out",
    width: float = BLOCK_WIDTH,
    rows: Rows = ANY_VIEW,
) -> tuple[Network, str]:
    """Put a block behind another: on its outgoing wire if it has exactly one, else at its output.

    Without `after_id` the block stands alone, right of everything. An empty `in_port` or `after_port` means
    that there is no such port: the block is placed and not wired.
    """
    wires = outgoing(network, after_id) if after_id is not None else ()
    if len(wires) == 1 and in_port and out_port:
        return insert_on_edge(network, node, wires[0], in_port, out_port, width, rows)
    spot = free_spot(network, after_id, width, rows)
    network, node_id = add_node(network, replace(node, position=spot))
    if after_id is not None and in_port and after_port:
        network = connect(network, Edge(after_id, after_port, node_id, in_port))
    return network, node_id


def move_nodes(network: Network, positions: Mapping[str, tuple[float, float]]) -> Network:
    """Move blocks to scene positions of their top left corners."""
    moved = {node_id: replace(network.nodes[node_id], position=spot) for node_id, spot in positions.items()}
    return replace(network, nodes={**network.nodes, **moved}) if moved else network


def set_params(network: Network, node_id: str, /, **params: Any) -> Network:
    """Set parameters of one block; the others stay."""
    node = network.nodes[node_id]
    return _with_node(network, node_id, replace(node, params={**node.params, **params}))


def set_learning(network: Network, node_id: str, learning: Mapping[str, Any]) -> Network:
    """Say how one block's weights are trained."""
    return _with_node(network, node_id, replace(network.nodes[node_id], learning=learning))


def set_label(network: Network, node_id: str, label: str) -> Network:
    """Name a block; an empty label shows the kind's title."""
    return _with_node(network, node_id, replace(network.nodes[node_id], label=label))


def _with_node(network: Network, node_id: str, node: Node) -> Network:
    return replace(network, nodes={**network.nodes, node_id: node})
