"""What a column is: judged by patterns over all its different texts, never by a sample."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from playground.core.catalogue.manifest import Column, ColumnType
from playground.core.importing.tables.column_dates import column_of_dates, written_dates
from playground.core.importing.tables.found_cells import FoundCells
from playground.core.importing.tables.numbers import is_odd
from playground.core.importing.tables.reading import (
    COMMA,
    is_far,
    sentinels_among,
    values_of,
    yes_no_kinds,
)
from playground.core.importing.tables.words import FILE, NO, NUMBERED, YES

MOST_KINDS = 1000
FEW_KINDS = 20
_STRANGE = 0.1  # of the values may not fit a type
_SENTENCE = 4  # words of a cell, from which on it is text
_LONG_CODE = re.compile(r"(?=.*\d)[\w-]{8,}")
_COUNTERS = frozenset(
    ["x", "t", "time", "day", "hour", "week", "month", "year", "step", "zeit", "tag", "monat", "jahr"]
)
_NUMBERS = ("number", "whole")


def column_of(found: FoundCells) -> Column:
    """Return the column with the type that fits its cells best."""
    if found.different < 2:
        return counted(Column(found.name, "constant", kinds=tuple(found.present)), found)
    made = _numbers(found)
    if made is None or made.high == 1:  # 0 and 1 may mean no and yes
        made = _yes_no(found) or made
    named = column_of_dates(found, by_name=True)
    made = named or made or _path(found) or column_of_dates(found) or _words(found)
    return counted(made, found)


def retyped(column: Column, found: FoundCells, to: ColumnType) -> Column:
    """Return the column as another type: what does not fit it is counted as strange."""
    made = Column(column.name, to, column.use, unit=found.unit, fill=column.fill)
    if to == "category":
        made = replace(made, kinds=found.kinds)
    elif to == "yes_no":
        made = replace(made, kinds=yes_no_kinds(found.present, found.present))
    elif to in _NUMBERS:
        made = _as_number(made, found)
    elif to == "date":
        made = replace(made, written=written_dates(found.present_numbers, found.ways))
    return counted(made, found)


def counted(column: Column, found: FoundCells) -> Column:
    """Return the column with its range, how many cells are missing and how many do not fit."""
    values = values_of(column, found.texts, found.ways, found.numbers_known)
    silent = found.silent
    if column.type in (*_NUMBERS, "date"):
        known = np.isfinite(values)
        silent = found.silent_number | _sentinels(column, found)
        if known.any():
            column = replace(column, low=float(values[known].min()), high=float(values[known].max()))
    else:
        known = values != "" if values.dtype == object else values >= 0
    missing, strange = found.weights[silent].sum(), found.weights[~known & ~silent].sum()
    return replace(column, missing=int(missing), strange=int(strange))


def enough(fitting: int, whole: int) -> bool:
    """Say whether nearly all values fit a type; one may always be strange."""
    return fitting > whole / 2 and whole - fitting <= max(1, _STRANGE * whole)


def _sentinels(column: Column, found: FoundCells) -> np.ndarray:
    """Say of each text of a column of numbers whether it stands for nothing."""
    if column.type == "date":
        return np.zeros(len(found.texts), bool)
    values = found.numbers(column.written == COMMA).values
    far = [each for each in sentinels_among(values) if is_far(each, column.low, column.high)]
    return np.isin(values, far) if far else np.zeros(len(values), bool)


def _yes_no(found: FoundCells) -> Column | None:
    if found.different > len(YES | NO):
        return None
    words = {text.lower() for text in found.present}
    if words <= YES | NO and words & YES and words & NO:
        return Column(found.name, "yes_no", kinds=yes_no_kinds(found.present, found.present))
    return None


def _path(found: FoundCells) -> Column | None:
    fitting = sum(count for text, count in found.present.items() if FILE.fullmatch(text))
    return Column(found.name, "path") if enough(fitting, sum(found.present.values())) else None


def _numbers(found: FoundCells) -> Column | None:
    """Return a column of numbers, None where they are too few or are codes."""
    made = _as_number(Column(found.name, "number"), found)
    read = found.numbers(made.written == COMMA)
    if read.codes:
        return None
    values = read.of_unit(made.unit)
    whole = int(found.weights[~found.silent_number].sum())
    finite = int(found.weights[np.isfinite(values)].sum())
    if not finite or 2 * finite <= whole or not enough(finite + _odd(found, values), whole):
        return None
    if read.whole[np.isfinite(values)].all():
        made = replace(made, type="id" if _is_id(found, values) else "whole")
    return made


def _odd(found: FoundCells, values: np.ndarray) -> int:
    """Return how many cells mean a number that cannot be learned from."""
    places = np.flatnonzero(~np.isfinite(values) & ~found.silent_number).tolist()
    odd = [place for place in places if is_odd(found.texts[place]) or np.isinf(values[place])]
    return int(found.weights[odd].sum())


def _as_number(column: Column, found: FoundCells) -> Column:
    """Return a column of numbers with its decimal mark, unit and range, without what stands for nothing."""
    comma = found.comma
    unit = found.commonest_unit(comma) or found.unit
    values = found.numbers(comma).of_unit(unit)
    values[found.silent_number] = np.nan
    low, high = _range(values, found.weights)
    return replace(column, written=COMMA if comma else "", unit=unit, low=low, high=high)


def _range(values: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Return the least and the most number, without marks far outside the others that stand for nothing.

    A mark that is positive must be there twice.
    """
    known = np.isfinite(values)
    values, weights = values[known], weights[known]
    for mark in sorted(sentinels_among(values), key=abs, reverse=True):
        marked = values == mark
        often = weights[marked].sum() >= (1 if mark < 0 else 2)
        others = values[~marked]
        if often and len(others) > 1 and is_far(mark, others.min(), others.max()):
            values, weights = others, weights[~marked]
    return (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)


def _is_id(found: FoundCells, values: np.ndarray) -> bool:
    """Say whether whole numbers only tell rows apart: each once, by their name or counting from 0 or 1."""
    if np.isnan(values).any() or len(values) < max(3, found.rows):
        return False
    if NUMBERED.fullmatch(found.name) or found.index:
        return True
    counts_up = values[0] in (0.0, 1.0) and bool((np.diff(values) == 1).all())
    plain = found.name.lower() in _COUNTERS or found.width < 3
    return counts_up and found.place == 0 and not plain and found.rows >= FEW_KINDS / 2


def _words(found: FoundCells) -> Column:
    """Return a column of words: categories where they repeat, else text, or what only tells rows apart."""
    rows, different = sum(found.present.values()), found.different
    words = _mean_words(found.present, rows)
    if different == rows:
        code = rows >= FEW_KINDS / 2 and all(map(_LONG_CODE.fullmatch, found.present))
        apart = found.index or (words < 2 and (code or NUMBERED.fullmatch(found.name) is not None))
        return Column(found.name, "id" if apart and rows > 2 else "text")
    few = different <= FEW_KINDS and (words < _SENTENCE or 2 * different <= rows)
    if few or (2 * different <= rows and different <= MOST_KINDS and words < _SENTENCE):
        return Column(found.name, "category", kinds=found.kinds)
    return Column(found.name, "text")


def _mean_words(present: Mapping[str, int], rows: int) -> float:
    return sum(len(text.split()) * count for text, count in present.items()) / rows
