"""What is known of a column of very many numbers: as of any other, but a row is what a text is elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

import numpy as np

from playground.core.catalogue.manifest import Column, ColumnType
from playground.core.importing.tables.cells import Cells, ColumnCells
from playground.core.importing.tables.found_cells import NUMERIC, FoundCells
from playground.core.importing.tables.large.cells import NumberCells
from playground.core.importing.tables.numbers import NumberTexts, as_learned, is_odd
from playground.core.importing.tables.reading import COMMA, WORDS, Ways, without_sentinels
from playground.core.importing.tables.words import MISSING_NUMBER, is_missing

_AT_ONCE = 2**16  # rows
_FIRST = 50  # texts
_NO_GROUP = ("1234.5", "1234,5")  # stands for all numbers whose mark parts no thousands


@dataclass(frozen=True)
class RowNumbers(NumberTexts):
    """What all rows say as numbers, (rows,)."""

    cells: NumberCells
    odd: NumberTexts

    def of_unit(self, unit: str) -> np.ndarray:
        """Return the numbers (rows,), with NaN for those that have another unit."""
        return as_learned(self.cells.with_odd(np.array(self.cells.numbers), self.odd.of_unit(unit)))

    def all_whole(self, known: np.ndarray) -> bool:
        """Say whether the texts of some rows (rows,) bool are whole numbers."""
        rows, codes = self.cells.odd_rows, self.cells.odd_codes
        return bool(self.whole.all() and self.odd.whole[codes[known[rows]]].all())


@dataclass(frozen=True)
class FoundNumbers(FoundCells):
    """A column of very many different numbers."""

    cells: NumberCells

    @property
    def is_misread(self) -> bool:
        """Say whether its decimal mark was guessed, and all of the file says another one."""
        return self.cells.comma != self.comma

    @cached_property
    def spelled(self) -> FoundCells:
        """Return what is known of its texts, each different one by itself: that takes time and memory."""
        cells, texts = ColumnCells(), self.cells.every_text()
        while some := [text for _, text in zip(range(_AT_ONCE), texts, strict=False)]:
            cells.extend(some)
        return FoundCells(self.name, self.place, self.width, cells, self.ways, self.unit, self.index)

    @property
    def texts(self) -> Sequence[str]:  # type: ignore[override]
        """Return the first different texts."""
        return self.cells.first_texts

    @property
    def weights(self) -> np.ndarray:
        """Return 1 for each row, (rows,) int64."""
        return np.broadcast_to(np.int64(1), self.rows)

    @property
    def silent(self) -> np.ndarray:
        """Say of each row whether it says nothing, (rows,) bool."""
        also = self.ways.also_missing
        return self._marked([is_missing(text, also) for text in self.cells.odd])

    @property
    def silent_number(self) -> np.ndarray:
        """Say of each row whether it says nothing as a number, (rows,) bool."""
        also = self.ways.also_missing
        words = [is_missing(text, also) or text.lower() in MISSING_NUMBER for text in self.cells.odd]
        return self._marked(words)

    def _marked(self, odd: Sequence[bool]) -> np.ndarray:
        found = self.cells.with_odd(np.zeros(self.rows, bool), np.array(odd, bool))
        for each in self.ways.also_missing:
            found[self.cells.rows_with(each)] = True
        return found

    @property
    def present(self) -> Mapping[str, int]:
        """Return the texts that say something, and how often each stands there."""
        return self.spelled.present

    @property
    def present_numbers(self) -> Mapping[str, int]:
        """Return the texts that would say something among numbers or dates."""
        return self.spelled.present_numbers

    @property
    def different(self) -> int:
        """Return how many different texts say something, at least: there are more than any bound."""
        return len(self.cells.first_texts)

    @property
    def different_numbers(self) -> int:
        """Return how many would say something among numbers, at least."""
        return len(self.cells.first_texts)

    @property
    def all_differ(self) -> bool:
        """Say whether no text stands there twice."""
        return self.cells.all_differ

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the texts that say something as categories."""
        return self.spelled.kinds

    def numbers(self, comma: bool) -> NumberTexts:
        """Return what the rows say as numbers."""
        odd = self.cells.odd_numbers()
        values = as_learned(self.cells.with_odd(np.array(self.cells.numbers), odd.values))
        return RowNumbers(values, np.array([self.cells.are_whole]), {}, odd.codes, self.cells, odd)

    def odd_count(self, values: np.ndarray) -> int:
        """Return how many rows mean a number that cannot be learned from, (rows,) being what all mean."""
        rows, codes = self.cells.odd_rows, self.cells.odd_codes
        odd = np.array([is_odd(text) for text in self.cells.odd], bool)[codes] | np.isinf(values[rows])
        return int((odd & ~np.isfinite(values[rows]) & ~self.silent_number[rows]).sum())

    def with_marks(self) -> Iterator[str]:
        """Yield the first texts with a decimal mark, then one for all that are written in another way."""
        first = list(islice(filter(_has_mark, self.cells.first_texts), _FIRST))
        if len(first) < _FIRST and not (self.cells.are_whole and not any(map(_has_mark, self.cells.odd))):
            first = list(islice(dict.fromkeys(filter(_has_mark, self.cells.every_text())), _FIRST))
        others = () if self.cells.all_grouped else (_NO_GROUP[self.cells.comma],)
        return chain(first, filter(_has_mark, self.cells.odd), others)

    def values(self, column: Column) -> np.ndarray:
        """Return what the rows are in such a column, (rows,); of words, what the different texts are."""
        if column.type not in NUMERIC:
            return self.spelled.values(column)
        values = self.numbers(column.written == COMMA).of_unit(column.unit)
        values[~np.isfinite(values)] = np.nan
        if self.ways.also_missing:
            values[self.silent] = np.nan
        return without_sentinels(values, column)

    def row_values(self, column: Column) -> np.ndarray:
        """Return what the column's rows are, (rows,)."""
        plain = column.type in NUMERIC and (column.written == COMMA) == self.cells.comma
        return self.values(column) if plain else self.spelled.row_values(column)

    def read_as(self, to: ColumnType) -> FoundCells:
        """Return what is known of it as far as it tells a column of a type."""
        return self if to in (*NUMERIC, *WORDS) else self.spelled

    def said(self, column: Column) -> tuple[np.ndarray, np.ndarray]:
        """Say of each row whether it fits a type of numbers or words, and whether it is silent, (rows,)."""
        if column.type in WORDS:
            return ~self.silent, self.silent
        return np.isfinite(self.values(column)), self.silent_number

    def said_at(self, column: Column, row: int) -> tuple[bool, bool]:
        """Say of one row whether it fits a column's type, and whether it says nothing."""
        one = ColumnCells()
        one.extend([self.cells.text_at(row)])
        return FoundCells(self.name, self.place, self.width, one, self.ways, self.unit).said_at(column, 0)

    def by_row(self, of_texts: np.ndarray) -> np.ndarray:
        """Return what is known of rows, (rows,)."""
        return of_texts

    def rows_saying(self, sought: str, as_shown: Callable[[str], str]) -> np.ndarray:
        """Return which rows (rows,) bool hold a text."""
        texts = self.cells.every_text()
        return np.fromiter((sought in as_shown(text) for text in texts), bool, self.rows)

    def commonest_unit(self, comma: bool) -> str:
        """Return the unit that most numbers have, "" where none has one."""
        counts: dict[str, int] = {}
        often = np.bincount(self.cells.odd_codes, minlength=len(self.cells.odd))
        for place, unit in self.cells.odd_numbers().units.items():
            counts[unit] = counts.get(unit, 0) + int(often[place])
        return max(counts, key=lambda unit: counts[unit], default="")


def _has_mark(text: str) -> bool:
    return "." in text or "," in text


def found_in(
    name: str, place: int, width: int, cells: Cells, ways: Ways, unit: str = "", index: bool = False
) -> FoundCells:
    """Return what is known of a column's cells, however they are kept."""
    if isinstance(cells, NumberCells):
        return FoundNumbers(name, place, width, cells, ways, unit, index)
    return FoundCells(name, place, width, cells, ways, unit, index)


class ColumnsOnDemand(Mapping[str, np.ndarray]):
    """The values of columns (rows,) by name, each read when it is asked for: all may be too much."""

    def __init__(self, found: Mapping[str, tuple[FoundCells, Column]]) -> None:
        self._found = found

    def __getitem__(self, name: str) -> np.ndarray:
        found, column = self._found[name]
        return found.row_values(column)

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
