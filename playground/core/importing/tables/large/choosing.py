"""Which tables are large: for those, what takes them apart on disk is loaded, which takes a second."""

from __future__ import annotations

from playground.core.importing.tables.opened import OpenTable

LARGE = 16 * 2**20  # bytes of text, measured: below, compiled code is loaded longer than it saves
_MOST_COLUMNS = 1000


def can_be_large(table: OpenTable) -> bool:
    """Say whether a table is to be read so: it is text, long enough, and its cells can be told apart."""
    fits = table.options.get("separator") not in ("space", "colons") and table.layout.width <= _MOST_COLUMNS
    return table.source is not None and table.characters >= LARGE and fits
