"""One column of a large table while it is taken apart: first texts by number, then whatever suits them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from playground.core.importing.tables.found_cells import vote_of
from playground.core.importing.tables.large import kernel
from playground.core.importing.tables.large.cells import KeptCells, NumberCells
from playground.core.importing.tables.large.folder import (
    CODES,
    HASHES,
    MARKS,
    NUMBERS,
    ODD_CODES,
    ODD_ROWS,
    TableFolder,
)
from playground.core.importing.tables.large.laid_out import hashes_of_texts, laid_out
from playground.core.importing.tables.large.lookup import RowReader

_DECIMALS = {-1: ".", 0: "", 1: ","}  # by what its first texts say
_FACTOR = 0x9E3779B97F4A7C15
_MASK = 2**64 - 1
_AT_ONCE = 2**16  # rows


class OneColumn:
    """What is known of a column so far; `texts` are its different ones, of numbers the first of them."""

    def __init__(self, folder: TableFolder, place: int, reader: RowReader) -> None:
        self._folder, self._place, self._reader = folder, place, reader
        self.texts: list[str] = []
        self.odd: list[str] = []  # among numbers
        self.numbers = False
        self.mark = ""  # between the digits of its numbers
        self.fractions = self.ungrouped = 0  # plain numbers with a mark, and those that are no group of three
        self.factor = np.uint64(_FACTOR * (2 * place + 1) & _MASK)
        self._known: dict[str, int] = {}

    def add_codes(self, codes: np.ndarray) -> None:
        """Keep the numbers of further rows' texts."""
        self._folder.add(CODES, codes, self._place)

    def add_texts(self, texts: Sequence[str]) -> None:
        """Keep the texts of further rows."""
        self.add_codes(self._numbered(texts, self.texts))

    def _numbered(self, texts: Sequence[str], different: list[str]) -> np.ndarray:
        """Return the places of texts (n,) among different ones, to which the new ones are added."""
        known = self._known
        codes = [known.setdefault(each, len(known)) for each in texts]
        new = list(islice(reversed(known), len(known) - len(different)))
        different += reversed(new)
        return np.array(codes, np.int32)

    def add_numbers(self, numbers: np.ndarray, at: np.ndarray, odd: Sequence[str]) -> None:
        """Keep the numbers of further rows, and at which rows of the table odd texts stand."""
        self._folder.add(NUMBERS, numbers, self._place)
        self._folder.add(ODD_ROWS, at, self._place)
        self._folder.add(ODD_CODES, self._numbered(odd, self.odd), self._place)

    def widened(self, decimal: str) -> tuple[int, int]:
        """Go on as numbers where most texts are, else as texts by Python; return the kind, and the mark.

        `decimal` is the mark of a column that does not tell.
        """
        self.mark = _DECIMALS[vote_of(self.texts)] or decimal
        values, digits = kernel.numbers_of(*laid_out(self.texts), ord(self.mark))
        if 2 * np.isfinite(values).sum() < len(values):
            self._known = {text: code for code, text in enumerate(self.texts)}
            return kernel.TEXTS, 0
        whole, part = digits.T
        marked, self.numbers = part > 0, True
        self.fractions = int(marked.sum())
        often = self._as_numbers(values)
        apart = marked & ((part != 3) | (whole > 3) | (np.abs(values) < 1))
        self.fractions, self.ungrouped = int(often[marked].sum()), int(often[apart].sum())
        return kernel.NUMBERS, ord(self.mark)

    def _as_numbers(self, values: np.ndarray) -> np.ndarray:
        """Write what the codes of all rows so far say as numbers; return how often each text stands there."""
        often = np.zeros(len(self.texts), np.int64)
        texts, hashes, plain = self.texts, hashes_of_texts(self.texts), np.isfinite(values)
        for first, last in self._folder.stretches(CODES, self._place):
            codes = np.array(self._folder.read(CODES, last, self._place)[first:])
            odd = np.flatnonzero(~plain[codes])
            often += np.bincount(codes, minlength=len(often))
            self.add_numbers(values[codes], odd + first, [texts[code] for code in codes[odd].tolist()])
            if self.fractions:
                self._mark(first, last, hashes[codes] * self.factor)
            else:
                self._folder.add(HASHES, hashes[codes], self._place)
        self._folder.remove(CODES, self._place)
        return often

    def spelled_out(self, rows: int) -> None:
        """Go on as texts by Python, there being too many that are no plain numbers."""
        self._known, self.texts, self.odd, self.numbers = {}, [], [], False
        alone = self._folder.count(HASHES, self._place)  # rows; from the first fraction on marks have them
        texts = self._reader.column(self._place, rows)
        for first in range(0, rows, _AT_ONCE):
            some = list(islice(texts, _AT_ONCE))
            self.add_texts(some)
            if marked := some[max(0, alone - first) :]:
                last = first + len(some)
                self._mark(last - len(marked), last, -(hashes_of_texts(marked) * self.factor))
        for kind in (NUMBERS, HASHES, ODD_ROWS, ODD_CODES):
            self._folder.remove(kind, self._place)

    def finish(self, fractions: int, ungrouped: int) -> None:
        """Take what compiled code counted, and put hashes that tell no rows apart to those of all columns."""
        self.fractions, self.ungrouped = self.fractions + fractions, self.ungrouped + ungrouped
        if self.numbers and self.fractions and self._folder.has(HASHES, self._place):
            for first, last in self._folder.stretches(HASHES, self._place):
                some = self._folder.read(HASHES, last, self._place)[first:]
                self._mark(first, last, some * self.factor)
            self._folder.remove(HASHES, self._place)

    def _mark(self, first: int, last: int, more: np.ndarray) -> None:
        """Add to the marks that rows have together."""
        marks = self._folder.changeable(MARKS, first, last)
        marks += more

    def cells(self, rows: int) -> KeptCells | NumberCells:
        """Return the column as it is kept."""
        if not self.numbers:
            return KeptCells(self._folder, self._place, rows, self.texts)
        return NumberCells(
            self._folder, self._place, rows, self.texts, self.odd, self.mark,
            (self.fractions, self.ungrouped), self._reader,
        )  # fmt: skip

    def told(self) -> dict[str, object]:
        """Return what is to be known of it beside its files."""
        return {
            "texts": self.texts, "odd": self.odd, "numbers": self.numbers, "mark": self.mark,
            "fractions": self.fractions, "ungrouped": self.ungrouped,
        }  # fmt: skip

    def recall(self, told: dict[str, object]) -> None:
        """Take what was known of it."""
        for name in self.told():
            setattr(self, name, told[name])
