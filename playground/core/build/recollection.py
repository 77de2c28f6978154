"""What the last inference found, block by block: an edit works out again only what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.core.blocks.shapes import Shape
from playground.core.network.values import Node
from playground.core.project.values import DataFields


@dataclass(frozen=True)
class Found:
    """One block without problems: what arrived, and what it gives and takes."""

    node: Node
    arriving: Mapping[str, Shape]
    outputs: dict[str, Shape]
    parameters: int
    multiply_adds: int


class _Last:
    """The last pass; any thread, since it is replaced whole."""

    def __init__(self) -> None:
        self.kept: tuple[DataFields, Mapping[str, Found]] = (DataFields(), {})


_LAST = _Last()


def keep(fields: DataFields, found: Mapping[str, Found]) -> None:
    """Remember a pass."""
    _LAST.kept = (fields, found)


def of(fields: DataFields) -> Mapping[str, Found]:
    """Return what the last pass found on the same data; nothing when they were others."""
    last, found = _LAST.kept
    return found if last == fields else {}
