"""What a person changed about single samples, as a list that the project keeps; the data stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

AS_GIVEN = -1  # the label that the data have


@dataclass(frozen=True)
class RowEdit:
    """What is other about one sample than its data say."""

    row: int  # its number in the data set's own order, from 0
    label: int = AS_GIVEN  # the class it has instead
    wrong: bool = False  # somebody doubts it
    out: bool = False  # it neither trains nor is judged

    @property
    def says_nothing(self) -> bool:
        """Say whether the sample is as its data have it."""
        return self == RowEdit(self.row)


RowEdits = tuple[RowEdit, ...]  # a sample once, in the order of their numbers


def with_rows(edits: RowEdits, rows: Iterable[int], **changes: Any) -> RowEdits:
    """Return the list with changes to some samples: `label`, `wrong`, `out`."""
    known = {each.row: each for each in edits}
    for row in rows:
        known[row] = replace(known.get(row, RowEdit(row)), **changes)
    return tuple(known[row] for row in sorted(known) if not known[row].says_nothing)


def counted(edits: RowEdits) -> tuple[int, int, int]:
    """Return how many samples are relabelled, left out and marked as wrong."""
    relabelled = sum(each.label != AS_GIVEN for each in edits)
    return relabelled, sum(each.out for each in edits), sum(each.wrong for each in edits)
