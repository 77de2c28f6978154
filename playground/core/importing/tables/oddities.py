"""What is odd about single rows and cells of a table: where a person should look first."""

from __future__ import annotations

from typing import Literal

import numpy as np

from playground.core.importing.tables.remarks import LookedAt, repeated

Oddity = Literal["strange", "spelling", "double", "missing"]
CellState = Literal["", "missing", "strange"]
ODD: dict[Oddity, str] = {
    "strange": "A value here does not fit the type of its column.",
    "spelling": "A category here differs from another one in capitals alone.",
    "double": "This row is the same as an earlier one.",
    "missing": "Values are missing here.",
}
_NUMBERS = ("number", "whole", "date")


def state_of(table: LookedAt, row: int, place: int) -> CellState:
    """Return whether a cell is missing, or does not fit its column's type."""
    column, cells = table.columns[place], table.found[place].cells
    return _state(table, place, int(cells.codes[row])) if column.use != "out" else ""


def oddities_of(table: LookedAt, most: int) -> dict[int, Oddity]:
    """Return the rows that are odd and what is, the worst first: each at most once, `most` in all."""
    found: dict[int, Oddity] = {}
    kinds: tuple[tuple[Oddity, np.ndarray], ...] = (
        ("strange", _with(table, "strange")), ("spelling", _spelled(table)),
        ("double", repeated(table)), ("missing", _with(table, "missing")),
    )  # fmt: skip
    share = max(1, most // len(kinds))
    for kind, marked in kinds:
        for row in np.flatnonzero(marked)[:share].tolist():
            found.setdefault(row, kind)
    return found


def _state(table: LookedAt, place: int, code: int) -> CellState:
    """Return what one of a column's texts is."""
    known, silent = _said(table, place)
    return "" if known[code] else "missing" if silent[code] else "strange"


def _said(table: LookedAt, place: int) -> tuple[np.ndarray, np.ndarray]:
    """Say of each text of a column whether it fits the type, and whether it says nothing, (texts,) bool."""
    column, found = table.columns[place], table.found[place]
    values = found.values(column)
    if column.type in _NUMBERS:
        return ~np.isnan(values), found.silent_number
    return (values != "" if values.dtype == object else values >= 0), found.silent


def _with(table: LookedAt, state: CellState) -> np.ndarray:
    """Return which rows have such a cell in a column that is used, (rows,) bool."""
    marked = np.zeros(table.cells.rows, bool)
    for place, column in enumerate(table.columns):
        if column.use in ("input", "target") and column.type not in ("text", "constant"):
            known, silent = _said(table, place)
            hit = ~known & (silent if state == "missing" else ~silent)
            marked |= hit[table.found[place].cells.codes]
    return marked


def _spelled(table: LookedAt) -> np.ndarray:
    """Return which rows hold the rarer of two spellings of a category, (rows,) bool."""
    marked = np.zeros(table.cells.rows, bool)
    for place, column in enumerate(table.columns):
        if column.type != "category" or column.use == "out":
            continue
        found = table.found[place]
        counts, texts = found.present, found.texts
        best: dict[str, int] = {}
        for text, count in counts.items():
            best[text.casefold()] = max(best.get(text.casefold(), 0), count)
        rare = [counts.get(text, 0) < best.get(text.casefold(), 0) for text in texts]
        marked |= np.array(rare, bool)[found.cells.codes]
    return marked
