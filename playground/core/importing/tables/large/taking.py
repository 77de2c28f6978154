"""Take a large table apart into columns on disk: compiled code does the plain lines, Python all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from playground.core.importing.tables.large.columns import MOST_BY_RULE, ColumnsTaken
from playground.core.importing.tables.large.folder import COPY, TableFolder
from playground.core.importing.tables.large.laid_out import hashes_of_texts
from playground.core.importing.tables.large.lookup import TableText, lines_from
from playground.core.importing.tables.lines import NEVER, NumberedLine, Records
from playground.core.importing.tables.rows import RejectedLines, row_of

BLOCK = 2**23  # bytes that are looked at together


@dataclass
class _Place:
    """Where in the copy the next line is, and its number."""

    start: int = 0
    line: int = 1


class TableTaken:
    """A large table while it is taken apart; `rejected` and `columns` grow."""

    def __init__(self, table: TableText, folder: TableFolder) -> None:
        self.rejected = RejectedLines()
        self.columns = ColumnsTaken(table, folder)
        self._copy = folder.file(COPY)
        self._separator, self._layout = table.separator, table.layout
        self._first_name = hashes_of_texts(table.layout.names[:1])[0]
        self._at = _Place()
        self._by_rule = 1  # how many lines Python takes next

    def take(self, tell: Callable[[float], None]) -> None:
        """Take all lines; PlaygroundError where they hold too much."""
        size = self._copy.stat().st_size
        with self._copy.open("rb", 2**16) as copy, self._copy.open("rb") as again:
            while self._at.start < size:
                if self._at.line < self._layout.first:
                    self._take_by_rule(again)
                    continue
                self._take_block(_block(copy, self._at.start), again)
                tell(self._at.start / size)

    def _take_block(self, block: bytearray, again: BinaryIO) -> None:
        """Take the lines of a block, and those that begin in it and go on."""
        base, mark = self._at.start, ord(self._separator or NEVER)
        while self._at.start - base < len(block):
            rows, odd, at, line = self.columns.cut(
                block, self._at.start - base, self._at.line, mark, self._first_name, base
            )
            self._at = _Place(base + at, line)
            if odd:
                self._by_rule = min(MOST_BY_RULE, 2 * self._by_rule) if rows == 0 else 1
                self._take_by_rule(again)

    def _take_by_rule(self, copy: BinaryIO) -> None:
        """Take the next lines as any table's are taken."""
        copy.seek(self._at.start)
        lines, layout = _Followed(copy, self._at), self._layout
        records = Records(iter(lines), self._separator, layout.width)
        rows, places = list[list[str]](), list[_Place]()
        for record in islice(chain(records, [None]), self._by_rule):
            if record is None:
                self._at = lines.end()
                break
            if record.line >= layout.first:
                cells = row_of(self.rejected, record, layout)
                if cells is not None:
                    rows.append([cell.strip() for cell in cells])
                    places.append(lines.place_of(record.line))
            self._at = lines.place_of(record.line + record.lines)
        self._take_rows(rows, places)

    def _take_rows(self, rows: Sequence[Sequence[str]], places: Sequence[_Place]) -> None:
        room = self.columns.room
        for first in range(0, len(rows), room):
            here = places[first : first + room]
            lines, starts = [each.line for each in here], [each.start for each in here]
            self.columns.take(rows[first : first + room], lines, starts)


class _Followed:
    """The lines of a copy from a place on, and where each begins."""

    def __init__(self, copy: BinaryIO, at: _Place) -> None:
        self._copy, self._first = copy, at.line
        self._starts = [at.start]

    def __iter__(self) -> Iterator[NumberedLine]:
        for number, text in lines_from(self._copy, self._first):
            self._starts.append(self._copy.tell())
            yield number, text

    def place_of(self, line: int) -> _Place:
        """Return where a line begins that was read, or the one after the last of those."""
        return _Place(self._starts[line - self._first], line)

    def end(self) -> _Place:
        """Return where the line after the last one that was read begins."""
        return self.place_of(self._first + len(self._starts) - 1)


def _block(copy: BinaryIO, start: int) -> bytearray:
    """Return whole lines from a place on, which may be written to; the copy ends in one."""
    copy.seek(start)
    block = bytearray(copy.read(BLOCK))
    while (end := block.rfind(b"\n")) < 0:
        block += copy.read(BLOCK)
    del block[end + 1 :]
    return block
