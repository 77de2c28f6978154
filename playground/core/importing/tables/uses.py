"""What the columns of a table are for: which is to be told, which a network may look at, which it may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from playground.core.catalogue.manifest import Column
from playground.core.catalogue.own_splits import names_parts
from playground.core.importing.tables.column_types import retyped
from playground.core.importing.tables.found_cells import FoundCells
from playground.core.importing.tables.words import LABELS, TARGETS, plain_name

_CLASSES = 20  # different whole numbers that may be classes
_MANY_PIXELS = 20  # columns of numbers beside a first one of classes, as of pictures in a table
_OUT = ("id", "constant", "path")


def with_uses(columns: Sequence[Column], found: Sequence[FoundCells]) -> tuple[Column, ...]:
    """Return the columns with their uses, the target's type being what it is to be told as."""
    rows = found[0].rows if found else 0
    at = _target(columns, rows)
    numbers = any(_is_number(each) for place, each in enumerate(columns) if place != at)
    made = []
    for place, column in enumerate(columns):
        if place == at:
            made.append(replace(_as_target(column, found[place]), use="target"))
        else:
            made.append(replace(column, use="out" if _is_out(column, numbers, rows) else "input"))
    return tuple(made)


def _is_number(column: Column) -> bool:
    """Say whether a network sees a column beside which texts are hardly wanted."""
    tells = column.type in ("number", "whole", "category", "yes_no", "date")
    return tells and not names_parts(column)


def _is_out(column: Column, numbers: bool, rows: int) -> bool:
    """Say whether a network should not see a column: texts and paths are seen where there is nothing else."""
    if column.type == "path":
        return numbers
    nothing = column.missing + column.strange >= rows
    return nothing or column.type in _OUT or names_parts(column) or (column.type == "text" and numbers)


def _target(columns: Sequence[Column], rows: int) -> int:
    """Return the place of the column that is most likely to be told from the others; -1 for none."""
    fit = [place for place, each in enumerate(columns) if _can_be_told(each, rows)]
    if len(columns) < 2 or not fit:
        return -1
    names = [plain_name(each.name) for each in columns]
    if (named := _named(names, fit)) is not None:
        return named
    if fit[0] == 0 and _is_pictures(columns):
        return 0
    classes = [place for place in fit if columns[place].type in ("category", "yes_no")]
    last = len(columns) - 1
    if fit[-1] == last or not classes:
        return fit[-1]
    return classes[-1] if classes[-1] > fit[-1] - 2 else fit[-1]


def _named(names: Sequence[str], fit: Sequence[int]) -> int | None:
    """Return the place of the column whose name says that it is to be told, None where none does.

    The whole name says more than a word, and the last column more than another: a SalePrice at the end
    is told, not an MSSubClass before it.
    """
    for wanted in TARGETS:
        for place in (*fit[-1:], *fit):
            if names[place] == wanted:
                return place
    if fit[-1] == len(names) - 1 and set(names[-1].split()) & set(TARGETS):
        return fit[-1]
    return next((place for wanted in TARGETS if wanted in LABELS for place in (*fit[-1:], *fit)
                 if wanted in names[place].split()), None)  # fmt: skip


def _can_be_told(column: Column, rows: int) -> bool:
    told = column.type in ("category", "yes_no", "number", "whole") and not names_parts(column)
    return told and 2 * column.missing < max(1, rows)


def _is_pictures(columns: Sequence[Column]) -> bool:
    """Say whether a first column of classes stands before many of numbers."""
    first, *rest = columns
    pixels = sum(each.type in ("whole", "number", "constant") for each in rest)
    classes = first.type in ("category", "yes_no") or (first.type == "whole" and first.high - first.low < 62)
    return classes and pixels == len(rest) >= _MANY_PIXELS and len({each.type for each in rest}) <= 3


def _as_target(column: Column, found: FoundCells) -> Column:
    """Return whole numbers as classes where there are few, one after the other, or the name says so."""
    different = found.different_numbers
    span = column.high - column.low + 1
    told = set(plain_name(column.name).split()) & LABELS
    classes = different <= _CLASSES and (told or (different == span and column.low in (0, 1)))
    if column.type == "whole" and classes and 2 * different <= max(4, found.rows):
        return retyped(column, found, "category")
    return column
