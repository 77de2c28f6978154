"""What a ready group is described by: a drawing of the network inside, and the kind of block it is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from playground.core.blocks.groups import INPUT_ID, OUTPUT_ID, inside, port_name
from playground.core.blocks.params import Param, Params
from playground.core.blocks.reach import everything
from playground.core.blocks.spec import BlockSpec, Category, Port, RefitRule
from playground.core.network.values import Edge, Network, Node

ACROSS, DOWN = 184.0, 520.0  # scene units from one block to the next: a dozen units stand below each other
_OPENS = "A double click opens it as a group that can be changed."


class Sketch:
    """Draws the network in a group block by block; where each stands follows from what feeds it.

    A block is called by its name there, one of its further outputs "split.out_2".
    """

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._edges: list[Edge] = []
        self._places: dict[str, tuple[int, int]] = {}  # column and row
        self._lane: int | None = None

    def begin(self, name: str = "begin") -> str:
        """Add an input of the group, the first one first; return its name."""
        return self._put(name, INPUT_ID, {}, ())

    def add(self, name: str, kind: str, /, *feeds: str, **params: Any) -> str:
        """Add a block that blocks feed, in the order of its ports; return its name."""
        self._put(name, kind, params, feeds)
        for index, feed in enumerate(feeds):
            self.wire(feed, name, port_name("in", index))
        return name

    def lane(self, row: int) -> None:
        """Let what is added from now on stand in a row, or in the next below that is free; 0: the highest."""
        self._lane = row

    def wire(self, feed: str, target: str, port: str) -> None:
        """Draw a wire to a port that is called otherwise, such as "memory"."""
        source, _, output = feed.partition(".")
        self._edges.append(Edge(source, output or "out", target, port))

    def end(self, *feeds: str) -> Network:
        """Return the network, with an output for each block that is given."""
        for index, feed in enumerate(feeds):
            self._put(port_name("end", index), OUTPUT_ID, {}, (feed,))
            self.wire(feed, port_name("end", index), "in")
        return Network(self._nodes, tuple(self._edges))

    def _put(self, name: str, kind: str, params: dict[str, Any], feeds: tuple[str, ...]) -> str:
        """Add a block behind what feeds it, in the first one's row or that of its lane, or below it."""
        if name in self._nodes:
            raise ValueError(f"two blocks of a ready group are called {name!r}")
        before = [self._places[feed.partition(".")[0]] for feed in feeds]
        column = 1 + max((column for column, _ in before), default=-1)
        highest = self._lane if self._lane is not None else before[0][1] if before else 0
        row = next(row for row in count(highest) if (column, row) not in self._places.values())
        self._nodes[name] = Node(kind, params, position=(ACROSS * column, DOWN * row))
        self._places[name] = (column, row)
        return name


def ready_group(block_id: str, title: str, summary: str, help: str, network: Callable[[Params], Network],
                params: tuple[Param, ...], fits: RefitRule, *, inputs: tuple[Port, ...],
                **facts: Any) -> BlockSpec:  # fmt: skip
    """Describe a ready group; `fits` returns the settings that suit the shape at its first input.

    They are taken where it is dropped, and offered where it no longer fits; `facts` are fields of
    `BlockSpec`.
    """
    told = {"category": Category.READY, "icon": "blocks", "reach": everything, **facts}
    return BlockSpec(
        id=block_id, title=title, summary=summary, help=f"{help} {_OPENS}", params=params, inputs=inputs,
        call=inside, network=network, refit=fits, **told,
    )  # fmt: skip
