"""What the first lines of a table are: words above it, names, units, a second line of names, data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from playground.core.importing.tables.dates import FORMATS, days_of
from playground.core.importing.tables.lines import Record
from playground.core.importing.tables.numbers import is_code, is_odd, read_number
from playground.core.importing.tables.words import IN_NAME, NO, UNIT, YES, is_missing

_LONGEST_NAME = 64  # characters that a name has, where every cell of a table is words
_NAME = 200  # characters that are kept of a name
_YEARS = range(1800, 2101)


@dataclass(frozen=True)
class Layout:
    """Where a table begins and what its columns are called."""

    width: int
    header_line: int  # the line of the names; 0 where there is none
    second_line: str  # what the line below it holds, as the option names it
    names: tuple[str, ...]
    units: tuple[str, ...]
    first: int  # the first line of data
    index: bool = False  # whether the first column alone has no name: it numbers the rows


def is_value(text: str) -> bool:
    """Say whether a cell is a number or a date rather than a word."""
    if read_number(text, comma=False) or read_number(text, comma=True) or is_code(text) or is_odd(text):
        return True
    return _is_date(text)


def _is_date(text: str) -> bool:
    return any(days_of(text, form) is not None for form in FORMATS)


def layout_of(records: Sequence[Record], width: int, header_line: int, second_line: str) -> Layout:
    """Return the layout of first records; a header line of -1 and a second line of "auto" are found."""
    at = _start(records, width)
    below = [record.cells for record in records[at:] if len(record.cells) == width and record.fault is None]
    if header_line < 0:
        header_line = records[at].line if at < len(records) and _is_header(records[at].cells, below) else 0
    at = _index_of(records, header_line) if header_line else at
    if not header_line or at >= len(records):
        return Layout(width, 0, "data", unique([""] * width), ("",) * width, _line(records, at))
    header = _full(records[at].cells, width)
    under = records[at + 1].cells if at + 1 < len(records) else []
    rest = [record.cells for record in records[at + 2 :] if len(record.cells) == width]
    if second_line == "auto":
        second_line = _second(header, under, rest) if len(under) == width else "data"
    names, units = _named(header, _full(under, width), second_line)
    at += 1
    if second_line != "data":
        at, third = _past_third(header, records, at + 1, width)
        units = units if second_line == "units" else tuple(map(_or, third, units))
    first = _line(records, at)
    index = not names[0] and all(names[1:])
    return Layout(width, header_line, second_line, unique(names), units, first, index)


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which no two are the same: a second one has a number, none at all its place."""
    made: list[str] = []
    taken = {name for name in names if name}
    seen: set[str] = set()
    counts: dict[str, int] = {}  # of names that many have: none is tried twice
    for place, name in enumerate(names, 1):
        base = free = name or f"Column {place}"
        while free in seen or (free in taken and free != name):
            counts[base] = counts.get(base, 1) + 1
            free = f"{base} ({counts[base]})"
        seen.add(free)
        made.append(free)
    return tuple(made)


def _start(records: Sequence[Record], width: int) -> int:
    """Return which record is the table's first: those above it have other counts of cells."""
    for index, record in enumerate(records):
        wide = len(record.cells) == width and any(cell.strip() for cell in record.cells)
        named = len(record.cells) == width - 1 and width > 2 and _lacks_one(records, index, width)
        if wide or named:
            return index
    return len(records)


def _lacks_one(records: Sequence[Record], index: int, width: int) -> bool:
    """Say whether a line holds names for all columns but the index that each row begins with."""
    cells = records[index].cells
    below = [len(record.cells) for record in records[index + 1 : index + 4]]
    words = not any(is_value(cell.strip()) or not cell.strip() for cell in cells)
    return words and bool(below) and all(count == width for count in below)


def _full(cells: Sequence[str], width: int) -> list[str]:
    """Return as many stripped cells as there are columns: names may lack the index's."""
    stripped = [cell.strip() for cell in cells]
    return [*([""] * (width - len(stripped)) if len(stripped) == width - 1 else []), *stripped][:width]


def _index_of(records: Sequence[Record], line: int) -> int:
    return next((at for at, record in enumerate(records) if record.line >= line), len(records))


def _line(records: Sequence[Record], at: int) -> int:
    return records[at].line if at < len(records) else records[-1].line + 1 if records else 1


