"""Which records of a table are rows, and which lines are none and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from playground.core.importing.tables.cells import TableCells, TableRows
from playground.core.importing.tables.layout import Layout
from playground.core.importing.tables.lines import Record
from playground.core.importing.understood import Rejected
from playground.core.sentences import Text

LISTED = 100  # rejected lines that are listed
_EXCERPT = 200  # characters
_CELLS_AT_ONCE = 100_000


@dataclass
class RejectedLines:
    """The lines of a table that are no rows: the first ones, and how many more there are."""

    of_files: bool = False  # each line is a file, and its text the name
    listed: list[Rejected] = field(default_factory=list)
    more: int = 0

    def note(self, line: int, reason: Text, text: str) -> None:
        """Note a line that is no row."""
        if len(self.listed) < LISTED:
            excerpt, file = ("", text) if self.of_files else (text[:_EXCERPT], "")
            self.listed.append(Rejected(line, "", reason, excerpt, file))
        else:
            self.more += 1


@dataclass
class Read:
    """The rows of a table, and the lines that are none."""

    cells: TableRows
    rejected: RejectedLines


def filling(
    cells: TableCells, rejected: RejectedLines, records: Iterator[Record], layout: Layout, most: int = 0
) -> Iterator[None]:
    """Take records as rows or reject them, many at once; yield between."""
    at_once = max(1, _CELLS_AT_ONCE // layout.width)
    while some := list(islice(records, at_once)):
        lines, rows = [], []
        for record in some:
            if record.line >= layout.first and (row := row_of(rejected, record, layout)) is not None:
                lines.append(record.line)
                rows.append(row)
        if rows:
            cells.extend(lines[: most or None], rows[: most or None])
        yield


def row_of(rejected: RejectedLines, record: Record, layout: Layout) -> list[str] | None:
    """Return the cells of a record, or None after it was rejected."""
    cells, width = record.cells, layout.width
    if len(cells) > width and not any(map(str.strip, cells[width:])):
        cells = cells[:width]
    reason = record.fault or _why_not(cells, layout)
    if reason is None:
        return cells
    rejected.note(record.line, reason, record.text)
    return None


def _why_not(cells: Sequence[str], layout: Layout) -> Text | None:
    """Return why cells are no row; most are one, and are told at once."""
    width = layout.width
    if len(cells) != width:
        one, many = "it has one cell in place of {width}", "it has {count} cells in place of {width}"
        return Text(one if len(cells) == 1 else many, count=len(cells), width=width)
    first = cells[0].strip()
    if not first and width > 1 and not any(map(str.strip, cells)):
        return Text("all its cells are empty")
    if first == layout.names[0] and _repeats(cells, layout):
        return Text("it repeats the names of the columns")
    return None


def _repeats(cells: Sequence[str], layout: Layout) -> bool:
    return layout.header_line > 0 and tuple(map(str.strip, cells)) == layout.names
