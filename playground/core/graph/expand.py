"""A network with groups as one flat network: what trains, and what shapes are found on.

A block inside a group has its `BlockPath` as its id, with the number of each repeat: "encoder/0/dense".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from playground.core.blocks.groups import GROUP, INPUT_ID, OUTPUT_ID, port_name
from playground.core.blocks.learning import within_group
from playground.core.blocks.live import live_in
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.spec import Role
from playground.core.errors import PlaygroundError
from playground.core.graph.sharing import NOT_SHARED, Homes, Sharing, homes_of, settled
from playground.core.graph.wiring import Slot
from playground.core.network.block_path import BlockPath
from playground.core.network.topology import order
from playground.core.network.values import MOST_BLOCKS, Edge, Network, Node


@dataclass(frozen=True)
class Flat:
    """The flat network; `gives` says where what a group or a disabled block gives really comes from."""

    network: Network
    gives: Mapping[Slot, Slot] = field(default_factory=dict)
    takes: Mapping[Slot, Slot] = field(default_factory=dict)  # the same for the inputs of groups
    shared: Sharing = NOT_SHARED  # whose weights a block has
    wires: Mapping[Edge, Edge] = field(default_factory=dict)  # a flat wire -> the one drawn, in its own scope


def expand(blocks: BlockRegistry, network: Network, live: frozenset[str] | None = None) -> Flat:
    """Return the network without groups; itself when it has none and nothing is disabled.

    `live` are the blocks of the network that train, where that is known.
    """
    homes = homes_of(blocks, network)
    if not any(blocks.network_of(node) is not None or node.disabled for node in network.nodes.values()):
        if homes is None:
            return Flat(network)
        return _settled(blocks, Flat(network, shared=_told(network, homes)), live)
    work = _Work(blocks, homes or Homes())
    work.lay_out(network, BlockPath(), BlockPath(), {}, None, once=size(blocks, network) > MOST_BLOCKS)
    shared = Sharing(work.twins, work.tables)
    flat = Flat(Network(work.nodes, tuple(work.wires)), work.gives, work.takes, shared, work.wires)
    return flat if homes is None else _settled(blocks, flat, None)


def gone_on(blocks: BlockRegistry, flat: Flat, old: Network, new: Network) -> Flat | None:
    """Return a network without groups where another, wired alike, is flat already; None where all is due.

    Only what stands in no group may be another block, and only one that neither shares its weights nor is
    switched off.
    """
    others = {node: each for node, each in new.nodes.items() if each is not old.nodes[node]}
    pairs = (each for node in others for each in (old.nodes[node], new.nodes[node]))
    plain = all(blocks.network_of(each) is None and not each.disabled for each in pairs)
    if old.has_links or new.has_links or not plain or not others.keys() <= flat.network.nodes.keys():
        return None
    network = Network({**flat.network.nodes, **others}, flat.network.edges) if others else flat.network
    return replace(flat, network=network)


def _told(network: Network, homes: Homes) -> Sharing:
    """Return what is shared in a network that is flat by itself."""
    linked = {each: node for each, node in network.nodes.items() if node.linked}
    twins = {each: str(homes.twin(BlockPath(each), node)) for each, node in linked.items()}
    tables = {each: homes.table(BlockPath(each), node) for each, node in linked.items()}
    return Sharing({each: twin for each, twin in twins.items() if twin != each},
                   {each: str(table) for each, table in tables.items() if table is not None})  # fmt: skip


def _settled(blocks: BlockRegistry, flat: Flat, live: frozenset[str] | None) -> Flat:
    live = live_in(flat.network, blocks.specs_of(flat.network)) if live is None else live
    network, shared = settled(flat.network, flat.shared, live)
    return replace(flat, network=network, shared=shared)


def size(blocks: BlockRegistry, network: Network) -> int:
    """Return how many blocks the flat network would have, in whole numbers that cannot overflow.

    A round through an empty group counts as one block: laying it out takes time all the same.
    """
    inside = [(node, blocks.network_of(node)) for node in network.nodes.values()]
    return sum(1 if each is None else rounds(blocks, node, each) for node, each in inside)


def rounds(blocks: BlockRegistry, node: Node, inside: Network) -> int:
    """Return how many blocks a group's repeats are laid out as."""
    return repeats(node) * max(1, size(blocks, inside))


def repeats(node: Node) -> int:
    """Return how often a group repeats; once where what it says cannot be."""
    param = GROUP.param("repeat")
    try:
        return int(param.check(node.params.get("repeat", param.default)))
    except PlaygroundError:
        return 1


