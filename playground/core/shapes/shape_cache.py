"""What an inference found, block by block: the next one works out again only what an edit changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from playground.core.blocks.calls import Call, Chain
from playground.core.blocks.shapes import DataFields, Shape
from playground.core.graph.sharing import NOT_SHARED, Sharing
from playground.core.network.values import Edge, Node
from playground.core.shapes.needs import Needs

Wires = Mapping[tuple[str, str], Edge]


@dataclass(frozen=True)
class Found:
    """One block without problems: what arrived, and what it gives and takes."""

    node: Node
    arriving: Mapping[str, Shape]
    outputs: dict[str, Shape]
    parameters: int
    multiply_adds: int
    needs: Needs = Needs()
    ports: tuple[str, ...] = ()  # its inputs, in the order of the call
    call: Call | Chain | None = None  # what a layer or source is made by


@dataclass(frozen=True)
class ShapeCache:
    """What was found in one pass over a flat network on some data."""

    fields: DataFields = DataFields()
    found: Mapping[str, Found] = field(default_factory=dict)
    held: Wires | None = None  # the network's wires; None when the pass cannot be gone on from
    batch: int = 0
    shared: Sharing = NOT_SHARED  # whose weights each block has
    outputs: Mapping[str, dict[str, Shape]] = field(default_factory=dict)
    inputs: Mapping[str, dict[str, Shape]] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    bytes: Mapping[str, int] = field(default_factory=dict)
    multiply_adds: Mapping[str, int] = field(default_factory=dict)
