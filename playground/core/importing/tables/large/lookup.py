"""Read rows of a large table again, from its copy: single ones, or all of a column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from playground.core.importing.tables.large.copying import HALVES
from playground.core.importing.tables.large.folder import COPY, LINES, STARTS, TableFolder
from playground.core.importing.tables.layout import Layout
from playground.core.importing.tables.lines import NumberedLine, Records

_AT_ONCE = 2**16  # rows


def lines_from(copy: BinaryIO, number: int) -> Iterator[NumberedLine]:
    """Yield the lines of a copy from where it stands on, the first one's number being given."""
    while line := copy.readline():
        yield number, line.decode("utf-8", HALVES).rstrip("\n")
        number += 1


@dataclass(frozen=True)
class TableText:
    """How a table's text is cut."""

    name: str  # of the file
    separator: str  # "" for a table of one column
    layout: Layout


class RowReader:
    """Read rows of a copy."""

    def __init__(self, folder: TableFolder, separator: str, width: int) -> None:
        self._folder, self._separator, self._width = folder, separator, width
        self._last: tuple[int, list[str]] = (-1, [])

    def cells(self, row: int) -> list[str]:
        """Return one row's cells; those of the last one that was asked for are at hand."""
        if self._last[0] != row:
            with self._folder.file(COPY).open("rb") as copy:
                self._last = row, self._read(copy, row)
        return self._last[1]

    def column(self, place: int, rows: int) -> Iterator[str]:
        """Yield the text of one column in each row."""
        with self._folder.file(COPY).open("rb", 2**20) as copy:
            starts = self._folder.read(STARTS, rows)
            for first in range(0, rows, _AT_ONCE):
                for start in starts[first : first + _AT_ONCE].tolist():
                    if copy.tell() != start:
                        copy.seek(start)
                    yield self._record(copy, 1)[place]

    def _read(self, copy: BinaryIO, row: int) -> list[str]:
        copy.seek(self._folder.at(STARTS, row))
        return self._record(copy, self._folder.at(LINES, row))

    def _record(self, copy: BinaryIO, line: int) -> list[str]:
        record = next(iter(Records(lines_from(copy, line), self._separator, self._width)))
        return [cell.strip() for cell in record.cells[: self._width]]