class _Work:
    """One pass; `gives` is filled from the sources on."""

    def __init__(self, blocks: BlockRegistry, homes: Homes) -> None:
        self.blocks, self.homes = blocks, homes
        self.nodes: dict[str, Node] = {}
        self.wires: dict[Edge, Edge] = {}
        self.gives: dict[Slot, Slot] = {}
        self.takes: dict[Slot, Slot] = {}
        self.twins: dict[str, str] = {}
        self.tables: dict[str, str] = {}
        self._plain: set[str] = set()  # kinds that stand for no network, looked up once each

    def lay_out(self, network: Network, here: BlockPath, twin: BlockPath, fed: Mapping[int, Slot],
                around: Node | None, once: bool) -> dict[int, Slot]:  # fmt: skip
        """Add a network's blocks; `fed` holds what arrives at its inputs. Return what leaves it."""
        arriving: dict[str, dict[str, Edge]] = {node_id: {} for node_id in network.nodes}
        for edge in network.edges:
            if edge.target in arriving:
                arriving[edge.target].setdefault(edge.target_port, edge)
        ends = _ends(network)
        left: dict[int, Slot] = {}
        for node_id in order(network):
            node, path = _within(around, network.nodes[node_id]), here.id_of(node_id)
            taken = {port: slot for port, edge in arriving[node_id].items()
                     if (slot := self._origin(network, here, edge)) is not None}  # fmt: skip
            if node.kind == INPUT_ID:
                if ends[node_id] in fed:
                    self.gives[(path, "out")] = fed[ends[node_id]]
            elif node.kind == OUTPUT_ID:
                self.takes |= {(path, port): slot for port, slot in taken.items()}
                left |= dict(zip([ends[node_id]], taken.values(), strict=False))
            elif node.disabled and self._passes(node):
                self._pass_by(path, node, taken)
            elif (inside := self._inside(node)) is not None:
                home = self.homes.twin(twin.beside(node_id), node)
                self._group(here.beside(node_id), node, inside, taken, home, once)
            else:
                self._block(path, node, taken, arriving[node_id])
                self._share(path, node, twin, node_id)
        return left

    def _inside(self, node: Node) -> Network | None:
        if node.network is None and node.kind in self._plain:
            return None
        inside = self.blocks.network_of(node)
        if inside is None:
            self._plain.add(node.kind)
        return inside

    def _origin(self, network: Network, here: BlockPath, edge: Edge) -> Slot | None:
        """Return where what a wire carries really comes from."""
        slot = (here.id_of(edge.source), edge.source_port)
        if slot in self.gives:
            return self.gives[slot]
        node = network.nodes.get(edge.source)
        seen_through = node is not None and (
            node.network is not None or (node.disabled and self._passes(node)) or node.kind == INPUT_ID
        )
        return None if node is None or seen_through else slot

    def _pass_by(self, path: str, node: Node, taken: Mapping[str, Slot]) -> None:
        """Hand on what arrives first at a block that is switched off."""
        self.takes |= {(path, port): slot for port, slot in taken.items()}
        first = next(iter(taken.values()), None)
        spec = self.blocks.spec_of(node)  # a group has as many outputs as the network inside
        for port in spec.outputs if spec is not None and first is not None else ():
            self.gives[(path, port.name)] = first  # type: ignore[assignment]  # not None here

    def _passes(self, node: Node) -> bool:
        """Say whether a block can be switched off: sources and goals cannot."""
        spec = self.blocks.find(node.kind)
        return spec is None or spec.role is Role.LAYER

    def _block(self, path: str, node: Node, taken: Mapping[str, Slot], wires: Mapping[str, Edge]) -> None:
        self.nodes[path] = node
        for port, slot in taken.items():
            self.wires[Edge(*slot, path, port)] = wires[port]

    def _share(self, path: str, node: Node, twin: BlockPath, own: str) -> None:
        """Say whose weights a block has: `twin` is the network in which those of a repeat or a copy stand."""
        home = twin.id_of(own)
        if node.linked:
            place = twin.beside(own)
            home, table = str(self.homes.twin(place, node)), self.homes.table(place, node)
            self.tables |= {path: str(table)} if table is not None else {}
        if home != path:
            self.twins[path] = home

    def _group(self, place: BlockPath, node: Node, network: Network, taken: Mapping[str, Slot],
               twin: BlockPath, once: bool) -> None:  # fmt: skip
        """Add a group's repeats one after the other."""
        self.takes |= {(str(place), port): slot for port, slot in taken.items()}
        inputs = [node_id for node_id, each in network.nodes.items() if each.kind == INPUT_ID]
        names = {port_name("in", index): index for index in range(len(inputs))}
        fed = {names[port]: slot for port, slot in taken.items() if port in names}
        shared = node.params.get("shared") is True
        left: dict[int, Slot] = {}
        for number in range(1 if once else repeats(node)):
            same = 0 if shared else number
            left = self.lay_out(network, place.inside(number), twin.inside(same), fed, node, once)
            fed = {**fed, **({0: left[0]} if 0 in left else {})}
        self.gives |= {(str(place), port_name("out", index)): slot for index, slot in left.items()}


def _ends(network: Network) -> dict[str, int]:
    """Return for each input and output of a group which one it is."""
    found: dict[str, int] = {}
    for kind in (INPUT_ID, OUTPUT_ID):
        ids = [node_id for node_id, node in network.nodes.items() if node.kind == kind]
        found |= {node_id: index for index, node_id in enumerate(ids)}
    return found


def _within(group: Node | None, node: Node) -> Node:
    """Return a block that stands still if the group around it does, and learns as that says too.

    The same object where nothing changes.
    """
    if group is None or (group.frozen <= node.frozen and not group.learning):
        return node
    return replace(
        node, frozen=group.frozen or node.frozen, learning=within_group(group.learning, node.learning)
    )
