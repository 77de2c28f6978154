"""Tables of Excel workbooks, as values: what a formula gave when it was saved, never the formula."""

from __future__ import annotations

import os
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from playground.core.errors import PlaygroundError
from playground.core.files.regular import open_regular
from playground.core.files.zip_list import open_zip
from playground.core.importing.tables.dialect import SAMPLE
from playground.core.importing.tables.layout import layout_of
from playground.core.importing.tables.lines import Record
from playground.core.importing.tables.opened import MOST_COLUMNS, OpenTable
from playground.core.importing.tables.source import A_LITTLE, MOST_MEMBERS, MOST_RATIO
from playground.core.importing.understood import Remark
from playground.core.sentences import Text, thousands

MOST_UNPACKED = 2**30  # bytes of a workbook's parts
_GLANCE = 20  # rows by which a table is told from words


@contextmanager
def open_excel(path: Path, options: Mapping[str, Any], at_once: bool = False) -> Iterator[OpenTable]:
    """Open one sheet of a workbook; PlaygroundError where it is damaged or has no such sheet."""
    with open_regular(path) as file:
        _check_parts(path.name, file)
        sheet, number, said = _sheet(path.name, file, options["sheet"])
        most = max(1, sheet.max_row or 1)
        sheet.reset_dimensions()  # what a file says of its size need not be true
        seen = [0]
        rows = _rows(path.name, sheet, seen)
        head = list(islice(rows, SAMPLE))
        width = max((len(record.cells) for record in head), default=0)
        if not width:
            raise PlaygroundError(Text("The sheet of {name} is empty.", name=path.name))
        head = [_filled(record, width) for record in head]
        layout = layout_of(head, width, options["header_line"], options["second_line"])
        found = {
            **options,
            "sheet": number,
            "header_line": layout.header_line,
            "second_line": layout.second_line,
        }
        records = chain(head, (_filled(record, width) for record in rows))
        above = sum(record.line < (layout.header_line or layout.first) for record in head)
        share = partial(_share, seen, most)
        yield OpenTable(path.name, layout, records, found, share, 0.0, above, said=said)


def _share(seen: list[int], most: int) -> float:
    return min(1.0, seen[0] / most)


def as_text(value: object) -> str:
    """Return what a cell's value is as text: numbers with a point, dates with the year first."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return repr(value) if isinstance(value, float) else str(value)


def _check_parts(name: str, file: BinaryIO) -> None:
    """Refuse what is no workbook, or unpacks to too much, before it is read."""
    size = os.fstat(file.fileno()).st_size
    try:
        parts = open_zip(name, file, MOST_MEMBERS).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError):
        raise PlaygroundError(Text("{name} is damaged, or no Excel workbook.", name=name)) from None
    total = sum(each.file_size for each in parts)
    if total > min(MOST_UNPACKED, max(A_LITTLE, MOST_RATIO * size)):
        raise PlaygroundError(Text("{name} unpacks to too much: it is not read.", name=name))
    file.seek(0)


def _sheet(name: str, file: BinaryIO, number: int) -> tuple[Any, int, tuple[Remark, ...]]:
    """Return a sheet, its number, and what is to be said of it; number 0 is the first that holds a table."""
    sheets = _sheets(name, file)
    if number > len(sheets):
        words = "{name} has {count} sheets; there is no sheet {number}."
        raise PlaygroundError(Text(words, name=name, count=len(sheets), number=number))
    number = number or _first_table(name, sheets)
    if len(sheets) == 1:
        return sheets[0], 1, ()
    words = "This is sheet {number} of {count}, {title!r:.40}: the others are not read."
    told = Text(words, number=number, count=len(sheets), title=str(sheets[number - 1].title))
    return sheets[number - 1], number, (Remark("other", told),)


def _first_table(name: str, sheets: Sequence[Any]) -> int:
    """Return which sheet is the first with two rows or more of two cells or more, else the first with any."""
    filled = []
    for sheet in sheets:
        sheet.reset_dimensions()
        filled.append([len(row.cells) for row in islice(_rows(name, sheet, [0]), _GLANCE)])
    for least in (2, 1):
        for number, widths in enumerate(filled, 1):
            if sum(width >= least for width in widths) >= 2:
                return number
    return next((number for number, widths in enumerate(filled, 1) if widths), 1)


def _sheets(name: str, file: BinaryIO) -> Sequence[Any]:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what else a workbook may hold, such as rules for input
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception:  # whatever a damaged workbook makes of the library
        raise PlaygroundError(Text("{name} is damaged, or no Excel workbook.", name=name)) from None
    sheets: Sequence[Any] = book.worksheets
    if not sheets:
        raise PlaygroundError(Text("{name} holds no sheet of cells.", name=name))
    return sheets


def _rows(name: str, sheet: Any, seen: list[int]) -> Iterator[Record]:
    """Yield the rows that hold anything, and count all."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from _records(name, sheet.iter_rows(values_only=True), seen)
    except PlaygroundError:
        raise
    except Exception:  # whatever a damaged sheet makes of the library
        words = "{name} is damaged: its row {row} cannot be read."
        raise PlaygroundError(Text(words, name=name, row=thousands(seen[0] + 1))) from None


def _records(name: str, rows: Iterator[Sequence[object]], seen: list[int]) -> Iterator[Record]:
    for row in rows:
        seen[0] += 1
        cells = [as_text(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            words = "{name} has {width} columns; at most {most} are read."
            raise PlaygroundError(
                Text(words, name=name, width=thousands(len(cells)), most=thousands(MOST_COLUMNS))
            )
        if cells:
            yield Record(seen[0], cells, " | ".join(cells))


def _filled(record: Record, width: int) -> Record:
    """Return a row as wide as the table; one that has a single cell is words above or below it."""
    lone = sum(bool(cell.strip()) for cell in record.cells) < 2 < width
    if lone or len(record.cells) >= width:
        return record
    return Record(record.line, [*record.cells, *[""] * (width - len(record.cells))], record.text)
