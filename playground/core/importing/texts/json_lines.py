"""Tables of JSON, one object a line, opened with a column for each name of the first ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.importing.tables.layout import Layout, unique
from playground.core.importing.tables.lines import NumberedLine, Record, numbered
from playground.core.importing.tables.opened import MOST_COLUMNS, OpenTable
from playground.core.importing.tables.source import contents
from playground.core.importing.tables.text_table import encoding_in
from playground.core.sentences import Text, thousands

_SAMPLE = 200  # lines whose names are columns
_NAME = 200  # characters of a name


@contextmanager
def open_json_lines(path: Path, options: Mapping[str, Any]) -> Iterator[OpenTable]:
    """Open a file of JSON objects, one a line; PlaygroundError where no line holds one."""
    with contents(path) as inside:
        lines = numbered(inside.bytes, encoding_in(path), path.name)
        head = list(islice(lines, _SAMPLE))
        known = dict.fromkeys(key for line in head for key in (_object(line[1]) or {}))
        if not known:
            words = "{name} holds no JSON objects, one a line: its first lines hold something else."
            raise PlaygroundError(Text(words, name=path.name))
        if len(known) > MOST_COLUMNS:
            words = "{name} has {width} columns; at most {most} are read."
            count, most = thousands(len(known)), thousands(MOST_COLUMNS)
            raise PlaygroundError(Text(words, name=path.name, width=count, most=most))
        names = unique([_characters(key).strip()[:_NAME] for key in known])
        layout = Layout(len(names), 0, "data", names, ("",) * len(names), 1)
        records = _records(chain(head, lines), tuple(known))
        yield OpenTable(path.name, layout, records, dict(options), inside.share, sums=False)


def _records(lines: Iterator[NumberedLine], keys: tuple[str, ...]) -> Iterator[Record]:
    for number, text in lines:
        if not text.strip():
            continue
        found = _object(text)
        if found is None:
            yield Record(number, [], text, Text("it is no JSON object"))
        else:
            yield Record(number, [_as_text(found.get(key)) for key in keys], text)


def _object(text: str) -> dict[str, Any] | None:
    """Return what a line holds; None where that is no object, or too deep to be read."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _as_text(value: object) -> str:
    """Return a value as a cell: lists and objects as the JSON they were."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _characters(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return _characters(json.dumps(value, ensure_ascii=False))
    return str(value)


def _characters(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # a lone surrogate is none
