"""Whether the last line of a table sums up those above it."""

from __future__ import annotations

import math

from playground.core.importing.tables.cells import ColumnCells, TableCells
from playground.core.importing.tables.numbers import read_number
from playground.core.importing.tables.words import TOTAL

_CLOSE = 1e-6  # of the sum, or half of the last digit


def is_total(cells: TableCells) -> bool:
    """Say whether the last row says so in its first words, or is nothing but sums of the columns."""
    last = cells.last()
    words = [place for place, text in enumerate(last) if text and _number(text) is None]
    if words:
        first = words[0]
        column, text = cells.columns[first], last[first]
        once = column.counts()[column.codes[-1]] == 1
        return once and first <= 2 and TOTAL.fullmatch(text.rstrip(" :")) is not None
    filled = [place for place, text in enumerate(last) if text]
    empty = len(last) - len(filled)
    return empty > 0 and len(filled) > 0 and all(_sums_up(cells.columns[place]) for place in filled)


def _number(text: str) -> float | None:
    found = read_number(text, comma=False) or read_number(text, comma=True)
    return found.value if found else None


def _sums_up(column: ColumnCells) -> bool:
    texts, counts = column.texts, column.counts().tolist()
    last = _number(texts[column.codes[-1]]) or 0.0
    above = sum((_number(text) or 0.0) * count for text, count in zip(texts, counts, strict=True)) - last
    return last != 0 and math.isclose(above, last, rel_tol=_CLOSE)
