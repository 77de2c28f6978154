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
    """Return a read-only copy of a mapping."""
    return MappingProxyType(dict(mapping))


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


def _by_end(edges: tuple[Edge, ...], end: Callable[[Edge], str]) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(end(edge), []).append(edge)
    return {node: tuple(wires) for node, wires in found.items()}
