"""The cells of a table column by column: each different text once, and its number for each row."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, thousands

MOST_DIFFERENT = 8_000_000  # texts in a whole table, at some 120 bytes each
MOST_CELLS = 150_000_000  # at four bytes each


class Cells(Protocol):
    """One column's cells in the file's order, each different text once; in memory or on disk."""

    @property
    def rows(self) -> int:
        """Return how many there are."""

    @property
    def texts(self) -> list[str]:
        """Return the different texts, in the order in which they came."""

    @property
    def first_texts(self) -> Sequence[str]:
        """Return the first of them: all, or more than are ever asked for at once."""

    @property
    def codes(self) -> np.ndarray:
        """Return the place of each row's text among them, (rows,) int32."""

    @property
    def marks(self) -> np.ndarray:
        """Return whole numbers (rows,) uint64 that are equal where texts are."""

    def counts(self) -> np.ndarray:
        """Return how often each text stands there, (texts,) int64."""

    def text_at(self, row: int) -> str:
        """Return one row's text."""

    def count_of_last(self) -> int:
        """Return how often the last row's text stands there."""

    def summed(self, number: Callable[[str], float]) -> float:
        """Return the sum of what all rows' texts are as numbers."""

    def drop_last(self) -> None:
        """Leave the last row out; its text may stay without a row."""


class TableRows(Protocol):
    """All columns of a table, and the line that each row stands in."""

    @property
    def columns(self) -> Sequence[Cells]:
        """Return the columns, in the file's order."""

    @property
    def lines(self) -> Sequence[int] | np.ndarray:
        """Return the line of each row, (rows,)."""

    @property
    def rows(self) -> int:
        """Return how many rows there are."""

    @property
    def marks(self) -> np.ndarray | None:
        """Return marks (rows,) uint64 of all columns that have none of their own; None where each has."""

    def last(self) -> list[str]:
        """Return the last row's cells."""

    def drop_last(self) -> None:
        """Leave the last row out."""


class _Numbers(dict[str, int]):
    """The number of each text, in the order in which they came."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


class ColumnCells:
    """One column's cells in the file's order."""

    __slots__ = ("_codes", "_known", "_texts")

    def __init__(self) -> None:
        self._codes = array("i")
        self._known = _Numbers()
        self._texts: list[str] = []  # as many as were asked for

    def extend(self, cells: Sequence[str]) -> None:
        """Add cells of further rows, without the white space around them."""
        self._codes.extend(map(self._known.__getitem__, map(str.strip, cells)))

    @property
    def texts(self) -> list[str]:
        """Return the different texts, in the order in which they came."""
        return list(self._known)

    @property
    def first_texts(self) -> Sequence[str]:
        """Return the first of them: all."""
        return self.texts

    @property
    def codes(self) -> np.ndarray:
        """Return the place of each row's text among them, (rows,) int32."""
        return np.frombuffer(self._codes, np.int32) if len(self._codes) else np.zeros(0, np.int32)

    @property
    def different(self) -> int:
        """Return how many different texts there are."""
        return len(self._known)

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return len(self._codes)

    @property
    def marks(self) -> np.ndarray:
        """Return numbers (rows,) uint64 that are equal where texts are."""
        return self.codes.astype(np.uint64)

    def text_at(self, row: int) -> str:
        """Return one row's text."""
        if len(self._texts) < len(self._known):
            self._texts = self.texts
        return self._texts[self._codes[row]]

    def count_of_last(self) -> int:
        """Return how often the last row's text stands there."""
        return int(self.counts()[self._codes[-1]])

    def summed(self, number: Callable[[str], float]) -> float:
        """Return the sum of what all rows' texts are as numbers."""
        return summed(self, number)

    def counts(self) -> np.ndarray:
        """Return how often each text stands there, (texts,) int64."""
        return np.bincount(self.codes, minlength=len(self._known))

    def drop_last(self) -> None:
        """Leave the last row out; its text may stay without a row."""
        self._codes.pop()


def summed(cells: Cells, number: Callable[[str], float]) -> float:
    """Return the sum of what all rows' texts are as numbers, each different text asked once."""
    pairs = zip(cells.texts, cells.counts().tolist(), strict=True)
    return float(sum(number(text) * count for text, count in pairs))


class TableCells:
    """All columns of a table, and the line that each row stands in."""

    def __init__(self, name: str, width: int) -> None:
        self._name = name
        self.columns = [ColumnCells() for _ in range(width)]
        self.lines = array("q")
        self.marks = None

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return len(self.lines)

    def extend(self, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        """Add rows; PlaygroundError where a table is too large for memory."""
        self.lines.extend(lines)
        for column, cells in zip(self.columns, zip(*rows, strict=True), strict=True):
            column.extend(cells)
        different = sum(column.different for column in self.columns)
        if different > MOST_DIFFERENT or self.rows * len(self.columns) > MOST_CELLS:
            words = "{name} is too large to be read: {rows} rows are too many. Open a part of it."
            raise PlaygroundError(Text(words, name=self._name, rows=thousands(self.rows)))

    def last(self) -> list[str]:
        """Return the last row's cells."""
        return [column.text_at(-1) for column in self.columns]

    def drop_last(self) -> None:
        """Leave the last row out."""
        self.lines.pop()
        for column in self.columns:
            column.drop_last()
