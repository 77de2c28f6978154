"""What is worth knowing about a table: each oddity in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np

from playground.core.catalogue.manifest import Column
from playground.core.importing.tables import dates
from playground.core.importing.tables.cells import TableRows
from playground.core.importing.tables.found_cells import FoundCells
from playground.core.importing.tables.in_time import even_in_time
from playground.core.importing.tables.leaks import tells
from playground.core.importing.tables.numbers import decimal_vote, read_number
from playground.core.importing.tables.reading import WORDS
from playground.core.importing.tables.words import SENSITIVE, plain_name
from playground.core.importing.understood import Remark, RemarkKind
from playground.core.sentences import Text, count_of, thousands

_RARE_ROWS = 5
_RARE_SHARE = 0.01
_NEARLY_EMPTY = 0.5
_MANY_CLASSES = 100
_MOST = 100  # remarks in all
_SPELLINGS = 3
_FIRST = 50  # numbers that are looked at before all are
_PRIME = np.uint64(1_099_511_628_211)  # of FNV-1a, 64 bits


@dataclass(frozen=True)
class LookedAt:
    """A table whose columns are known."""

    columns: tuple[Column, ...]
    found: tuple[FoundCells, ...]
    cells: TableRows
    # Of sounds, how loud each row's is over time, (rows, points) float32 of 0 to 1; (0, 0) of anything else.
    loudness: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32), compare=False)

    @property
    def rows(self) -> int:
        """Return how many samples there are."""
        return self.cells.rows

    def values(self, place: int) -> np.ndarray:
        """Return a column's values, (rows,)."""
        return self.found[place].row_values(self.columns[place])

    @cached_property
    def target(self) -> int:
        """Return the target's place, -1 where there is none: every column asks for it."""
        return next((at for at, each in enumerate(self.columns) if each.use == "target"), -1)


def remarks_of(table: LookedAt) -> tuple[Remark, ...]:
    """Return what is worth knowing, the worst first."""
    looks: tuple[Callable[[LookedAt], Iterator[Remark]], ...] = (
        _leaks, _of_target, _ambiguous, _spellings, _doubles, _sensitive, _empty, _ids, _constants, _in_time,
    )  # fmt: skip
    made = [remark for look in looks for remark in look(table)]
    return tuple(made[:_MOST])


def _said(about: RemarkKind, column: Column, words: str, /, **values: object) -> Remark:
    return Remark(about, Text(words, column=column.name, **values), column.name)


def _leaks(table: LookedAt) -> Iterator[Remark]:
    at = table.target
    if at < 0 or table.columns[at].type in WORDS:
        return
    if sum(column.use == "input" for column in table.columns) < 2:
        return  # the only column there is, is meant to tell it
    for place, column in enumerate(table.columns):
        if column.use == "input" and column.type not in WORDS and _tells(table, place):
            words = "{column} tells {target} nearly without fault: is it known before {target} is?"
            yield _said("leak", column, words, target=table.columns[at].name)


def _tells(table: LookedAt, place: int) -> bool:
    """Say whether a column tells the target."""
    target = table.columns[table.target]
    classes = target.type in ("category", "yes_no")
    return table.found[place].tells(
        table.columns[place], target, lambda: tells(table.values(place), table.values(table.target), classes)
    )


def _of_target(table: LookedAt) -> Iterator[Remark]:
    """Say which classes are rare, and that there are very many."""
    if table.target < 0 or table.columns[table.target].type not in ("category", "yes_no"):
        return
    column, values = table.columns[table.target], table.values(table.target)
    counts = np.bincount(values[values >= 0], minlength=len(column.kinds))
    if len(counts) > _MANY_CLASSES:
        words = "{column} has {count} classes: with so many, each has few samples to learn from."
        yield _said("rare", column, words, count=thousands(len(counts)))
        return
    for kind, count in zip(column.kinds, counts.tolist(), strict=True):
        if count < max(_RARE_ROWS, _RARE_SHARE * counts.sum()):
            one, many = (
                "Only one row has {kind!r} as {column}.",
                "Only {count} rows have {kind!r} as {column}.",
            )
            yield _said("rare", column, one if count == 1 else many, count=count, kind=kind)


def _ambiguous(table: LookedAt) -> Iterator[Remark]:
    for column, found in zip(table.columns, table.found, strict=True):
        if column.type == "date":
            yield from _ambiguous_dates(column, found)
        elif column.type == "number" and not found.ways.comma and _is_group_or_part(column, found):
            words = "{column} may hold thousands or parts: {example} was read as {value:g}."
            example = next(found.with_marks())
            read = read_number(example, comma=bool(column.written))
            yield _said("ambiguous", column, words, example=example, value=read.value if read else 0)


