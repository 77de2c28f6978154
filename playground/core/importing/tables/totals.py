"""Whether the last line of a table sums up those above it."""

from __future__ import annotations

import math

from playground.core.importing.tables.cells import Cells, TableRows
from playground.core.importing.tables.numbers import read_number
from playground.core.importing.tables.words import TOTAL

_CLOSE = 1e-6  # of the sum, or half of the last digit


def is_total(cells: TableRows) -> bool:
    """Say whether the last row says so in its first words, or is nothing but sums of the columns."""
    last = cells.last()
    words = [place for place, text in enumerate(last) if text and _number(text) is None]
    if words:
        first = words[0]
        named = first <= 2 and TOTAL.fullmatch(last[first].rstrip(" :")) is not None
        return named and cells.columns[first].count_of_last() == 1
    filled = [place for place, text in enumerate(last) if text]
    empty = len(last) - len(filled)
    return empty > 0 and len(filled) > 0 and all(_sums_up(cells.columns[place]) for place in filled)


def _number(text: str) -> float | None:
    found = read_number(text, comma=False) or read_number(text, comma=True)
    return found.value if found else None


def _sums_up(column: Cells) -> bool:
    last = _number(column.text_at(-1)) or 0.0
    above = column.summed(lambda text: _number(text) or 0.0) - last
    return last != 0 and math.isclose(above, last, rel_tol=_CLOSE)