def _is_header(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Say whether a first line holds names."""
    first = [cell.strip() for cell in cells]
    values = [cell for cell in first if is_value(cell)]
    if values:
        return _counts_up(first, values) or _are_dates_above(first, below)
    rest = below[1:] if below and len(below[0]) == len(cells) else below
    if not any(first):
        return False
    shift = len(rest[0]) - len(first) if rest else 0
    columns = list(zip(*rest, strict=True))[shift:]
    if any(_mostly(column, is_value) for column in columns):
        return not all(is_missing(cell) or cell.lower() in YES | NO for cell in first)
    yes_no = [_mostly(column, lambda cell: cell.lower() in YES | NO) for column in columns]
    if any(each and cell.lower() not in YES | NO for each, cell in zip(yes_no, first, strict=False)):
        return True
    others = [at for at, each in enumerate(yes_no) if not each]  # "y" names a column, or is a first yes
    if not columns:  # no row is below
        return _differs(first, columns)
    return bool(others) and _differs([first[at] for at in others], [columns[at] for at in others])


def _counts_up(cells: Sequence[str], values: Sequence[str]) -> bool:
    """Say whether numbers among names are years or places, as of a wide table."""
    if len(values) == len(cells) or not all(re.fullmatch(r"\d{1,5}", each) for each in values):
        return len(values) == len(cells) > 2 and _steps(values) == {1} and values[0] in ("0", "1")
    years = all(int(each) in _YEARS for each in values)
    return _is_tail(cells, values) and (years or _steps(values) == {1}) and min(_steps(values), default=1) > 0


def _are_dates_above(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Say whether values among names are all dates over numbers, as of a table with a column a month."""
    rest = [row for row in below[1:] if len(row) == len(cells)]
    columns = [[row[at] for row in rest] for at, cell in enumerate(cells) if is_value(cell)]
    dated = all(_is_date(cell) for cell in cells if is_value(cell)) and len(columns) > 1
    return dated and all(_mostly(each, is_value) and not _mostly(each, _is_date) for each in columns)


def _is_tail(cells: Sequence[str], values: Sequence[str]) -> bool:
    return list(cells[len(cells) - len(values) :]) == list(values)


def _steps(values: Sequence[str]) -> set[int]:
    if not all(each.isdigit() for each in values):
        return set()
    return {int(after) - int(before) for before, after in pairwise(values)}


def _differs(first: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Say whether words above words are names: all different, short, and none among those below.

    What has no name holds nothing.
    """
    named = [cell for cell in first if cell]
    if len(set(named)) < len(named) or not named or any(len(cell) > _LONGEST_NAME for cell in named):
        return False
    if len(named) < len(first) - 1 and any(map(_holds, first, columns)):
        return False
    below = [{cell.strip() for cell in column} for column in columns]
    return not any(name and name in cells for name, cells in zip(first, below, strict=False))


def _holds(name: str, column: Sequence[str]) -> bool:
    """Say whether a column without a name has any cell that says something."""
    return not name and not all(is_missing(cell.strip()) for cell in column)


def _mostly(column: Sequence[str], fits: Callable[[str], bool]) -> bool:
    cells = [cell.strip() for cell in column if not is_missing(cell.strip())]
    return bool(cells) and sum(map(fits, cells)) > 0.7 * len(cells)


def _second(header: Sequence[str], under: Sequence[str], rest: Sequence[Sequence[str]]) -> str:
    """Return what the line under the names holds: it is words where all below are numbers."""
    columns = list(zip(*rest, strict=True))
    cells = [cell.strip() for cell in under]
    over_values = [cell for cell, column in zip(cells, columns, strict=False) if _mostly(column, is_value)]
    words = [cell for cell in over_values if not is_missing(cell)]
    if not words or any(map(is_value, words)):
        return "data"
    if sum(UNIT.fullmatch(cell) is not None for cell in words) > 0.6 * len(words):
        return "units"
    if len(words) < 2 or 2 * len(words) < len(over_values):
        return "data"
    repeated = any(count > 1 for count in Counter(header).values())
    return "names" if repeated else "left_out"


def _past_third(
    header: Sequence[str], records: Sequence[Record], at: int, width: int
) -> tuple[int, Sequence[str]]:
    """Return where the data begin where two lines of names or units may have a third, and its units."""
    if at >= len(records) or len(records[at].cells) != width:
        return at, ("",) * width
    rest = [record.cells for record in records[at + 1 :] if len(record.cells) == width]
    third = _second(header, records[at].cells, rest)
    if third == "data":
        return at, ("",) * width
    units = [_bare_unit(cell) if third == "units" else "" for cell in records[at].cells]
    return at + 1, [unit if UNIT.fullmatch(unit) else "" for unit in units]


def _bare_unit(cell: str) -> str:
    return cell.strip("[]() ").removeprefix("-")


def _or(first: str, second: str) -> str:
    return first or second


def _named(header: Sequence[str], under: Sequence[str], second: str) -> tuple[list[str], tuple[str, ...]]:
    """Return names and units, as the line under the names tells."""
    names = [re.sub(r"\s+", " ", cell)[:_NAME] for cell in header]
    units = tuple(found[1] if (found := IN_NAME.fullmatch(name)) else "" for name in names)
    if second == "units":
        units = tuple(map(_or, map(_bare_unit, under), units))
    if second == "names":
        names = _joined(names, under)
    return names, units


def _joined(above: Sequence[str], under: Sequence[str]) -> list[str]:
    """Return two lines of names as one: a name above goes on to the right where nothing stands."""
    names, last = [], ""
    for first, second in zip(above, under, strict=True):
        last = first or last
        names.append(f"{last} {second.strip()}".strip()[:_NAME])
    return names
