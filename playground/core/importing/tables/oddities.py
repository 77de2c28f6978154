"""What is odd about single rows and cells of a table: where a person should look first."""

from __future__ import annotations

from typing import Literal

import numpy as np

from playground.core.catalogue.own_texts import TEXTS
from playground.core.importing.tables.remarks import LookedAt, repeated

Oddity = Literal["strange", "spelling", "double", "missing"]
CellState = Literal["", "missing", "strange"]
ODD: dict[Oddity, str] = {
    "strange": "A value here does not fit the type of its column.",
    "spelling": "A category here differs from another one in capitals alone.",
    "double": "This row is the same as an earlier one.",
    "missing": "Values are missing here.",
}


def state_of(table: LookedAt, row: int, place: int) -> CellState:
    """Return whether a cell is missing, or does not fit its column's type."""
    column = table.columns[place]
    if column.use == "out":
        return ""
    known, silent = table.found[place].said_at(column, row)
    return "" if known else "missing" if silent else "strange"


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


def _with(table: LookedAt, state: CellState) -> np.ndarray:
    """Return which rows have such a cell in a column that is used, (rows,) bool."""
    marked = np.zeros(table.cells.rows, bool)
    for place, column in enumerate(table.columns):
        if column.use in ("input", "target") and column.type not in (*TEXTS, "constant"):
            found = table.found[place].read_as(column.type)
            known, silent = found.said(column)
            marked |= found.by_row(~known & (silent if state == "missing" else ~silent))
    return marked


def _spelled(table: LookedAt) -> np.ndarray:
    """Return which rows hold the rarer of two spellings of a category, (rows,) bool."""
    marked = np.zeros(table.cells.rows, bool)
    for place, column in enumerate(table.columns):
        if column.type != "category" or column.use == "out":
            continue
        found = table.found[place].spelled
        counts, texts = found.present, found.texts
        best: dict[str, int] = {}
        for text, count in counts.items():
            best[text.casefold()] = max(best.get(text.casefold(), 0), count)
        rare = [counts.get(text, 0) < best.get(text.casefold(), 0) for text in texts]
        marked |= found.by_row(np.array(rare, bool))
    return marked
