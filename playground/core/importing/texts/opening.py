"""Texts opened as a table of documents: their file or line, their class, and what they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.files.file_names import is_text, may_be_text
from playground.core.files.held_files import Held, held, is_many
from playground.core.importing.classes import PART, classes_of, parts_of
from playground.core.importing.many_files import left_out
from playground.core.importing.tables.encodings import BOM, decoding_errors, encoding_of
from playground.core.importing.tables.layout import Layout, unique
from playground.core.importing.tables.lines import Record, numbered
from playground.core.importing.tables.opened import OpenTable
from playground.core.importing.tables.source import contents
from playground.core.importing.tables.text_table import encoding_in
from playground.core.sentences import Text

FILE = "file"  # the column of what a document's file is called
MOST_TEXT = 4 * 2**20  # bytes of one document
STRETCH = 60  # words of a piece of a long text
_LONG = 5 * STRETCH  # words of a text that is cut, where each file is a class by itself
_BAD = re.compile("[\0\ud800-\udfff\ufffd]")
_LABEL = re.compile(r"__label__(\S+)\s+")


@contextmanager
def open_texts(path: Path, options: Mapping[str, Any]) -> Iterator[OpenTable]:
    """Open a folder or zip of texts, or one file with a document a line; PlaygroundError for none."""
    if is_many(path):
        with held(path) as files:
            yield _open_many(path.name, files, options)
        return
    with contents(path) as inside:
        lines = numbered(inside.bytes, encoding_in(path), path.name)
        first = next(lines, (1, ""))
        labelled = _LABEL.match(first[1]) is not None
        yield _table(
            path.name, _class_and(labelled, options), _lines(first, lines, labelled), options, inside.share
        )


def _open_many(name: str, files: Held, options: Mapping[str, Any]) -> OpenTable:
    names = [each for each in files.names if may_be_text(each)]
    if not names:
        raise PlaygroundError(Text("{name} holds no texts: no file ends in .txt.", name=name))
    done, parts = [0], parts_of(names)
    records, classes = _documents(files, names, done, parts)
    head = (FILE, *_class_and(classes, options), *([PART] if parts else []))
    every = chain(left_out(files, is_text), records)
    return _table(name, head, every, options, lambda: done[0] / len(names), of_files=True)


def _class_and(labelled: bool, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the columns of what a text says, and of its class where it has one."""
    called = str(options["called"])
    return ("class", called) if labelled else (called,)


def _table(name: str, head: tuple[str, ...], records: Iterator[Record], options: Mapping[str, Any],
           share: Callable[[], float], of_files: bool = False) -> OpenTable:  # fmt: skip
    names = unique(head)
    layout = Layout(len(names), 0, "data", names, ("",) * len(names), 1)
    return OpenTable(name, layout, records, dict(options), share, sums=False, of_files=of_files)


def _lines(first: tuple[int, str], rest: Iterator[tuple[int, str]], labelled: bool) -> Iterator[Record]:
    """Yield one document a line; empty lines are none."""
    number, text = first
    while True:
        if text.strip():
            yield _record(number, text, labelled)
        following = next(rest, None)
        if following is None:
            return
        number, text = following


def _record(number: int, text: str, labelled: bool) -> Record:
    if _BAD.search(text):
        return Record(number, [], text, Text("it holds bytes that mean no character"))
    if not labelled:
        return Record(number, [text], text)
    found = _LABEL.match(text)
    if found is None:
        return Record(number, [], text, Text("it does not begin with a class, as the first line does"))
    return Record(number, [found[1], text[found.end() :]], text)


def _documents(files: Held, names: list[str], done: list[int],
               parts: Mapping[str, str] | None) -> tuple[Iterator[Record], bool]:  # fmt: skip
    """Return the documents among files, and whether they have classes.

    By their folder, by the beginning of their names, or, of a few long texts, by the text they are from.
    """
    label = classes_of(names)
    if label is not None:
        return _whole(files, names, done, label, parts), True
    if parts is None and 2 <= len(names) <= len(set(map(_stem, names))) and _are_long(files, names):
        return _stretches(files, names, done), True
    return _whole(files, names, done, None, parts), False


def _whole(files: Held, names: list[str], done: list[int], label: Mapping[str, str] | None,
           parts: Mapping[str, str] | None) -> Iterator[Record]:  # fmt: skip
    for place, name in enumerate(names, 1):
        text, fault = _read(files, name)
        cells = [name, *([label[name]] if label else []), text, *([parts[name]] if parts else [])]
        yield Record(place, [] if fault else cells, name, fault)
        done[0] = place


def _stretches(files: Held, names: list[str], done: list[int]) -> Iterator[Record]:
    """Yield long texts in stretches of some words, each of the class that its file is."""
    place = 0
    for number, name in enumerate(names, 1):
        text, fault = _read(files, name)
        words = text.split()
        for start in range(0, max(1, len(words)), STRETCH):
            place += 1
            cells = [name, _stem(name), " ".join(words[start : start + STRETCH])]
            yield Record(place, [] if fault else cells, name, fault)
        done[0] = number


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0]


def _are_long(files: Held, names: list[str]) -> bool:
    """Say whether every file is a long text, by its size: nothing is read."""
    return all(files.size(name) > 5 * _LONG for name in names)


def _in_a_sentence(words: str) -> str:
    return words.rstrip(".")


def _read(files: Held, name: str) -> tuple[str, Text | None]:
    """Return what a file says, or why it cannot be read."""
    try:
        data = files.read(name, MOST_TEXT)
    except PlaygroundError as error:
        return "", error.message.changed(_in_a_sentence)
    encoding = encoding_of(data)
    text = data.decode(encoding, decoding_errors(encoding)).lstrip(BOM)
    if not text.strip():
        return "", Text("it is empty")
    return text, Text("it holds bytes that mean no character") if _BAD.search(text) else None
