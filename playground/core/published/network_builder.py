"""Put a network together block by block, groups within groups, and lay it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from playground.core.blocks.groups import GROUP_ID, INPUT_ID, OUTPUT_ID, port_name
from playground.core.layout.tidy import DrawnSizes, tidied
from playground.core.network.edits import move_nodes
from playground.core.network.rows import WIDEST
from playground.core.network.values import NO_PARAMS, Edge, Network, Node

LINEAR = "linear"


class NetworkBuilder:
    """Put blocks behind one another; `last` is where the next one is wired."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.last = ""

    def add(self, kind: str, /, *more: str, after: str = "", label: str = "", linked: str = "",
            learning: Mapping[str, Any] = NO_PARAMS, **params: Any) -> str:  # fmt: skip
        """Add a block behind the last one, or another; `more` are wired to its further inputs.

        Blocks that are `linked` by one name share their weights; "split.out_2" is a further output of one.
        """
        return self._put(Node(kind, params, label, linked=linked, learning=learning), after, more)

    def wire(self, source: str, port: str, target: str, target_port: str) -> None:
        """Draw a wire between ports that are called otherwise."""
        self.edges.append(Edge(source, port, target, target_port))

    def source(self, kind: str, /, label: str = "", **params: Any) -> str:
        """Add a block that nothing is wired to."""
        self.last = ""
        return self._put(Node(kind, params, label))

    def group(self, label: str, fill: Callable[[NetworkBuilder], object], *more: str, after: str = "",
              linked: str = "", **params: Any) -> str:  # fmt: skip
        """Add a group with what a function puts into it; each of `more` is a further input of the group."""
        inside = NetworkBuilder()
        for number in range(2, len(more) + 2):
            inside.source(INPUT_ID, label=f"Input {number}")
        inside.nodes = {inside.source(INPUT_ID): Node(INPUT_ID), **inside.nodes}
        fill(inside)
        inside.add(OUTPUT_ID)
        return self._put(Node(GROUP_ID, params, label, network=inside.network(), linked=linked), after, more)

    def network(self) -> Network:
        """Return all of it, in rows."""
        made = Network(self.nodes, tuple(self.edges))
        return move_nodes(made, tidied(made, DrawnSizes(width=WIDEST)))

    def _put(self, node: Node, after: str = "", more: tuple[str, ...] = ()) -> str:
        name = self._free(_id_of(node.label) or node.kind)
        first = after or self.last
        for index, feed in enumerate((first, *more) if first else ()):
            source, _, port = feed.partition(".")
            self.wire(source, port or "out", name, port_name("in", index))
        self.nodes[name] = node
        self.last = name
        return name

    def _free(self, name: str) -> str:
        """Return an id that no block has: the name, then with a number behind it."""
        number = 1
        while (found := name if number == 1 else f"{name}_{number}") in self.nodes:
            number += 1
        return found


def _id_of(label: str) -> str:
    """Return a label as an id: a letter first, then letters, digits and lines."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_").lstrip("_0123456789")
