"""The columns of a large table while it is taken apart: what compiled code fills, and what goes to disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.importing.tables.cells import MOST_DIFFERENT
from playground.core.importing.tables.found_cells import vote_of
from playground.core.importing.tables.large import kernel
from playground.core.importing.tables.large.copying import HALVES
from playground.core.importing.tables.large.cutting import cut_rows
from playground.core.importing.tables.large.folder import (
    HASHES,
    LINES,
    MARKS,
    STARTS,
    TableFolder,
)
from playground.core.importing.tables.large.laid_out import laid_out
from playground.core.importing.tables.large.lookup import RowReader, TableText
from playground.core.importing.tables.large.one_column import OneColumn
from playground.core.sentences import Text, thousands

MOST_IN_DICTIONARY = 20_000  # different texts of a column: more of them are numbers, or kept by Python
LEAST_IN_DICTIONARY = 2500
MOST_BY_RULE = 4096  # lines that Python takes before compiled code is tried again
_CELLS = 2**20  # that compiled code takes at once
_NEWS = 2**17  # cells at which Python may have to look after that
_HANDS = 4  # threads that take columns at most
_ALONE = 100  # rows that are not worth a thread
_COLUMNS = 2**21  # hashes in the dictionaries of all columns at most, where they are many


class ColumnsTaken:
    """All columns of a table, as far as it was taken apart."""

    def __init__(self, table: TableText, folder: TableFolder) -> None:
        width, reader = table.layout.width, RowReader(folder, table.separator, table.layout.width)
        self._name, self._folder, self._decimal, self.rows = table.name, folder, "", 0
        self.most = min(MOST_IN_DICTIONARY, max(LEAST_IN_DICTIONARY, _COLUMNS // (4 * width)))
        self.room = max(1, min(_CELLS, _NEWS) // width)  # rows that are taken at once
        slots = 1 << (2 * (self.most + max(MOST_BY_RULE, self.room))).bit_length()
        self.each = [OneColumn(folder, place, reader) for place in range(width)]
        self._bounds = np.zeros((self.room, width + 8, 2), np.int64)
        self._lines, self._starts = np.zeros(self.room, np.int64), np.zeros(self.room, np.int64)
        self._kinds, self._decimals = np.zeros(width, np.uint8), np.zeros(width, np.uint8)
        self._keys = np.zeros((width, slots), np.uint64)
        self._places, self._counts = np.full((width, slots), -1, np.int32), np.zeros(width, np.int64)
        self._codes = np.zeros((width, self.room), np.int32)
        self._numbers = np.zeros((width, self.room))
        self._hashes = np.zeros((width, self.room), np.uint64)
        self._facts = np.zeros((width, 2), np.int64)
        hands = min(width, _HANDS, os.cpu_count() or 1)
        self._shares = [np.arange(first, width, hands) for first in range(hands)]
        self._news = [np.zeros((self.room * len(each) + 1, 4), np.int64) for each in self._shares]

    def cut(
        self, block: bytearray, at: int, line: int, mark: int, first_name: np.uint64, base: int
    ) -> tuple[int, bool, int, int]:
        """Take lines of a block from a place on; `base` is where it begins in the copy.

        Returns how many became rows, whether the next one is for Python, where that begins, and its number.
        """
        data = np.frombuffer(block, np.uint8)
        after, number, rows, odd = cut_rows(
            data, at, line, mark, first_name, len(self.each), self._bounds, self._lines, self._starts
        )
        self._fill(data, self._bounds[:rows])
        self._note(block, rows, base)
        return int(rows), bool(odd), int(after), int(number)

    def _fill(self, data: np.ndarray, cells: np.ndarray) -> None:
        """Take stripped cells (rows, cells, 2), columns by turns in as many threads as there are shares."""

        def some(share: int) -> None:
            kernel.take_columns(
                data, cells, self._shares[share], self._kinds, self._decimals, self._keys, self._places,
                self._counts, self._codes, self._numbers, self._hashes, self._facts, self._news[share],
            )  # fmt: skip

        shares = range(len(self._shares))
        if len(shares) == 1 or len(cells) < _ALONE:
            for share in shares:
                some(share)
            return
        with ThreadPoolExecutor(len(shares)) as hands:
            list(hands.map(some, shares))  # raises what a thread did

    def take(self, rows: Sequence[Sequence[str]], lines: Sequence[int], starts: Sequence[int]) -> None:
        """Take rows that were taken apart by Python, at most as many as there is room for."""
        data, bounds = laid_out([cell for row in rows for cell in row])
        self._lines[: len(rows)], self._starts[: len(rows)] = lines, starts
        self._fill(data, bounds.reshape(len(rows), len(self.each), 2))
        self._note(bytearray(data), len(rows), 0)

    def _note(self, data: bytearray, rows: int, base: int) -> None:
        """Write what was taken, with the texts that are new; `base` is where the data begin in the copy."""
        news = np.concatenate([each[: each[-1, 0]] for each in self._news])
        texts = [data[start:stop].decode("utf-8", HALVES) for start, stop in news[:, 2:].tolist()]
        order = np.argsort(news[:, 0], kind="stable")
        edges = np.searchsorted(news[order, 0], np.arange(len(self.each) + 1)).tolist()
        for place in range(len(self.each)):
            mine = order[edges[place] : edges[place + 1]]
            self._note_column(place, rows, news[mine, 1], [texts[at] for at in mine.tolist()])
        self._folder.add(LINES, self._lines[:rows])
        self._folder.add(STARTS, self._starts[:rows] + base)
        self.rows += rows
        self._add_marks(rows)
        self._widen()

    def _note_column(self, place: int, rows: int, at: np.ndarray, texts: list[str]) -> None:
        column = self.each[place]
        if self._kinds[place] == kernel.DICTIONARY:
            column.texts += texts
            column.add_codes(self._codes[place, :rows])
        elif self._kinds[place] == kernel.TEXTS:
            column.add_texts(texts)
        else:
            column.add_numbers(self._numbers[place, :rows], at + self.rows, texts)

    def _add_marks(self, rows: int) -> None:
        """Write the hashes of numbers: of whole ones, which may tell rows apart, by themselves."""
        marks = np.zeros(rows, np.uint64)
        for place, column in enumerate(self.each):
            if self._kinds[place] == kernel.NUMBERS:
                if column.fractions + self._facts[place, 0]:
                    marks += self._hashes[place, :rows] * column.factor
                else:
                    self._folder.add(HASHES, self._hashes[place, :rows], place)
        self._folder.add(MARKS, marks)

    def _guessed(self) -> str:
        """Return the decimal mark of columns that do not tell: the file's, as far as it was seen."""
        if not self._decimal:
            self._decimal = "," if sum(vote_of(each.texts) for each in self.each) > 0 else "."
        return self._decimal

    def finish(self) -> None:
        """Make the columns ready to be looked at."""
        for column, (fractions, ungrouped) in zip(self.each, self._facts.tolist(), strict=True):
            column.finish(fractions, ungrouped)
        self._folder.write()

    def _widen(self) -> None:
        """Keep columns of too many different texts in another way."""
        for place in np.flatnonzero(self._kinds == kernel.DICTIONARY).tolist():
            if self._counts[place] > self.most:
                self._kinds[place], self._decimals[place] = self.each[place].widened(self._guessed())
                self._counts[place] = 0
        for place in np.flatnonzero(self._kinds == kernel.NUMBERS).tolist():
            if len(self.each[place].odd) > self.most:
                self._kinds[place] = kernel.TEXTS
                self.each[place].spelled_out(self.rows)
        different = sum(len(each.texts) + len(each.odd) for each in self.each)
        if different > MOST_DIFFERENT:
            words = "{name} is too large to be read: {rows} rows are too many. Open a part of it."
            raise PlaygroundError(Text(words, name=self._name, rows=thousands(self.rows)))
