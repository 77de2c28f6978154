"""Groups opened in place: one network in which what is in them stands beside them, and the way back.

A block in the open group `g` is `g/dense` there; in the flat network that trains it is `g/0/dense`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import takewhile

from playground.core.errors import PlaygroundError
from playground.core.network.block_path import BlockPath, group_and_own, lies_in
from playground.core.network.edits import unused
from playground.core.network.rows import BLOCK_WIDTH, ROW
from playground.core.network.values import Edge, Network, Node, Point
from playground.core.sentences import Text

SIDE, TOP = 24.0, 72.0  # scene units between a frame and what is in it; the header is at the top
WIDE = 200.0  # of a block at most, where its true width is not known
BORDER = Text("A wire cannot cross the border of a group: use the group's own inputs and outputs.")


def is_open(node: Node) -> bool:
    """Say whether a block is a group that is opened in place."""
    return node.unfolded and node.network is not None


def unfolded(network: Network) -> Network:
    """Return the network with what is in open groups beside them; itself when none is open."""
    if not any(is_open(node) for node in network.nodes.values()):
        return network
    nodes: dict[str, Node] = {}
    edges = list(network.edges)
    for group_id, group in network.nodes.items():
        nodes[group_id] = group
        if group.network is None or not group.unfolded:
            continue
        inside, shift = unfolded(group.network), _origin(group.position, group.network)
        home = BlockPath(group_id).inside()
        for node_id, node in inside.nodes.items():
            nodes[home.id_of(node_id)] = replace(node, position=_sum(node.position, shift))
        edges += [_edge_in(edge, home) for edge in inside.edges]
    return Network(nodes, tuple(edges))


def extent(network: Network) -> Point:
    """Return width and height of the frame that a network needs."""
    spots = [(node, _size(node)) for node in network.nodes.values()]
    left, top = _corner(network)
    right = max((node.position[0] + size[0] for node, size in spots), default=WIDE)
    bottom = max((node.position[1] + size[1] for node, size in spots), default=ROW)
    return (right - left + 2 * SIDE, bottom - top + TOP + SIDE)


def folded(before: Network, changed: Network) -> tuple[Network, Mapping[str, str]]:
    """Return the network that an edit of `unfolded(before)` stands for, and the new names of some blocks.

    A block wired to the inside of a group alone belongs to it, and a new one without wires where it stands.
    PlaygroundError when a wire crosses a border.
    """
    shown = unfolded(before)
    if shown is before:
        return changed, {}
    names = _moved_in_or_out(shown, changed)
    return _Folding(shown, _renamed(changed, names)).level("", before), names


def group_of(node_id: str) -> str:
    """Return the group that a block of an unfolded network lies in, "" for none."""
    return group_and_own(node_id)[0]


def outermost(ids: frozenset[str]) -> frozenset[str]:
    """Return the ids without those of blocks that lie in a group which is among them, too."""
    return frozenset(each for each in ids if not any(around in ids for around in _around(each)))


def _around(node_id: str) -> Iterator[str]:
    """Return the groups that a block lies in, the innermost first."""
    return map(str, reversed(BlockPath.of(node_id).around))


class _Folding:
    """Put blocks back into their groups, level by level; what did not change stays the same object."""

    def __init__(self, shown: Network, changed: Network) -> None:
        self._shown, self._changed = shown.nodes, changed.nodes
        self._nodes: dict[str, list[str]] = {}
        self._edges: dict[str, list[Edge]] = {}
        for node_id in changed.nodes:
            self._nodes.setdefault(group_of(node_id), []).append(node_id)
        for edge in changed.edges:
            group = group_of(edge.source)
            if group != group_of(edge.target):
                raise PlaygroundError(BORDER)
            self._edges.setdefault(group, []).append(_edge_out(edge))

    def level(self, group: str, before: Network) -> Network:
        """Return the network in one group as it is now."""
        nodes = {}
        for node_id in self._nodes.get(group, ()):
            own = _own(node_id)
            nodes[own] = self._stored(node_id, group, before, before.nodes.get(own))
        edges = tuple(self._edges.get(group, ()))
        edges = before.edges if edges == before.edges else edges
        old = before.nodes
        same = list(nodes) == list(old) and all(node is old[name] for name, node in nodes.items())
        return before if same and edges is before.edges else _with_room(before, Network(nodes, edges))

    def _stored(self, node_id: str, group: str, before: Network, old: Node | None) -> Node:
        """Return a block as its own network has it."""
        node, shown = self._changed[node_id], self._shown.get(node_id)
        if old is None or shown is None:
            return replace(_cleaned(node), position=self._placed(node, group, before))
        was_open = old.network if old.unfolded else None
        inside = self.level(node_id, was_open) if was_open is not None else node.network
        if node == shown and inside is old.network:
            return old
        moved = _difference(node.position, shown.position)
        if moved != (0.0, 0.0) and group:  # else it goes with its group
            moved = _difference(moved, self._shift(group))
        if inside is not None and old.network is not None and inside.nodes and inside is not node.network:
            moved = _sum(moved, _difference(_corner(inside), _corner(old.network)))  # its content stays put
        return replace(node, position=_sum(old.position, moved), network=inside)

    def _placed(self, node: Node, group: str, before: Network) -> Point:
        """Return where a new block stands in its network."""
        if not group:
            return node.position
        return _difference(node.position, _origin(self._shown[group].position, before))

    def _shift(self, group: str) -> Point:
        return _difference(self._changed[group].position, self._shown[group].position)


def _moved_in_or_out(shown: Network, changed: Network) -> dict[str, str]:
    """Return new ids of the blocks that stand in another group than their ids say."""
    names: dict[str, str] = {}
    beside = _groups_beside(shown, changed)
    for node_id, node in changed.nodes.items():
        home = group_of(node_id)
        if node_id in beside:
            there = next(iter(beside[node_id])) if len(beside[node_id]) == 1 else home
        else:
            there = home if node_id in shown.nodes else _frame_around(shown, node.position)
        if there != home and not lies_in(there, node_id):
            beside_it = (each for each in (*changed.nodes, *shown.nodes) if group_of(each) == there)
            taken = {_own(each) for each in beside_it}  # not that of a block just taken away
            names[node_id] = _in_group(unused(_own(node_id), "_", taken), there)
    return names


def _groups_beside(shown: Network, changed: Network) -> dict[str, set[str]]:
    """Return in which groups the blocks lie that each block is wired to, those that are new left out."""
    beside: dict[str, set[str]] = {}
    for edge in changed.edges:
        for here, there in ((edge.source, edge.target), (edge.target, edge.source)):
            if there in shown.nodes:
                beside.setdefault(here, set()).add(group_of(there))
    return beside


def _frame_around(shown: Network, place: Point) -> str:
    """Return the innermost open group whose frame holds a place."""
    found = ""
    for node_id, node in shown.nodes.items():
        if not is_open(node) or node.network is None:
            continue
        (left, top), (wide, high) = node.position, extent(node.network)
        inside = left <= place[0] <= left + wide and top <= place[1] <= top + high
        found = node_id if inside and len(node_id) > len(found) else found
    return found


def _renamed(network: Network, names: Mapping[str, str]) -> Network:
    if not names:
        return network
    nodes = {names.get(node_id, node_id): node for node_id, node in network.nodes.items()}
    ends = [(names.get(each.source, each.source), names.get(each.target, each.target))
            for each in network.edges]  # fmt: skip
    edges = (replace(edge, source=source, target=target)
             for edge, (source, target) in zip(network.edges, ends, strict=True))  # fmt: skip
    return Network(nodes, tuple(edges))


def _cleaned(node: Node) -> Node:
    """Return a new group of blocks that lay in others: their ids are their own again."""
    inside = node.network
    if inside is None or not any(map(group_of, inside.nodes)):
        return node
    names: dict[str, str] = {}
    for node_id in inside.nodes:
        names[node_id] = unused(_own(node_id), "_", set(names.values()))
    return replace(node, network=_renamed(inside, names))


def _with_room(before: Network, after: Network) -> Network:
    """Return a network in which groups that took in more blocks push what stands behind them aside."""
    for name, group in after.nodes.items():
        old = before.nodes.get(name)
        if old is None or old.network is None or group.network is None or not is_open(group):
            continue
        if len(group.network.nodes) > len(old.network.nodes):
            after = pushed(after, name, extent(old.network), extent(group.network))
    return after


def pushed(network: Network, group_id: str, before: Point, after: Point) -> Network:
    """Move what stands beside a group to the right, and what stands below it down, as its size changes.

    Beside it is what begins behind an ordinary block that stands there: columns may be nearer than `WIDE`.
    """
    across, down = _difference(after, before)
    left, top = network.nodes[group_id].position
    begin, nodes = left + before[0] - WIDE + BLOCK_WIDTH, dict(network.nodes)
    for name, node in network.nodes.items():
        x, y = node.position
        below = y >= top + before[1] - SIDE
        right = x >= begin and y > top - 0.75 * ROW and not below  # not the rows above
        if name != group_id and (right or below):
            nodes[name] = replace(node, position=(x + across * right, y + down * below))
    return replace(network, nodes=nodes)


def pulled(network: Network, group_id: str, before: Point, after: Point) -> Network:
    """Move what stands right of a group that became smaller up to it, unless blocks would lie on others."""
    left, top = network.nodes[group_id].position
    gap = before[0] - after[0]
    nodes = dict(network.nodes)
    for name, node in network.nodes.items():
        x, y = node.position
        beside = top - ROW / 2 < y < top + before[1] - ROW / 2
        if name != group_id and beside and x >= left + before[0] - SIDE:
            nodes[name] = replace(node, position=(x - gap, y))
    changed = replace(network, nodes=nodes)
    return network if crowded(changed) and not crowded(network) else changed


def crowded(network: Network) -> bool:
    """Say whether two blocks lie on one another."""
    places = sorted(node.position for node in network.nodes.values())
    for index, (x, y) in enumerate(places):
        near = takewhile(lambda place, x=x: place[0] - x < BLOCK_WIDTH, places[index + 1 :])  # type: ignore[misc]
        if any(abs(y - other) < BLOCK_WIDTH for _, other in near):
            return True
    return False


def _size(node: Node) -> Point:
    return extent(node.network) if node.unfolded and node.network is not None else (WIDE, ROW)


def _corner(network: Network) -> Point:
    spots = [node.position for node in network.nodes.values()]
    return (min((x for x, _ in spots), default=0.0), min((y for _, y in spots), default=0.0))


def _origin(place: Point, network: Network) -> Point:
    """Return by how much what is in a group is shifted when the group stands at a place."""
    left, top = _corner(network)
    return (place[0] + SIDE - left, place[1] + TOP - top)


def _sum(one: Point, other: Point) -> Point:
    return (one[0] + other[0], one[1] + other[1])


def _difference(one: Point, other: Point) -> Point:
    return (one[0] - other[0], one[1] - other[1])


def _own(node_id: str) -> str:
    return group_and_own(node_id)[1]


def _in_group(node_id: str, group: str) -> str:
    """Return the id of a block by that of its group; the same without one."""
    return BlockPath.of(group).inside().id_of(node_id) if group else node_id


def _edge_in(edge: Edge, home: BlockPath) -> Edge:
    return replace(edge, source=home.id_of(edge.source), target=home.id_of(edge.target))


def _edge_out(edge: Edge) -> Edge:
    return replace(edge, source=_own(edge.source), target=_own(edge.target))
