"""What a column is: judged by patterns over all its different texts, never by a sample."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from playground.core.catalogue.manifest import LONGEST_NAME, Column, ColumnType
from playground.core.importing.tables.column_dates import column_of_dates, written_dates
from playground.core.importing.tables.found_cells import NUMERIC, FoundCells
from playground.core.importing.tables.large.found import FoundNumbers
from playground.core.importing.tables.reading import (
    COMMA,
    is_far,
    sentinels_among,
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


def judged(found: FoundCells) -> tuple[FoundCells, Column]:
    """Return what is known of cells, with texts spelled out where those count, and the column that fits."""
    if not isinstance(found, FoundNumbers):
        return found, column_of(found)
    numbers = None if found.is_misread else _numbers(found)
    if numbers is None:
        return found.spelled, column_of(found.spelled)
    return found, _of_numbers(found, numbers)


def column_of(found: FoundCells) -> Column:
    """Return the column with the type that fits its cells best."""
    if found.different < 2:
        return counted(Column(found.name, "constant", kinds=found.kinds), found)
    return _of_numbers(found, _numbers(found))


def _of_numbers(found: FoundCells, made: Column | None) -> Column:
    """Return the column that fits best, what it is as numbers being known."""
    if made is None or made.high == 1:  # 0 and 1 may mean no and yes
        made = _yes_no(found) or made
    named = column_of_dates(found, by_name=True)
    made = named or made or _path(found) or column_of_dates(found) or _words(found)
    return counted(made, found.read_as(made.type))


def retyped(column: Column, found: FoundCells, to: ColumnType) -> Column:
    """Return the column as another type: what does not fit it is counted as strange."""
    found = found.read_as(to)
    made = Column(column.name, to, column.use, unit=found.unit, fill=column.fill)
    if to == "category":
        made = replace(made, kinds=found.kinds)
    elif to == "yes_no":
        made = replace(made, kinds=yes_no_kinds(found.present, found.present))
    elif to in NUMERIC:
        made = _as_number(made, found)
    elif to == "date":
        made = replace(made, written=written_dates(found.present_numbers, found.ways))
    return counted(made, found)


def counted(column: Column, found: FoundCells) -> Column:
    """Return the column with its range, how many cells are missing and how many do not fit."""
    known, silent = found.said(column)
    if column.type in (*NUMERIC, "date"):
        values, silent = found.values(column), silent | _sentinels(column, found)
        if known.any():
            column = replace(column, low=float(values[known].min()), high=float(values[known].max()))
    return replace(column, missing=_rows(found, silent), strange=_rows(found, ~known & ~silent))


def _rows(found: FoundCells, said: np.ndarray) -> int:
    """Return how many rows have the texts of which something is said; of numbers each row has one."""
    return int(np.count_nonzero(said) if isinstance(found, FoundNumbers) else found.weights[said].sum())


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
    whole, finite = _rows(found, ~found.silent_number), _rows(found, np.isfinite(values))
    if not finite or 2 * finite <= whole or not enough(finite + found.odd_count(values), whole):
        return None
    if read.all_whole(np.isfinite(values)):
        made = replace(made, type="id" if _is_id(found, values) else "whole")
    return made


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
    if not known.all():
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
    if found.rows < 3 or np.isnan(values).any():
        return False
    if NUMBERED.fullmatch(found.name) or found.index:
        return found.all_differ
    counts_up = values[0] in (0.0, 1.0) and bool((np.diff(values) == 1).all())
    plain = found.name.lower() in _COUNTERS or found.width < 3
    return counts_up and found.place == 0 and not plain and found.rows >= FEW_KINDS / 2 and found.all_differ


def _words(found: FoundCells) -> Column:
    """Return a column of words: categories where they repeat, else text, or what only tells rows apart."""
    rows, different = sum(found.present.values()), found.different
    words = _mean_words(found.present, rows)
    if different == rows:
        code = rows >= FEW_KINDS / 2 and all(map(_LONG_CODE.fullmatch, found.present))
        apart = found.index or (words < 2 and (code or NUMBERED.fullmatch(found.name) is not None))
        return Column(found.name, "id" if apart and rows > 2 else "text")
    if any(len(text) > LONGEST_NAME for text in found.present):
        return Column(found.name, "text")
    few = different <= FEW_KINDS and (words < _SENTENCE or 2 * different <= rows)
    if few or (2 * different <= rows and different <= MOST_KINDS and words < _SENTENCE):
        return Column(found.name, "category", kinds=found.kinds)
    return Column(found.name, "text")


def _mean_words(present: Mapping[str, int], rows: int) -> float:
    return sum(len(text.split()) * count for text, count in present.items()) / rows
