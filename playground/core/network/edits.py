"""Pure edits: each takes a network and returns another, sharing what did not change.

Ids must exist; a missing one is a programming error and raises KeyError.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from playground.core.network.nesting import inner, paths
from playground.core.network.topology import downstream, incoming, outgoing
from playground.core.network.values import Edge, Network, Node, Point

BLOCK_WIDTH = 116.0  # scene units; an ordinary block, where the true width is not known
GAP = 68.0  # between two blocks, so that a wire and its shape have room
ROW = 320.0  # from one row of blocks to the next
ROW_WIDTH = 1480.0  # what a view of ordinary width shows at 60 %: longer rows wrap
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
) -> tuple[Network, str]:
    """Put a block on a wire, in the place of the wire's target, which moves right with all behind it."""
    if edge not in network.edges:
        raise KeyError(edge)
    at = network.nodes[edge.target].position
    network = _make_room(network, edge, width + GAP)
    network, node_id = add_node(network, replace(node, position=at))
    network = connect(network, Edge(edge.source, edge.source_port, node_id, in_port))
    return connect(network, Edge(node_id, out_port, edge.target, edge.target_port)), node_id


def _make_room(network: Network, edge: Edge, distance: float) -> Network:
    """Move a wire's target and what lies right of it and depends on it."""
    left = network.nodes[edge.target].position[0]
    behind = (downstream(network, edge.target) | {edge.target}) - {edge.source}
    spots = {node_id: network.nodes[node_id].position for node_id in behind}
    moved = {node_id: (x + distance, y) for node_id, (x, y) in spots.items() if x >= left}
    return _wrapped(move_nodes(network, moved), edge, moved)


def _wrapped(network: Network, edge: Edge, moved: Mapping[str, Point]) -> Network:
    """Begin a new row with what was moved behind a wire, when its row has become too long to be read."""
    if edge.target not in moved:
        return network
    places = [node.position for node in network.nodes.values()]
    left, bottom = min(x for x, _ in places), max(y for _, y in places)
    first = moved[edge.target]
    in_one_row = all(y == first[1] == network.nodes[edge.source].position[1] for _, y in moved.values())
    if not in_one_row or max(x for x, _ in moved.values()) + BLOCK_WIDTH - left <= ROW_WIDTH:
        return network
    back, down = first[0] - left, bottom + ROW - first[1]
    return move_nodes(network, {node_id: (x - back, y + down) for node_id, (x, y) in moved.items()})


def append_after(
    network: Network,
    node: Node,
    after_id: str | None,
    in_port: str = "in",
    out_port: str = "out",
    after_port: str = "out",
    width: float = BLOCK_WIDTH,
) -> tuple[Network, str]:
    """Put a block behind another: on its outgoing wire if it has exactly one, else at its output.

    Without `after_id` the block stands alone, right of everything. An empty `in_port` or `after_port` means
    that there is no such port: the block is placed and not wired.
    """
    wires = outgoing(network, after_id) if after_id is not None else ()
    if len(wires) == 1 and in_port and out_port:
        return insert_on_edge(network, node, wires[0], in_port, out_port, width)
    network, node_id = add_node(network, replace(node, position=_free_spot(network, after_id)))
    if after_id is not None and in_port and after_port:
        network = connect(network, Edge(after_id, after_port, node_id, in_port))
    return network, node_id


def _free_spot(network: Network, after_id: str | None) -> tuple[float, float]:
    """Return a place right of a block (of all blocks), moved down until nothing stands there.

    A row that would become too long goes on in the next.
    """
    places = [node.position for node in network.nodes.values()]
    if not places:
        return (0.0, 0.0)
    corner = (max(x for x, _ in places), min(y for _, y in places))
    x, y = network.nodes[after_id].position if after_id is not None else corner
    x += BLOCK_WIDTH + GAP
    left = min(place[0] for place in places)
    if x + BLOCK_WIDTH - left > ROW_WIDTH:
        x, y = left, max(place[1] for place in places) + ROW
    while any(abs(x - other_x) < BLOCK_WIDTH and abs(y - other_y) < ROW for other_x, other_y in places):
        y += ROW
    return (x, y)


def move_nodes(network: Network, positions: Mapping[str, tuple[float, float]]) -> Network:
    """Move blocks to scene positions of their top left corners."""
    moved = {node_id: replace(network.nodes[node_id], position=spot) for node_id, spot in positions.items()}
    return replace(network, nodes={**network.nodes, **moved}) if moved else network


def set_params(network: Network, node_id: str, /, **params: Any) -> Network:
    """Set parameters of one block; the others stay."""
    node = network.nodes[node_id]
    return _with_node(network, node_id, replace(node, params={**node.params, **params}))


def set_label(network: Network, node_id: str, label: str) -> Network:
    """Name a block; an empty label shows the kind's title."""
    return _with_node(network, node_id, replace(network.nodes[node_id], label=label))


def _with_node(network: Network, node_id: str, node: Node) -> Network:
    return replace(network, nodes={**network.nodes, node_id: node})
