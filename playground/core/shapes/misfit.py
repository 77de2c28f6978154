"""What keeps one block from working where it stands, as a value with its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from playground.core.blocks.shapes import Shape
from playground.core.errors import Problem
from playground.core.graph.expand import Flat
from playground.core.network.values import Edge

Reason = Literal[
    "param", "field", "rank", "dtype", "values", "window", "empty", "memory", "unequal", "shared", "refused"
]  # fmt: skip


@dataclass(frozen=True)
class Misfit(Problem):
    """A block that cannot work where it stands; `reason` tells the checks which fixes to offer."""

    reason: Reason = "refused"
    got: Shape | None = None


def noun(field_name: str) -> str:
    """Return what a field of the data holds, in words."""
    nouns = {"image": "pictures", "table": "a table", "tokens": "text", "series": "recordings"}
    return nouns.get(field_name, field_name)


def as_drawn(failure: Misfit, flat: Flat) -> Misfit:
    """Return a failure with the wire that a person sees, in the network where the block stands."""
    edge = failure.where.edge
    drawn = flat.wires.get(Edge(*edge)) if edge is not None else None
    where = replace(failure.where, edge=drawn.as_tuple() if drawn is not None else edge)
    return replace(failure, where=where)
