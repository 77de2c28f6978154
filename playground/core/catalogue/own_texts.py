"""What texts of somebody's own are as a field: words or characters by their place in a vocabulary."""

from __future__ import annotations

from playground.core.blocks.shapes import Field
from playground.core.catalogue.manifest import Column, ColumnType, Manifest

TEXTS: tuple[ColumnType, ...] = ("text", "characters")
PADDING, UNKNOWN = "·", "?…"  # what fills short texts up, and what stands for a word that was not learned


def vocabulary_of(column: Column) -> tuple[str, ...]:
    """Return a text column's words or characters by id: 0 fills up, 1 is one that was not learned."""
    return (PADDING, UNKNOWN, *column.kinds)


def tokens_field(columns: tuple[Column, ...], manifest: Manifest) -> Field:
    """Return the field of one column of texts, (words,)."""
    known = vocabulary_of(columns[0])
    return Field(
        (max(1, int(columns[0].high)),), "int", values=len(known), name="tokens", high=len(known) - 1.0,
        parts=known, unknown=known.index(UNKNOWN),
    )  # fmt: skip