def _ambiguous_dates(column: Column, found: FoundCells) -> Iterator[Remark]:
    """Say so where no date of a column tells whether its day or its month comes first, or they differ."""
    texts = list(found.present_numbers)
    forms = column.written.split("|")
    pair = next(((a, b) for a, b in dates.DAY_FIRST.items() if a in forms or b in forms), None)
    if pair is None or not (example := next(filter(dates.is_ambiguous, texts), "")):
        return
    day, month = ({text for text in texts if dates.days_of(text, form) is not None} for form in pair)
    if day == month:
        words = "The dates of {column} can be read with the day or the month first, such as {example}."
        yield _said("ambiguous", column, words, example=example)
    elif day - month and month - day:
        words = "Some dates of {column} have the day first and some the month: {example} may be either."
        yield _said("ambiguous", column, words, example=example)


def _is_group_or_part(column: Column, found: FoundCells) -> bool:
    """Say whether all marks in a column of numbers may part thousands as well as decimals."""
    with_mark = found.with_marks()
    first = list(islice(with_mark, _FIRST))
    if not first or any(map(decimal_vote, first)):
        return False
    marked = [*first, *with_mark]
    read = [text for text in marked if read_number(text, comma=bool(column.written)) is not None]
    return len(read) > 0 and not any(map(decimal_vote, read)) and all(_is_grouped(text) for text in read)


def _is_grouped(text: str) -> bool:
    return read_number(text, comma=True) is not None and read_number(text, comma=False) is not None


def _spellings(table: LookedAt) -> Iterator[Remark]:
    """Name categories that differ in capitals alone."""
    for column in table.columns:
        if column.type == "category":
            alike: dict[str, list[str]] = {}
            for kind in column.kinds:
                alike.setdefault(kind.casefold(), []).append(kind)
            for first, second, *_ in [each for each in alike.values() if len(each) > 1][:_SPELLINGS]:
                words = "{column} holds {first!r} and {second!r}: they differ in capitals alone."
                yield _said("other", column, words, first=first, second=second)


def repeated(table: LookedAt) -> np.ndarray:
    """Return which rows are the same as an earlier one in all but what numbers them, (rows,) bool."""
    used = [found for column, found in zip(table.columns, table.found, strict=True) if column.type != "id"]
    marked = np.zeros(table.cells.rows, bool)
    if len(used) < 2:
        return marked
    marks = np.zeros(table.cells.rows, np.uint64)
    if table.cells.marks is not None:
        marks += table.cells.marks
    for found in used:
        marks = (marks ^ found.cells.marks) * _PRIME
        marks ^= marks >> np.uint64(32)
    marked[:] = True
    marked[np.unique(marks, return_index=True)[1]] = False
    return marked


def _doubles(table: LookedAt) -> Iterator[Remark]:
    doubles = int(repeated(table).sum())
    if doubles:
        words = ("One row is there twice.", "{count} rows are the same as an earlier one.")
        yield Remark("double", count_of(doubles, *words))


def _sensitive(table: LookedAt) -> Iterator[Remark]:
    for column in table.columns:
        if column.use != "out" and SENSITIVE.search(plain_name(column.name)):
            words = "{column} says something personal: a network that sees it may treat people unequally."
            yield _said("sensitive", column, words)


def _empty(table: LookedAt) -> Iterator[Remark]:
    rows = table.cells.rows
    for column in table.columns:
        if column.missing == rows > 0:
            yield _said("missing", column, "{column} is empty: it is left out.")
        elif column.missing > _NEARLY_EMPTY * rows:
            share = f"{100 * column.missing / rows:.0f} %"
            yield _said("missing", column, "{column} is nearly empty: {share} of it is missing.", share=share)


def _ids(table: LookedAt) -> Iterator[Remark]:
    for column in table.columns:
        if column.type == "id":
            yield _said("id", column, "{column} only tells rows apart: it is left out.")


def _constants(table: LookedAt) -> Iterator[Remark]:
    for column in table.columns:
        if column.type == "constant" and column.kinds:
            words = "{column} is {value!r} in every row: it is left out."
            yield _said("constant", column, words, value=f"{column.kinds[0]:.60}")


def _in_time(table: LookedAt) -> Iterator[Remark]:
    """Say that rows follow one another in time, where a number is to be told and they are even."""
    target = table.columns[table.target] if table.target >= 0 else None
    dates = [place for place, each in enumerate(table.columns) if each.type == "date"]
    if target is not None and target.type in ("number", "whole") and dates:
        names = [place for place, each in enumerate(table.columns) if each.type == "category"]
        if even_in_time(table.values(dates[0]), [table.values(place) for place in names]):
            words = "The rows follow one another by {column}: what comes next can be told by those before."
            yield _said("series", table.columns[dates[0]], words)
