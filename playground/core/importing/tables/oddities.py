"""What is odd about single rows and cells of a table: where a person should look first."""

from __future__ import annotations

from typing import Literal

import numpy as np

from playground.core.importing.tables.reading import says_nothing, values_of
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
    return _states(table, place, [cells.texts[cells.codes[row]]])[0] if column.use != "out" else ""


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


def _states(table: LookedAt, place: int, texts: list[str]) -> list[CellState]:
    column, ways = table.columns[place], table.found[place].ways
    number = column.type in _NUMBERS
    values = values_of(column, texts, ways)
    known = ~np.isnan(values) if number else values != "" if values.dtype == object else values >= 0
    silent = (says_nothing(text, ways, number) for text in texts)
    return [
        "" if fits else "missing" if nothing else "strange"
        for fits, nothing in zip(known, silent, strict=True)
    ]


def _with(table: LookedAt, state: CellState) -> np.ndarray:
    """Return which rows have such a cell in a column that is used, (rows,) bool."""
    marked = np.zeros(table.cells.rows, bool)
    for place, column in enumerate(table.columns):
        if column.use in ("input", "target") and column.type not in ("text", "constant"):
            cells = table.found[place].cells
            hit = np.array([each == state for each in _states(table, place, cells.texts)], bool)
            marked |= hit[cells.codes]
    return marked


def _spelled(table: LookedAt) -> np.ndarray:
    """Return which rows hold the rarer of two spellings of a category, (rows,) bool."""
    marked = np.zeros(table.cells.rows, bool)
    for place, column in enumerate(table.columns):
        if column.type != "category" or column.use == "out":
            continue
        counts, cells = table.found[place].present, table.found[place].cells
        best: dict[str, int] = {}
        for text, count in counts.items():
            best[text.casefold()] = max(best.get(text.casefold(), 0), count)
        rare = [counts.get(text, 0) < best.get(text.casefold(), 0) for text in cells.texts]
        marked |= np.array(rare, bool)[cells.codes]
    return marked
