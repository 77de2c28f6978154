"""Tables as text: opened with the encoding, separator and layout that are told or found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.importing.tables.dialect import (
    SAMPLE,
    records_of,
    separator_of,
    told_separator,
    width_of,
    without_comments,
)
from playground.core.importing.tables.encodings import EncodingJudge, encoding_of
from playground.core.importing.tables.layout import Layout, is_value, layout_of, unique
from playground.core.importing.tables.lines import MOST_LINE, NumberedLine, Records, numbered
from playground.core.importing.tables.opened import MOST_COLUMNS, OpenTable
from playground.core.importing.tables.options import AUTO, SEPARATORS
from playground.core.importing.tables.source import contents
from playground.core.sentences import Text, thousands

_HEAD = 2**16  # bytes by which an encoding is guessed where there is no time for all
_CHUNK = 2**20
_LONGEST = 4 * MOST_LINE  # bytes of a line
_SAMPLE_CHARACTERS = 2**20


@contextmanager
def open_text(path: Path, options: Mapping[str, Any], at_once: bool = False) -> Iterator[OpenTable]:
    """Open a table; the encoding is found by all its bytes, or `at_once` by the first."""
    encoding = options["encoding"]
    if encoding == AUTO:
        encoding = _first_encoding(path) if at_once else encoding_in(path)
    with contents(path) as inside:
        lines = numbered(inside.bytes, encoding, path.name)
        head = _head(lines)
        if not any(text.strip() for _, text in head):
            raise PlaygroundError(Text("{name} holds nothing but empty lines.", name=path.name))
        separator, layout, above = _found(path.name, head, options)
        records = Records(chain(head, lines), SEPARATORS.get(separator, ""), layout.width)
        found = {
            **options, "encoding": encoding, "separator": separator, "header_line": layout.header_line,
            "second_line": layout.second_line,
        }  # fmt: skip
        yield OpenTable(
            path.name, layout, iter(records), found, inside.share, inside.unpacked, above, source=path,
            known_by=path,
        )  # fmt: skip


def _first_encoding(path: Path) -> str:
    with contents(path) as inside:
        head = inside.bytes.read(_HEAD)
    end = head.rfind(b"\n") + 1
    return encoding_of(head[:end] if end and b"\0" not in head[:1000] else head)


def encoding_in(path: Path) -> str:
    """Return the encoding of a file, by all its bytes, or those up to a line longer than any table's."""
    since = 0  # bytes of the line so far
    with contents(path) as inside:
        judge = EncodingJudge(inside.bytes.peek(_HEAD)[:_HEAD])
        while chunk := inside.bytes.read(_CHUNK):
            judge.see(chunk)
            end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            since = len(chunk) - end - 1 + (since if end < 0 else 0)
            if since > _LONGEST:
                break  # what reads the lines says so
    return judge.encoding()


def _head(lines: Iterator[NumberedLine]) -> list[NumberedLine]:
    """Return the first lines, fewer of them where they are long."""
    head: list[NumberedLine] = []
    room = _SAMPLE_CHARACTERS
    for line in islice(lines, 2 * SAMPLE):
        head.append(line)
        room -= len(line[1])
        if room < 0 and len(head) >= 4:
            break
    return head


def _found(name: str, head: Sequence[NumberedLine], options: Mapping[str, Any]) -> tuple[str, Layout, int]:
    """Return the separator's id, the layout, and how many lines stand above the table."""
    told = told_separator(head[0][1])
    comments, body = without_comments(head[1:] if told else head)
    separator = options["separator"] if options["separator"] != AUTO else told or separator_of(body)
    records = records_of(body, separator)
    width = width_of(records)
    if not width:
        raise PlaygroundError(Text("{name} is no table: no line of it can be read.", name=name))
    if width > MOST_COLUMNS:
        words = "{name} has {width} columns; at most {most} are read."
        raise PlaygroundError(Text(words, name=name, width=thousands(width), most=thousands(MOST_COLUMNS)))
    below = [line for line, _ in body]
    header = options["header_line"] if options["header_line"] in (-1, 0, *below) else -1
    layout = layout_of(records, width, header, options["second_line"])
    start = layout.header_line or layout.first
    above = sum(record.line < start for record in records)
    if not layout.header_line and options["header_line"] != 0:
        layout = _names_in_comment(comments, layout, separator, options["header_line"])
    return separator, layout, above


def _names_in_comment(
    comments: Sequence[NumberedLine], layout: Layout, separator: str, wanted: int
) -> Layout:
    """Return the layout with the names that the last comment holds, if it holds as many words as columns."""
    if not comments or (wanted > 0 and wanted != comments[-1][0]):
        return layout
    line, text = comments[-1]
    cells = [
        cell.strip() for record in records_of([(line, text.lstrip("# "))], separator) for cell in record.cells
    ]
    if len(cells) != layout.width or layout.width < 2 or any(map(is_value, cells)):
        return layout
    return replace(layout, header_line=line, names=unique(cells))
