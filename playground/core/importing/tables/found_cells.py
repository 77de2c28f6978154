"""One column's different texts, and what they say: each is asked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from playground.core.catalogue.manifest import Column, ColumnType
from playground.core.importing.tables.cells import Cells
from playground.core.importing.tables.numbers import NumberTexts, decimal_vote, is_odd, read_numbers
from playground.core.importing.tables.reading import Ways, kinds_of, values_of
from playground.core.importing.tables.words import MISSING_NUMBER, is_missing

NUMERIC = ("number", "whole")  # types
_LOOKED_AT = 2000  # different texts by which the decimal mark is found


def vote_of(texts: Sequence[str]) -> int:
    """Return 1 where more texts say decimal comma, -1 where more say decimal point, 0 where as many do."""
    return int(np.sign(sum(decimal_vote(text) for text in texts[:_LOOKED_AT])))


@dataclass(frozen=True)
class FoundCells:
    """One column's texts and how often each stands there, with its name and its place in the table."""

    name: str
    place: int  # from 0
    width: int  # columns of the table
    cells: Cells
    ways: Ways
    unit: str = ""
    index: bool = False  # whether it alone has no name
    _numbers: dict[bool, NumberTexts] = field(default_factory=dict, compare=False)
    _values: list[tuple[Column, np.ndarray]] = field(default_factory=list, compare=False)
    _tells: list[tuple[Column, Column, bool]] = field(default_factory=list, compare=False)

    @cached_property
    def texts(self) -> list[str]:
        """Return the different texts that stand in any row; the codes of the cells are their places.

        A text without a row is the last one: that of a last line that was left out.
        """
        return [
            text for text, count in zip(self.cells.texts, self.cells.counts().tolist(), strict=True) if count
        ]

    @cached_property
    def weights(self) -> np.ndarray:
        """Return how often each of them stands there, (texts,) int64."""
        counts = self.cells.counts()
        weights: np.ndarray = counts[counts > 0]
        return weights

    @cached_property
    def silent(self) -> np.ndarray:
        """Say of each text whether it says nothing, (texts,) bool."""
        return np.array([is_missing(text, self.ways.also_missing) for text in self.texts], bool)

    @cached_property
    def silent_number(self) -> np.ndarray:
        """Say of each text whether it says nothing in a column of numbers or dates, (texts,) bool."""
        also: np.ndarray = np.array([text.lower() in MISSING_NUMBER for text in self.texts], bool)
        also |= self.silent
        return also

    @cached_property
    def present(self) -> Mapping[str, int]:
        """Return the texts that say something, and how often each stands there."""
        return self._without(self.silent)

    @cached_property
    def present_numbers(self) -> Mapping[str, int]:
        """Return the texts that would say something among numbers or dates."""
        return self._without(self.silent_number)

    @property
    def different(self) -> int:
        """Return how many different texts say something."""
        return int((~self.silent).sum())

    @cached_property
    def comma(self) -> bool:
        """Say whether its numbers have a decimal comma, as the file's where they do not tell."""
        vote = vote_of(self.texts)
        return vote > 0 or (vote == 0 and self.ways.comma)

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return self.cells.rows

    @property
    def spelled(self) -> FoundCells:
        """Return what is known of its different texts, each by itself."""
        return self

    def read_as(self, to: ColumnType) -> FoundCells:
        """Return what is known of it as far as it tells a column of a type."""
        return self

    @property
    def different_numbers(self) -> int:
        """Return how many different texts would say something among numbers or dates."""
        return len(self.present_numbers)

    @property
    def all_differ(self) -> bool:
        """Say whether no text stands there twice."""
        return len(self.texts) >= self.rows

    def odd_count(self, values: np.ndarray) -> int:
        """Return how many cells mean a number that cannot be learned from, (texts,) being what all mean."""
        places = np.flatnonzero(~np.isfinite(values) & ~self.silent_number).tolist()
        odd = [place for place in places if is_odd(self.texts[place]) or np.isinf(values[place])]
        return int(self.weights[odd].sum())

    def with_marks(self) -> Iterator[str]:
        """Yield the texts with a decimal mark, or what may be one."""
        return (text for text in self.texts if "." in text or "," in text)

    def numbers(self, comma: bool) -> NumberTexts:
        """Return what the texts say as numbers."""
        if comma not in self._numbers:
            self._numbers[comma] = read_numbers(self.texts, comma)
        return self._numbers[comma]

    @property
    def _numbers_known(self) -> Callable[[Sequence[str], bool], NumberTexts]:
        """Return what reads numbers of these very texts, each once."""
        return lambda texts, comma: self.numbers(comma)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Return the texts that say something as categories, in the order of their numbers."""
        return kinds_of(self.present, self.present, self.ways)

    def values(self, column: Column) -> np.ndarray:
        """Return what the texts are in such a column, (texts,); what was asked last is kept."""
        alike, last = _as_read(column), next(iter(self._values), None)
        if last is None or last[0] != alike:
            made = values_of(column, self.texts, self.ways, self._numbers_known)
            made.flags.writeable = False
            last = alike, made
            self._values[:] = [last]  # at once: several threads may ask
        return last[1]

    def row_values(self, column: Column) -> np.ndarray:
        """Return what the rows are in such a column, (rows,)."""
        made: np.ndarray = self.values(column)[self.cells.codes]
        return made

    def said(self, column: Column) -> tuple[np.ndarray, np.ndarray]:
        """Say of each text whether it fits a column's type, and whether it says nothing, (texts,) bool."""
        values = self.values(column)
        if column.type in (*NUMERIC, "date"):
            return np.isfinite(values), self.silent_number
        return (values != "" if values.dtype == object else values >= 0), self.silent

    def said_at(self, column: Column, row: int) -> tuple[bool, bool]:
        """Say of one row whether it fits a column's type, and whether it says nothing."""
        code = int(self.cells.codes[row])
        known, silent = self.said(column)
        return bool(known[code]), bool(silent[code])

    def by_row(self, of_texts: np.ndarray) -> np.ndarray:
        """Return what is known of texts (texts,) for each row, (rows,)."""
        made: np.ndarray = of_texts[self.cells.codes]
        return made

    def rows_saying(self, sought: str, as_shown: Callable[[str], str]) -> np.ndarray:
        """Return which rows (rows,) bool hold a text."""
        return self.by_row(np.array([sought in as_shown(text) for text in self.texts] or [False]))

    def tells(self, column: Column, target: Column, ask: Callable[[], bool]) -> bool:
        """Return whether it tells a target, asked once as long as both are read as they are."""
        both, last = (_as_read(column), _as_read(target)), next(iter(self._tells), None)
        if last is None or last[:2] != both:
            last = (*both, ask())
            self._tells[:] = [last]
        return last[2]

    def commonest_unit(self, comma: bool) -> str:
        """Return the unit that most numbers have, "" where none has one."""
        counts: Counter[str] = Counter()
        for place, unit in self.numbers(comma).units.items():
            counts[unit] += int(self.weights[place])
        return max(counts, key=lambda unit: counts[unit], default="")

    def _without(self, silent: np.ndarray) -> dict[str, int]:
        triples = zip(self.texts, self.weights.tolist(), silent.tolist(), strict=True)
        return {text: count for text, count, nothing in triples if not nothing}


def _as_read(column: Column) -> Column:
    """Return a column without what does not change how its texts are read."""
    return replace(column, use="input", fill="", missing=0, strange=0)
