"""Whose weights a block of the flat network has: those of one of the blocks it is linked with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from playground.core.blocks.registry import BlockRegistry
from playground.core.network.block_path import BlockPath
from playground.core.network.linking import linked_sets
from playground.core.network.values import Network, Node


@dataclass(frozen=True)
class Homes:
    """Where the weights of each name stand, as it is drawn: at the first block that has it."""

    copies: Mapping[tuple[str, str], BlockPath] = field(default_factory=dict)  # by name and kind
    tables: Mapping[str, BlockPath] = field(default_factory=dict)  # by name, those that scores are taken by
    borrowers: frozenset[str] = frozenset()  # kinds

    def twin(self, place: BlockPath, node: Node) -> BlockPath:
        """Return the block whose weights one at a place in the flat network has: itself, or a linked one."""
        return _beside(place, self.copies.get((node.linked, node.kind)) if node.linked else None)

    def table(self, place: BlockPath, node: Node) -> BlockPath | None:
        """Return the block whose table one takes its scores by; None for its own weights."""
        home = self.tables.get(node.linked) if node.linked and node.kind in self.borrowers else None
        return _beside(place, home) if home is not None else None


@dataclass(frozen=True)
class Sharing:
    """Which blocks of a flat network have others' weights."""

    twins: Mapping[str, str] = field(default_factory=dict)  # a block -> the one whose weights it has
    tables: Mapping[str, str] = field(default_factory=dict)  # a block -> the one whose table it scores by


NOT_SHARED = Sharing()


def homes_of(blocks: BlockRegistry, network: Network) -> Homes | None:
    """Return where shared weights stand; None where no block is linked."""
    sets = linked_sets(network)
    if not sets:
        return None
    copies = {key: paths[0] for key, paths in sets.items()}
    specs = {kind: spec for _, kind in sets if (spec := blocks.find(kind)) is not None}
    tables = {name: home for (name, kind), home in copies.items()
              if kind in specs and specs[kind].lends_table}  # fmt: skip
    return Homes(copies, tables, frozenset(kind for kind, spec in specs.items() if spec.borrows_table))


def _beside(place: BlockPath, home: BlockPath | None) -> BlockPath:
    """Return a home in the same rounds of the groups around both, and in the first of all others."""
    if home is None or home.ids == place.ids:
        return place
    pairs = zip(home.groups, place.groups, strict=False)
    common = next((level for level, (one, other) in enumerate(pairs) if one != other),
                  min(len(home.groups), len(place.groups)))  # fmt: skip
    rest = (0,) * (len(home.groups) - common)
    return BlockPath(home.own, home.groups, (*place.repeats[:common], *rest))


def settled(network: Network, given: Sharing, live: frozenset[str]) -> tuple[Network, Sharing]:
    """Return a flat network with its sharing, told by blocks that train wherever one of the linked does.

    What is said of shared weights holds for all of them: they stand still if one says so, and learn as the
    first does.
    """
    found: dict[str, list[str]] = {}
    for node in network.nodes:
        found.setdefault(given.twins.get(node, node), []).append(node)
    firsts = {home: _first(home, nodes, live) for home, nodes in found.items()}
    twins = {node: firsts[home] for home, nodes in found.items() for node in nodes if node != firsts[home]}
    tables = {node: firsts[home] for node, home in given.tables.items()
              if home in firsts and firsts[home] in live}  # fmt: skip
    alike = {node: each for home, nodes in found.items() if len(nodes) > 1
             for node, each in _alike(network, firsts[home], nodes).items()}  # fmt: skip
    if alike:
        network = replace(network, nodes={**network.nodes, **alike})
    return network, Sharing(twins, tables)


def _first(home: str, nodes: list[str], live: frozenset[str]) -> str:
    trained = [node for node in nodes if node in live] or nodes
    return home if home in trained else trained[0]


def _alike(network: Network, first: str, nodes: list[str]) -> dict[str, Node]:
    """Return the blocks that have to stand still, or learn otherwise, for the sake of others."""
    frozen = any(network.nodes[node].frozen for node in nodes)
    learning = network.nodes[first].learning
    given = {node: network.nodes[node] for node in nodes}
    return {node: replace(each, frozen=frozen, learning=learning) for node, each in given.items()
            if each.frozen != frozen or each.learning != learning}  # fmt: skip
