"""Read a large table: its columns are written once, and found again as long as the file is the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from playground.core.files.kept import KNOWN, kept, read_kept
from playground.core.importing.tables.large.cells import KeptTable
from playground.core.importing.tables.large.columns import ColumnsTaken
from playground.core.importing.tables.large.copying import copy_text
from playground.core.importing.tables.large.folder import COPY, TableFolder
from playground.core.importing.tables.large.lookup import TableText
from playground.core.importing.tables.large.taking import TableTaken
from playground.core.importing.tables.opened import OpenTable
from playground.core.importing.tables.options import SEPARATORS
from playground.core.importing.tables.rows import Read, RejectedLines
from playground.core.importing.tables.source import contents
from playground.core.importing.understood import Rejected
from playground.core.sentences import Text

_WRITTEN = "comma"  # of text that another file was written as
_COPIED = 0.3  # of the work is writing the copy


def read_large(table: OpenTable, tell: Callable[[float], None]) -> Read:
    """Return all rows of a table; PlaygroundError where they hold too much, or the disk has no room."""
    assert table.source is not None and table.known_by is not None  # it is text
    separator = SEPARATORS.get(table.options.get("separator", _WRITTEN), "")
    text = TableText(table.name, separator, table.layout)
    path, encoding = table.source, table.options.get("encoding", "utf-8")
    how = (encoding, text.separator, *map(str, vars(text.layout).values()))

    def fill(made: Path) -> None:
        _write(path, text, encoding, made, tell)

    folder = partial(kept, table.known_by, how, fill)
    return read_kept(folder, lambda found: _opened(TableFolder(found), text))


def _write(path: Path, table: TableText, encoding: str, place: Path, tell: Callable[[float], None]) -> None:
    """Write copy, columns and what is known of them into a folder."""
    folder = TableFolder(place)
    with contents(path) as inside:
        copy_text(inside, encoding, table.name, folder.file(COPY), lambda share: tell(_COPIED * share))
    taken = TableTaken(table, folder)
    taken.take(lambda share: tell(_COPIED + (1 - _COPIED) * share))
    taken.columns.finish()
    folder.file(KNOWN).write_text(json.dumps({**_told(taken), "sizes": _sizes(place)}), encoding="utf-8")


def _told(taken: TableTaken) -> dict[str, Any]:
    rejected = taken.rejected
    return {
        "rows": taken.columns.rows,
        "columns": [each.told() for each in taken.columns.each],
        "rejected": [
            [each.line, each.reason.key, dict(each.reason.values), each.excerpt] for each in rejected.listed
        ],
        "more": rejected.more,
    }  # fmt: skip


def _sizes(place: Path) -> dict[str, int]:
    """Return how long each part is, but for what tells it."""
    return {each.name: each.stat().st_size for each in place.iterdir() if each.name != KNOWN}


def _opened(folder: TableFolder, table: TableText) -> Read:
    """Return the rows that a folder holds."""
    told = json.loads(folder.file(KNOWN).read_text("utf-8"))
    there = _sizes(folder.path)
    if any(there.get(name) != size for name, size in told["sizes"].items()):
        raise ValueError("a part is not as long as it was")
    columns, rows = ColumnsTaken(table, folder).each, told["rows"]
    for column, known in zip(columns, told["columns"], strict=True):
        column.recall(known)
    rejected = [
        Rejected(line, "", Text(key, **values), excerpt) for line, key, values, excerpt in told["rejected"]
    ]
    cells = KeptTable(folder, rows, [column.cells(rows) for column in columns])
    return Read(cells, RejectedLines(listed=rejected, more=told["more"]))
