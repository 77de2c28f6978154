"""What a column is: judged by patterns over all its different texts, never by a sample."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from playground.core.catalogue.manifest import Column, ColumnType
from playground.core.importing.tables import dates
from playground.core.importing.tables.cells import ColumnCells
from playground.core.importing.tables.numbers import (
    Written,
    decimal_vote,
    fits_float,
    is_code,
    is_odd,
    read_number,
)
from playground.core.importing.tables.reading import (
    COMMA,
    SENTINELS,
    Ways,
    commonest,
    is_far,
    kinds_of,
    says_nothing,
    values_of,
    yes_no_kinds,
)
from playground.core.importing.tables.words import FILE, NO, NUMBERED, YES

MOST_KINDS = 1000
FEW_KINDS = 20
_STRANGE = 0.1  # of the values may not fit a type
_LOOKED_AT = 2000  # different texts by which formats of dates are found
_SENTENCE = 4  # words of a cell, from which on it is text
_LONG_CODE = re.compile(r"(?=.*\d)[\w-]{8,}")
_COUNTERS = frozenset(
    ["x", "t", "time", "day", "hour", "week", "month", "year", "step", "zeit", "tag", "monat", "jahr"]
)
_DATE_NAME = re.compile(r".*(?:date|datum|day|tag)\b.*", re.IGNORECASE)


@dataclass(frozen=True)
class FoundCells:
    """One column's texts and how often each stands there, with its name and its place in the table."""

    name: str
    place: int  # from 0
    width: int  # columns of the table
    cells: ColumnCells
    unit: str = ""
    index: bool = False  # whether it alone has no name

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how often each text stands there; only those that do."""
        pairs = zip(self.cells.texts, self.cells.counts().tolist(), strict=True)
        return {text: count for text, count in pairs if count}

    def present(self, ways: Ways, number: bool = False) -> dict[str, int]:
        """Return the texts that say something."""
        return {text: count for text, count in self.counts.items() if not says_nothing(text, ways, number)}


def vote_of(found: FoundCells) -> int:
    """Return how many more texts of a column say decimal comma than decimal point."""
    texts = list(found.counts)[:_LOOKED_AT]
    return int(np.sign(sum(decimal_vote(text) for text in texts)))


def column_of(found: FoundCells, ways: Ways) -> Column:
    """Return the column with the type that fits its cells best."""
    present = found.present(ways)
    if len(present) < 2:
        made = Column(found.name, "constant", kinds=tuple(present))
    else:
        made = (
            _yes_no(found, present)
            or _path(found, present)
            or _dates_by_name(found, ways)
            or _numbers(found, ways)
            or _dates(found, ways)
            or _words(found, present, ways)
        )
    return counted(made, found, ways)


def retyped(column: Column, found: FoundCells, to: ColumnType, ways: Ways) -> Column:
    """Return the column as another type: what does not fit it is counted as strange."""
    made = Column(column.name, to, column.use, unit=found.unit, fill=column.fill)
    present = found.present(ways)
    if to == "category":
        made = replace(made, kinds=kinds_of(present, present, ways))
    elif to == "yes_no":
        made = replace(made, kinds=yes_no_kinds(present, present))
    elif to in ("number", "whole"):
        made = _as_number(made, found, ways)
    elif to == "date":
        made = replace(made, written=_written(found.present(ways, number=True), ways))
    return counted(made, found, ways)


def counted(column: Column, found: FoundCells, ways: Ways) -> Column:
    """Return the column with its range, how many cells are missing and how many do not fit."""
    texts, counts = list(found.counts), np.array(list(found.counts.values()), np.int64)
    values = values_of(column, texts, ways)
    number = column.type in ("number", "whole", "date")
    silent = np.array([says_nothing(text, ways, number) for text in texts], bool)
    if number:
        known = ~np.isnan(values)
        silent |= _sentinels(column, texts)
    else:
        known = values != "" if values.dtype == object else values >= 0
    if number and known.any():
        column = replace(column, low=float(values[known].min()), high=float(values[known].max()))
    missing, strange = int(counts[silent].sum()), int(counts[~known & ~silent].sum())
    return replace(column, missing=missing, strange=strange)


def _sentinels(column: Column, texts: list[str]) -> np.ndarray:
    """Say of each text of a column of numbers whether it stands for nothing."""
    if column.type == "date":
        return np.zeros(len(texts), bool)
    far = {each for each in SENTINELS if is_far(each, column.low, column.high)}
    read = (read_number(text, comma=column.written == COMMA) for text in texts)
    return np.array([number is not None and number.value in far for number in read], bool)


def _enough(fitting: int, whole: int) -> bool:
    """Say whether nearly all values fit a type; one may always be strange."""
    return fitting > whole / 2 and whole - fitting <= max(1, _STRANGE * whole)


def _yes_no(found: FoundCells, present: Mapping[str, int]) -> Column | None:
    words = {text.lower() for text in present}
    if words <= YES | NO and words & YES and words & NO:
        return Column(found.name, "yes_no", kinds=yes_no_kinds(present, present))
    return None


def _path(found: FoundCells, present: Mapping[str, int]) -> Column | None:
    fitting = sum(count for text, count in present.items() if FILE.fullmatch(text))
    return Column(found.name, "path") if _enough(fitting, sum(present.values())) else None


def _numbers(found: FoundCells, ways: Ways) -> Column | None:
    present = found.present(ways, number=True)
    if any(map(is_code, present)):
        return None
    made = _as_number(Column(found.name, "number"), found, ways)
    read = {text: read_number(text, comma=made.written == COMMA) for text in present}
    fitting = {text: each for text, each in read.items() if each is not None and each.unit in ("", made.unit)}
    odd = sum(count for text, count in present.items() if text not in fitting and is_odd(text))
    finite = sum(present[text] for text in fitting)
    if not finite or 2 * finite <= sum(present.values()) or not _enough(finite + odd, sum(present.values())):
        return None
    if all(each.whole for each in fitting.values() if fits_float(each.value)):
        made = replace(made, type="id" if _is_id(found, fitting, odd) else "whole")
    return made


def _as_number(column: Column, found: FoundCells, ways: Ways) -> Column:
    """Return a column of numbers with its decimal mark, unit and range, without what stands for nothing."""
    vote = vote_of(found)
    comma = vote > 0 or (vote == 0 and ways.comma)
    present = found.present(ways, number=True)
    read = [
        (each, count) for text, count in present.items() if (each := read_number(text, comma)) is not None
    ]
    unit = commonest((each.unit, count) for each, count in read) or found.unit
    low, high = _range([(each, count) for each, count in read if each.unit in ("", unit)])
    return replace(column, written=COMMA if comma else "", unit=unit, low=low, high=high)


def _range(numbers: list[tuple[Written, int]]) -> tuple[float, float]:
    """Return the least and the most number, without marks far outside the others that stand for nothing.

    A mark that is positive must be there twice.
    """
    counts: Counter[float] = Counter()
    for each, count in numbers:
        counts[each.value] += count if fits_float(each.value) else 0
    values = np.unique([value for value, count in counts.items() if count])
    for mark in sorted(SENTINELS, key=abs, reverse=True):
        others = values[values != mark]
        often = len(others) < len(values) and counts[mark] >= (1 if mark < 0 else 2)
        if often and len(others) > 1 and is_far(mark, others.min(), others.max()):
            values = others
    return (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)


def _is_id(found: FoundCells, numbers: Mapping[str, Written], odd: int) -> bool:
    """Say whether whole numbers only tell rows apart: each once, by their name or counting from 0 or 1."""
    rows = len(found.cells.codes)
    if odd or len(numbers) < max(3, rows):
        return False
    if NUMBERED.fullmatch(found.name) or found.index:
        return True
    values = [each.value for each in numbers.values()]
    counts_up = values[0] in (0.0, 1.0) and bool((np.diff(values) == 1).all())
    plain = found.name.lower() in _COUNTERS or found.width < 3
    return counts_up and found.place == 0 and not plain and rows >= FEW_KINDS / 2


def _dates_by_name(found: FoundCells, ways: Ways) -> Column | None:
    """Return a column of dates as 20230401, which are whole numbers as well: its name must say so."""
    present = found.present(ways, number=True)
    told = _DATE_NAME.fullmatch(found.name) and present
    fits = told and all(len(text) == 8 and dates.days_of(text, dates.COMPACT) is not None for text in present)
    return Column(found.name, "date", written=dates.COMPACT) if fits else None


def _dates(found: FoundCells, ways: Ways) -> Column | None:
    present = found.present(ways, number=True)
    some = list(present)[:50]
    if 2 * sum(len(dates.formats_of([text])) > 0 for text in some) <= len(some):
        return None
    written = _written(present, ways)
    days = {text: dates.read_date(text, written) for text in present}
    fitting = sum(count for text, count in present.items() if not np.isnan(days[text]))
    return Column(found.name, "date", written=written) if _enough(fitting, sum(present.values())) else None


def _written(present: Mapping[str, int], ways: Ways) -> str:
    """Return the formats in which dates are written, those that most have first."""
    fits = dates.formats_of(list(present)[:_LOOKED_AT])
    for day, month in dates.DAY_FIRST.items():
        if day in fits and month in fits:
            first = _is_day_first(list(present), day, month, fits, ways)
            keep, other = (day, month) if first else (month, day)
            if fits[other] <= fits[keep] and not _only(present, other, keep):
                del fits[other]
            fits[keep] = fits.get(keep, 0) + len(present)
    return dates.written_as(sorted(fits, key=lambda form: -fits[form]))


def _only(present: Mapping[str, int], form: str, other: str) -> bool:
    """Say whether some dates can be read in one format and not in the other."""
    return any(
        dates.days_of(text, form) is not None and dates.days_of(text, other) is None for text in present
    )


def _is_day_first(texts: list[str], day: str, month: str, fits: Mapping[str, int], ways: Ways) -> bool:
    """Say which comes first: what is told, what more dates allow, in which order they go on; else the day."""
    if fits[day] != fits[month]:
        return fits[day] > fits[month]
    if ways.day_first is not None:
        return ways.day_first
    return dates.in_order(texts, day) <= dates.in_order(texts, month)


def _words(found: FoundCells, present: Mapping[str, int], ways: Ways) -> Column:
    rows, different = sum(present.values()), len(present)
    words = sum(len(text.split()) * count for text, count in present.items()) / rows
    if different == rows:
        code = all(map(_LONG_CODE.fullmatch, present)) and rows >= FEW_KINDS / 2
        if rows > 2 and (found.index or (words < 2 and (code or NUMBERED.fullmatch(found.name)))):
            return Column(found.name, "id")
        return Column(found.name, "text")
    few = different <= FEW_KINDS and (words < _SENTENCE or 2 * different <= rows)
    if few or (2 * different <= rows and different <= MOST_KINDS and words < _SENTENCE):
        return Column(found.name, "category", kinds=kinds_of(present, present, ways))
    return Column(found.name, "text")
