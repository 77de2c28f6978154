"""The columns of a large table as they are kept on disk: texts by their numbers, or numbers as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from playground.core.importing.tables.cells import summed
from playground.core.importing.tables.large.folder import (
    CODES,
    HASHES,
    LINES,
    MARKS,
    NUMBERS,
    ODD_CODES,
    ODD_ROWS,
    TableFolder,
)
from playground.core.importing.tables.large.lookup import RowReader
from playground.core.importing.tables.numbers import NumberTexts, read_numbers

_AT_ONCE = 2**16  # rows


class KeptCells:
    """One column of few different texts, or of such as are no numbers: the codes of its rows are on disk."""

    def __init__(self, folder: TableFolder, place: int, rows: int, texts: list[str]) -> None:
        self._folder, self._place, self.rows, self.texts = folder, place, rows, texts
        self.first_texts: Sequence[str] = texts

    @property
    def codes(self) -> np.ndarray:
        """Return the place of each row's text, (rows,) int32."""
        return self._folder.read(CODES, self.rows, self._place)

    @property
    def marks(self) -> np.ndarray:
        """Return numbers (rows,) uint64 that are equal where texts are."""
        return self.codes.astype(np.uint64)

    def counts(self) -> np.ndarray:
        """Return how often each text stands there, (texts,) int64."""
        counts, codes = np.zeros(len(self.texts), np.int64), self.codes
        for first in range(0, self.rows, _AT_ONCE):
            counts += np.bincount(codes[first : first + _AT_ONCE], minlength=len(counts))
        return counts

    def text_at(self, row: int) -> str:
        """Return one row's text."""
        return self.texts[int(self.codes[row])]

    def count_of_last(self) -> int:
        """Return how often the last row's text stands there."""
        return int((self.codes == self.codes[-1]).sum())

    def summed(self, number: Callable[[str], float]) -> float:
        """Return the sum of what all rows' texts are as numbers."""
        return summed(self, number)

    def drop_last(self) -> None:
        """Leave the last row out."""
        self.rows -= 1


