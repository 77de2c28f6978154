"""Nodes, edges and the network they form: immutable, with structural sharing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

NO_PARAMS: Mapping[str, Any] = MappingProxyType({})

MOST_BLOCKS = 10_000  # of a flat network, and that linked copies may make

Point = tuple[float, float]  # on the canvas, in pixels at 100 %


def frozen(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a read-only copy of a mapping; one that was made so already is handed on."""
    return mapping if type(mapping) is MappingProxyType else MappingProxyType(dict(mapping))


@dataclass(frozen=True)
class Node:
    """One block on the canvas; parameters left out have the default of the block's description.

    A group holds a network of its own.
    """

    kind: str
    params: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS)
    label: str = ""  # shown instead of the kind's title
    position: tuple[float, float] = (0.0, 0.0)  # scene units of the top left corner, 1 unit = 1 px at 100 %
    network: Network | None = None  # of a group
    frozen: bool = False  # its weights stand still
    disabled: bool = False  # it hands on what arrives
    unfolded: bool = False  # a group that is opened in place
    linked: str = ""  # the name of the weights that it shares with all blocks that say so, see `linking`
    # How its weights are trained; what is left out is as usual, see `core/blocks/learning`.
    learning: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", frozen(self.params))
        object.__setattr__(self, "learning", frozen(self.learning))

    def computes_like(self, other: Node) -> bool:
        """Say whether both compute the same: place, name and how they are shown have no part in that."""
        if self is other:
            return True
        marks = (self.kind, self.frozen, self.disabled, self.linked)
        if marks != (other.kind, other.frozen, other.disabled, other.linked):
            return False
        return (self.params == other.params and self.learning == other.learning
                and _compute_alike(self.network, other.network))  # fmt: skip

    def differs_in_place(self, other: Node) -> bool:
        """Say whether both are the same block but for where they stand, maybe in the same place."""
        return (self.label == other.label and self.unfolded == other.unfolded
                and self.network is other.network and self.computes_like(other))  # fmt: skip


@dataclass(frozen=True, order=True)
class Edge:
    """One wire, from an output port to an input port; an input port takes one wire."""

    source: str
    source_port: str
    target: str
    target_port: str

    def as_tuple(self) -> tuple[str, str, str, str]:
        """Return the four ids, as places and files hold them."""
        return (self.source, self.source_port, self.target, self.target_port)


@dataclass(frozen=True)
class Network:
    """A directed graph of blocks; cycles and loose ends are allowed here and reported by the checks."""

    nodes: Mapping[str, Node] = field(default_factory=lambda: NO_PARAMS)
    edges: tuple[Edge, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", frozen(self.nodes))

    @cached_property
    def into(self) -> Mapping[str, tuple[Edge, ...]]:
        """Return the wires by the block they end at."""
        return _by_end(self.edges, lambda edge: edge.target)

    def computes_like(self, other: Network) -> bool:
        """Say whether both have the same wires, and blocks of the same ids that compute the same."""
        if self.edges != other.edges or self.nodes.keys() != other.nodes.keys():
            return False
        return all(node.computes_like(other.nodes[node_id]) for node_id, node in self.nodes.items())

    def differs_in_places(self, other: Network) -> bool:
        """Say whether both are the same but for where blocks stand, maybe in the same places."""
        if self.edges != other.edges or list(self.nodes) != list(other.nodes):
            return False
        pairs = zip(self.nodes.values(), other.nodes.values(), strict=True)
        return all(one is two or one.differs_in_place(two) for one, two in pairs)

    @cached_property
    def total(self) -> int:
        """Return how many blocks there are, those in groups included."""
        inside = (node.network.total for node in self.nodes.values() if node.network is not None)
        return len(self.nodes) + sum(inside)

    @cached_property
    def has_links(self) -> bool:
        """Say whether any block, those in groups included, may share its weights with another."""
        return any(
            node.linked or (node.network is not None and node.network.has_links)
            for node in self.nodes.values()
        )

    @cached_property
    def out(self) -> Mapping[str, tuple[Edge, ...]]:
        """Return the wires by the block they start at."""
        return _by_end(self.edges, lambda edge: edge.source)


def _compute_alike(one: Network | None, other: Network | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or one.computes_like(other)


def _by_end(edges: tuple[Edge, ...], end: Callable[[Edge], str]) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(end(edge), []).append(edge)
    return {node: tuple(wires) for node, wires in found.items()}
