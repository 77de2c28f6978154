"""What stands between the cells of a table: found by how evenly it cuts the first lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from playground.core.importing.tables.lines import NumberedLine, Record, Records
from playground.core.importing.tables.options import NO_SEPARATOR, SEPARATORS

SAMPLE = 400  # lines that are looked at
_EVEN = 0.5
_TOLD = re.compile(r"\"?sep=(.)\"?\s*", re.IGNORECASE)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b")
_INSIDE = re.compile(r"[;\t|]|\d  +\S")  # does not stand in a cell unless another separator is the right one
_CLEAN = 0.6  # of the cells at least, where one separator is better than spaces
_COMMA_NUMBER = re.compile(r"\s*\"?[+-]?\d+,\d+\"?\s*")


@dataclass(frozen=True)
class Cut:
    """How a separator cuts the first lines."""

    separator: str  # id of the option's choice
    width: int  # cells of most lines
    even: float  # the share of lines that have as many
    clean: float  # the share of cells in which no separator is left


def told_separator(first: str) -> str:
    """Return the separator that a line `sep=;` tells, as spreadsheets write it; "" for any other line."""
    found = _TOLD.fullmatch(first)
    marks = {mark: name for name, mark in SEPARATORS.items()}
    return marks.get(found[1], "") if found else ""


def without_comments(lines: Sequence[NumberedLine]) -> tuple[list[NumberedLine], list[NumberedLine]]:
    """Return the comments that a table begins with, and the lines after them; a colour is no comment."""
    count = 0
    while count < len(lines) and _is_comment(lines[count][1]):
        count += 1
    if count == len(lines):
        count = 0  # a table whose every line begins with #
    return list(lines[:count]), list(lines[count:])


def separator_of(lines: Sequence[NumberedLine], even: float = _EVEN) -> str:
    """Return the id of the separator that cuts lines most evenly; one column where none does.

    A share `even` of the lines must have as many cells as most have.
    """
    some = [line for line in lines[:SAMPLE] if line[1].strip()]
    cuts = [cut for name in SEPARATORS if (cut := _cut(some, name)) is not None]
    good = [cut for cut in cuts if cut.even >= even]
    strong = [cut for cut in good if cut.separator not in ("space", "colon") and cut.clean >= _CLEAN]
    return max(strong or good, key=_rank).separator if good else NO_SEPARATOR


def records_of(lines: Sequence[NumberedLine], separator: str) -> list[Record]:
    """Return the first lines taken apart by a separator's id."""
    return list(Records(iter(lines), SEPARATORS.get(separator, "")))


def width_of(records: Sequence[Record]) -> int:
    """Return how many cells most records have; the first of those after the header where it is a tie."""
    counts = Counter(len(record.cells) for record in records if record.fault is None)
    most = max(counts.values(), default=0)
    return max((width for width, count in counts.items() if count == most), default=0)


def _rank(cut: Cut) -> tuple[float, float, float]:
    return (round(cut.clean, 1), round(cut.even, 2), -list(SEPARATORS).index(cut.separator))


def _cut(lines: Sequence[NumberedLine], name: str) -> Cut | None:
    """Return how a separator cuts lines; None where it cuts none, or only numbers at their decimal comma."""
    if not any(SEPARATORS[name] in text or (name == "space" and "\t" in text) for _, text in lines):
        return None
    records = [record for record in records_of(lines, name) if record.fault is None]
    width = width_of(records)
    if width < 2 or (name == "comma" and _is_one_column(lines)):
        return None
    even = [record for record in records if len(record.cells) == width]
    cells = [cell for record in even for cell in record.cells]
    clean = sum(_INSIDE.search(cell) is None for cell in cells) / len(cells)
    return Cut(name, width, _share(records, width), clean)


def _share(records: Sequence[Record], width: int) -> float:
    """Return the share of even lines, not counting what stands above the first of them."""
    first = next(index for index, record in enumerate(records) if len(record.cells) == width)
    below = records[first:]
    return sum(len(record.cells) == width for record in below) / len(below)


def _is_one_column(lines: Sequence[NumberedLine]) -> bool:
    """Say whether lines hold one number each, with a decimal comma, under a name without one."""
    first, *rest = (text for _, text in lines)
    return "," not in first and len(rest) > 0 and all(_COMMA_NUMBER.fullmatch(text) for text in rest)


def _is_comment(text: str) -> bool:
    return text.startswith("#") and _COLOUR.match(text) is None
