"""The cells of a table column by column: each different text once, and its number for each row."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, thousands

MOST_DIFFERENT = 8_000_000  # texts in a whole table, at some 120 bytes each
MOST_CELLS = 150_000_000  # at four bytes each


class _Numbers(dict[str, int]):
    """The number of each text, in the order in which they came."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


class ColumnCells:
    """One column's cells in the file's order."""

    __slots__ = ("_codes", "_known")

    def __init__(self) -> None:
        self._codes = array("i")
        self._known = _Numbers()

    def extend(self, cells: Sequence[str]) -> None:
        """Add cells of further rows, without the white space around them."""
        self._codes.extend(map(self._known.__getitem__, map(str.strip, cells)))

    @property
    def texts(self) -> list[str]:
        """Return the different texts, in the order in which they came."""
        return list(self._known)

    @property
    def codes(self) -> np.ndarray:
        """Return the place of each row's text among them, (rows,) int32."""
        return np.frombuffer(self._codes, np.int32) if len(self._codes) else np.zeros(0, np.int32)

    @property
    def different(self) -> int:
        """Return how many different texts there are."""
        return len(self._known)

    def counts(self) -> np.ndarray:
        """Return how often each text stands there, (texts,) int64."""
        return np.bincount(self.codes, minlength=len(self._known))

    def drop_last(self) -> None:
        """Leave the last row out; its text may stay without a row."""
        self._codes.pop()


class TableCells:
    """All columns of a table, and the line that each row stands in."""

    def __init__(self, name: str, width: int) -> None:
        self._name = name
        self.columns = [ColumnCells() for _ in range(width)]
        self.lines = array("q")

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
        return [column.texts[column.codes[-1]] for column in self.columns]

    def drop_last(self) -> None:
        """Leave the last row out."""
        self.lines.pop()
        for column in self.columns:
            column.drop_last()
