"""The lines of a table's text, with their numbers and never longer than a bound, taken apart into cells."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from playground.core.errors import PlaygroundError
from playground.core.importing.tables.encodings import BOM, decoding_errors
from playground.core.sentences import Text, thousands

MOST_LINE = 2**22  # characters of a line: 10,000 columns of 400
MOST_CELL = 131_072  # characters of a record whose quoted cells go over several lines
QUOTE = '"'
NEVER = "\x1f"  # separates nothing in a table of one column
_BAD = re.compile("[\0\ud800-\udfff\ufffd]")
# A quotation mark that a backslash keeps from ending its cell, as databases write it.
_KEPT = re.compile(r'\\"(?=[^\s",;|^~:])')
_BLANK = re.compile(r"[ \t]+")
NO_UTF = Text("it holds bytes that mean no character")
ZERO = Text("it holds a zero byte")
UNCLOSED = Text("a quotation mark is never closed")

NumberedLine = tuple[int, str]  # its number in the file, from 1, and what it says without its end


class Record(NamedTuple):
    """What one or several lines of a table hold."""

    line: int  # the first one's number
    cells: list[str]
    text: str = ""  # the first line as it stands, for an excerpt; made where it is needed
    fault: Text | None = None  # why it cannot be read
    lines: int = 1


def numbered(data: io.BufferedReader, encoding: str, name: str) -> Iterator[NumberedLine]:
    """Yield the lines of a file; PlaygroundError at one that is too long to be a table's."""
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    text = io.TextIOWrapper(data, codec, decoding_errors(encoding))
    number = 0
    try:
        while line := text.readline(MOST_LINE):
            number += 1
            if len(line) == MOST_LINE:
                words = "{name} is no table: its line {line} has more than {most} characters."
                raise PlaygroundError(Text(words, name=name, line=number, most=thousands(MOST_LINE)))
            yield number, (line.lstrip(BOM) if number == 1 else line).rstrip("\n")
    finally:
        text.detach()


class _Unclosed(Exception):
    """Say that a quotation mark opened and no line closes it."""


class Records:
    """Take lines apart at a separator; "" for a table of one column, " " for any white space."""

    def __init__(self, lines: Iterator[NumberedLine], separator: str, width: int = 0) -> None:
        self._lines = lines
        self._again: deque[NumberedLine] = deque()  # lines that are read once more
        self._separator = separator
        self._width = width  # how many cells a record has, 0 where it is not known yet

    def __iter__(self) -> Iterator[Record]:
        while (line := self._next()) is not None:
            number, text = line
            if not text.strip():
                continue
            if (fault := _fault_of(text)) is not None:
                yield Record(number, [], text, fault)
            elif QUOTE not in text or len(self._separator) > 1:
                yield Record(number, self._split(text), text)
            else:
                yield self._quoted(number, text)

    def _next(self) -> NumberedLine | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _split(self, text: str) -> list[str]:
        if self._separator == " ":
            return text.split()
        return text.split(self._separator) if self._separator else [text]

    def _quoted(self, number: int, text: str) -> Record:
        """Return a record some of whose cells are quoted; its lines are read again where one is unclosed."""
        text = _doubled(text)
        taken: list[NumberedLine] = [(number, text)]
        try:
            cells = next(self._reader(self._feed(taken), strict=True))
        except (_Unclosed, csv.Error):
            if len(taken) > 1:
                return self._first_alone(taken, Record(number, [], text, UNCLOSED))
            cells = self._leniently(text)
        if self._separator == " ":
            cells = [cell for cell in cells if cell]
        if len(taken) > 1 and self._width and len(cells) != self._width:
            return self._first_alone(taken, Record(number, [], text, UNCLOSED))
        if len(taken) > 1 and any(_fault_of(line) for _, line in taken):
            return Record(number, [], text, ZERO, len(taken))
        return Record(number, cells, text, None, len(taken))

    def _reader(self, lines: Iterator[str], strict: bool) -> Iterator[list[str]]:
        separator = self._separator or NEVER
        return csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=strict)

    def _leniently(self, text: str) -> list[str]:
        """Return the cells of one line with quotation marks where none belong, as in: 5" disk."""
        try:
            return next(self._reader(iter([self._blanks_as_one(text)]), strict=False))
        except csv.Error:  # a cell that is too long
            return []

    def _first_alone(self, taken: list[NumberedLine], record: Record) -> Record:
        self._again.extendleft(reversed(taken[1:]))
        return record

    def _feed(self, taken: list[NumberedLine]) -> Iterator[str]:
        """Yield lines to the reader as long as it asks, and note which."""
        text = self._blanks_as_one(taken[0][1])
        yield text + "\n"
        room = MOST_CELL - len(text)
        while (line := self._next()) is not None:
            taken.append(line)
            room -= len(line[1]) + 1
            if room < 0:
                break
            yield self._blanks_as_one(_doubled(line[1])) + "\n"
        raise _Unclosed

    def _blanks_as_one(self, text: str) -> str:
        return _BLANK.sub(" ", text) if self._separator == " " else text


def _doubled(text: str) -> str:
    """Return a line with marks that a backslash keeps written twice, as in all other tables."""
    return text.replace('\\"', '""') if _KEPT.search(text) else text


def _fault_of(text: str) -> Text | None:
    """Return why a line cannot be read; most are plain ASCII and are told at once."""
    if text.isascii() and "\0" not in text:
        return None
    found = _BAD.search(text)
    return None if found is None else ZERO if found[0] == "\0" else NO_UTF