class NumberCells:
    """One column of very many different texts, nearly all of them plain numbers, which are kept as such.

    What is no plain number is odd: its rows are known, and its different texts. All other texts are read from
    the copy where they are wanted.
    """

    def __init__(
        self, folder: TableFolder, place: int, rows: int, first: list[str], odd: list[str], mark: str,
        counts: tuple[int, int], reader: RowReader,
    ) -> None:  # fmt: skip
        self._folder, self._place, self.rows, self._reader = folder, place, rows, reader
        self.first_texts: Sequence[str] = first  # different ones, in the order in which they came
        self.odd = odd  # different ones that are no plain numbers
        self.mark = mark  # between the digits of its plain numbers
        self._fractions, self._ungrouped = counts  # with a mark, and those of them that are no group of three

    @property
    def comma(self) -> bool:
        """Say whether its plain numbers have a decimal comma."""
        return self.mark == ","

    @property
    def are_whole(self) -> bool:
        """Say whether all plain numbers are whole."""
        return not self._fractions

    @property
    def all_grouped(self) -> bool:
        """Say whether each of their marks may part thousands as well."""
        return not self._ungrouped

    @property
    def numbers(self) -> np.ndarray:
        """Return the plain numbers (rows,) float64, NaN for what is odd."""
        return self._folder.read(NUMBERS, self.rows, self._place)

    @property
    def odd_rows(self) -> np.ndarray:
        """Return the rows (k,) int64 whose texts are odd."""
        rows = self._folder.read(ODD_ROWS, self._folder.count(ODD_ROWS, self._place), self._place)
        return rows[: int(np.searchsorted(rows, self.rows))]

    @property
    def odd_codes(self) -> np.ndarray:
        """Return which of the odd texts stands in each of those rows, (k,) int32."""
        return self._folder.read(ODD_CODES, len(self.odd_rows), self._place)

    def with_odd(self, values: np.ndarray, of_odd: np.ndarray) -> np.ndarray:
        """Return values (rows,) once those of odd texts (texts,) were written into their rows."""
        values[self.odd_rows] = of_odd[self.odd_codes]
        return values

    @property
    def texts(self) -> list[str]:
        """Return the different texts: all are read from the copy."""
        return list(dict.fromkeys(self.every_text()))

    @property
    def codes(self) -> np.ndarray:
        """Return the place of each row's text among them, (rows,) int32."""
        known: dict[str, int] = {}
        codes = (known.setdefault(each, len(known)) for each in self.every_text())
        return np.fromiter(codes, np.int32, self.rows)

    def every_text(self) -> Iterator[str]:
        """Yield the text of each row."""
        return self._reader.column(self._place, self.rows)

    def counts(self) -> np.ndarray:
        """Return how often each text stands there, (texts,) int64."""
        return np.bincount(self.codes)

    @property
    def marks(self) -> np.ndarray:
        """Return hashes (rows,) uint64 of the texts; zeros where the table's marks have them."""
        if self._folder.has(HASHES, self._place):
            return self._folder.read(HASHES, self.rows, self._place)
        return np.broadcast_to(np.uint64(0), self.rows)

    @property
    def all_differ(self) -> bool:
        """Say whether no text stands there twice."""
        if self._folder.has(HASHES, self._place):
            marks = np.sort(self.marks)
            return not (marks[1:] == marks[:-1]).any()
        return len(self.texts) == self.rows

    def rows_with(self, text: str) -> np.ndarray:
        """Return the rows (k,) int64 that hold a plain number written so."""
        read = read_numbers([text], self.comma)
        near = np.flatnonzero(self.numbers == read.values[0])
        return np.array([row for row in near.tolist() if self.text_at(row) == text], np.int64)

    def text_at(self, row: int) -> str:
        """Return one row's text."""
        return self._reader.cells(row % self.rows)[self._place]

    def count_of_last(self) -> int:
        """Return how often the last row's text stands there; of a number only whether once."""
        rows = self.odd_rows
        if not len(rows) or rows[-1] != self.rows - 1:
            return sum(self.text_at(-1) == each for each in self.every_text())
        return int((self.odd_codes == self.odd_codes[-1]).sum())

    def summed(self, number: Callable[[str], float]) -> float:
        """Return the sum of what all rows' texts are as numbers."""
        if self.comma:
            return float(sum(map(number, self.every_text())))
        counts = np.bincount(self.odd_codes, minlength=len(self.odd)).tolist()
        others = sum(number(text) * count for text, count in zip(self.odd, counts, strict=True))
        return float(np.nansum(self.numbers) + others)

    def odd_numbers(self) -> NumberTexts:
        """Return what the odd texts are as numbers."""
        return read_numbers(self.odd, self.comma)

    def drop_last(self) -> None:
        """Leave the last row out."""
        if np.isfinite(self.numbers[-1]) and self.mark and self.mark in (last := self.text_at(-1)):
            whole, part = last.lstrip("+-").split(self.mark)
            self._fractions -= 1
            self._ungrouped -= len(part) != 3 or len(whole) > 3 or whole == "0"
        self.rows -= 1


class KeptTable:
    """All columns of a large table, and the line that each row stands in."""

    def __init__(self, folder: TableFolder, rows: int, columns: Sequence[KeptCells | NumberCells]) -> None:
        self.folder, self.rows, self.columns = folder, rows, columns

    @property
    def lines(self) -> np.ndarray:
        """Return the line of each row, (rows,) int64."""
        return self.folder.read(LINES, self.rows)

    @property
    def marks(self) -> np.ndarray | None:
        """Return marks (rows,) uint64 of all columns that have none of their own; None where each has."""
        return self.folder.read(MARKS, self.rows) if self.folder.has(MARKS) else None

    def last(self) -> list[str]:
        """Return the last row's cells."""
        return [column.text_at(-1) for column in self.columns]

    def drop_last(self) -> None:
        """Leave the last row out."""
        self.rows -= 1
        for column in self.columns:
            column.drop_last()
