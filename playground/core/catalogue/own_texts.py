"""What texts of somebody's own are as a field: tokens by their place in a vocabulary."""

from __future__ import annotations

from playground.core.blocks.shapes import Field
from playground.core.catalogue.byte_names import EVERY_BYTE
from playground.core.catalogue.manifest import Column, ColumnType, Manifest

BYTE_PAIRS: ColumnType = "byte_pairs"
TEXTS: tuple[ColumnType, ...] = ("text", "characters", BYTE_PAIRS)
PADDING, UNKNOWN = "·", "?…"  # what fills short texts up, and what stands for a word that was not learned


def vocabulary_of(column: Column) -> tuple[str, ...]:
    """Return a text column's tokens by id: 0 fills up, 1 is one that was not learned.

    By byte pairs nothing is unknown: every byte is a token, and 1 stands where a text is empty or a word was
    dropped.
    """
    alphabet = EVERY_BYTE if column.type == BYTE_PAIRS else ()
    return (PADDING, UNKNOWN, *alphabet, *column.kinds)


def is_learned(column: Column) -> bool:
    """Say whether a column of texts has a vocabulary: of byte pairs it may be single bytes alone."""
    return bool(column.kinds) or (column.type == BYTE_PAIRS and column.high > 0)


def tokens_field(columns: tuple[Column, ...], manifest: Manifest) -> Field:
    """Return the field of one column of texts, (tokens,)."""
    known = vocabulary_of(columns[0])
    return Field(
        (max(1, int(columns[0].high)),), "int", values=len(known), name="tokens", high=len(known) - 1.0,
        parts=known, unknown=known.index(UNKNOWN), cut=columns[0].type,
    )  # fmt: skip
