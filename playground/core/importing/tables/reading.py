"""Cells as values: what each type makes of a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.core.catalogue.manifest import LONGEST_NAME, Column
from playground.core.catalogue.own_texts import TEXTS
from playground.core.importing.tables.dates import read_date
from playground.core.importing.tables.numbers import NumberTexts, is_code, read_number, read_numbers
from playground.core.importing.tables.words import MISSING_NUMBER, NO, YES, is_missing

# Numbers that stand for nothing where they lie far outside the others.
SENTINELS = (-9.0, -99.0, -999.0, -9999.0, -99999.0, -999.9, 999.0, 9999.0, 99999.0, 999.9, 999999.0)
WORDS = (*TEXTS, "spectrogram", "wave", "id", "path", "constant")
COMMA = ","  # how a column of numbers with decimal commas is written


@dataclass(frozen=True)
class Ways:
    """How a file's cells are to be read, as its options say."""

    comma: bool = False
    day_first: bool | None = None  # None: to be found out
    also_missing: frozenset[str] = frozenset()
    same_case: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Ways:
        """Return the ways that options name."""
        dates = options.get("dates", "auto")
        return cls(
            options.get("decimal") == "comma",
            None if dates == "auto" else dates == "day_first",
            frozenset(options.get("missing", "").split()),
            bool(options.get("same_case", False)),
        )


def values_of(
    column: Column,
    texts: Sequence[str],
    ways: Ways,
    numbers: Callable[[Sequence[str], bool], NumberTexts] = read_numbers,
) -> np.ndarray:
    """Return what a column's type makes of texts, (texts,): see `Importer.columns`."""
    if column.type in WORDS:
        return np.array(["" if is_missing(each, ways.also_missing) else each for each in texts], object)
    if column.type in ("category", "yes_no"):
        return _numbers_of_kinds(column, texts, ways)
    if column.type == "date":
        return np.array([_date(each, column, ways) for each in texts], float)
    values = numbers(texts, column.written == COMMA).of_unit(column.unit)
    values[~np.isfinite(values)] = np.nan
    if ways.also_missing:
        values[[text in ways.also_missing for text in texts]] = np.nan
    return without_sentinels(values, column)


def without_sentinels(values: np.ndarray, column: Column) -> np.ndarray:
    """Return numbers (rows,) with NaN for those that stand for nothing."""
    for each in sentinels_among(values):
        if is_far(each, column.low, column.high):
            values[values == each] = np.nan
    return values


def sentinels_among(values: np.ndarray) -> list[float]:
    """Return which numbers that may stand for nothing are among others; for most columns none, at once."""
    finite = np.isfinite(values)
    known = values if finite.all() else values[finite]
    if not len(known):
        return []
    low, high = known.min(), known.max()
    return [each for each in SENTINELS if low <= each <= high and (known == each).any()]


def is_far(value: float, low: float, high: float) -> bool:
    """Say whether a mark lies farther outside a range than it is wide, or is negative where nothing is."""
    if value <= -99 and low >= 0:
        return True
    return max(low - value, value - high) > max(high - low, abs(high), abs(low), 1.0)


def says_nothing(text: str, ways: Ways, number: bool) -> bool:
    """Say whether a cell is missing, in a column of numbers or dates or in one of words."""
    return is_missing(text, ways.also_missing) or (number and text.lower() in MISSING_NUMBER)


def kinds_of(texts: Iterable[str], counts: Mapping[str, int], ways: Ways) -> tuple[str, ...]:
    """Return categories in the order of their numbers: by size where all are numbers, else by name.

    Where capitals do not matter, each is written as it is most often. What is too long for a name is none.
    """
    texts = [text for text in texts if len(text) <= LONGEST_NAME]
    if ways.same_case:
        texts = _one_spelling(texts, counts)
    return tuple(sorted(set(texts), key=_place_of))


def yes_no_kinds(texts: Iterable[str], counts: Mapping[str, int]) -> tuple[str, str]:
    """Return the commonest words for no and for yes; the word itself where a column has none."""
    most = sorted(texts, key=lambda text: -counts[text])
    no = next((text for text in most if text.lower() in NO), "no")
    return no, next((text for text in most if text.lower() in YES), "yes")


def _one_spelling(texts: Iterable[str], counts: Mapping[str, int]) -> list[str]:
    best: dict[str, str] = {}
    for text in texts:
        known = best.setdefault(text.casefold(), text)
        if counts[text] > counts[known]:
            best[text.casefold()] = text
    return list(best.values())


def _place_of(text: str) -> tuple[float, str, str]:
    number = read_number(text, comma=False)
    return (number.value if number and not is_code(text) else float("inf"), text.casefold(), text)


def _numbers_of_kinds(column: Column, texts: Sequence[str], ways: Ways) -> np.ndarray:
    places = {kind: number for number, kind in enumerate(column.kinds)}
    folded = {kind.casefold(): number for kind, number in places.items()} if ways.same_case else {}
    found = np.full(len(texts), -1, np.int64)
    for at, text in enumerate(texts):
        if column.type == "yes_no":
            found[at] = 1 if text.lower() in YES else 0 if text.lower() in NO else -1
        else:
            found[at] = places.get(text, folded.get(text.casefold(), -1))
    return found


def _date(text: str, column: Column, ways: Ways) -> float:
    return np.nan if says_nothing(text, ways, number=True) else read_date(text, column.written)
