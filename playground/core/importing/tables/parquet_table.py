"""Tables in Parquet files: written as text by a child process that is bounded, then read as any other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playground import READ_WORD
from playground.core.errors import PlaygroundError
from playground.core.files.processes import program, run_watched
from playground.core.files.regular import open_regular
from playground.core.importing.tables.opened import OpenTable
from playground.core.importing.tables.options import DEFAULTS
from playground.core.importing.tables.parquet_child import PARQUET, TEXT
from playground.core.importing.tables.text_table import open_text
from playground.core.sentences import Text

MOST_TEXT = 4 * 2**30  # bytes that a table may have as text
_MAGIC = b"PAR1"
_WRITTEN = {  # how the child writes it
    **DEFAULTS, "encoding": "utf-8", "separator": "comma", "header_line": 1, "second_line": "data",
}  # fmt: skip


@contextmanager
def open_parquet(path: Path, options: Mapping[str, Any], at_once: bool = False) -> Iterator[OpenTable]:
    """Open a Parquet file's table; PlaygroundError where it is damaged or becomes too large."""
    with TemporaryDirectory(prefix="playground-table-") as folder:
        place = Path(folder)
        _copy(path, place / PARQUET)
        _write(path.name, place)
        with open_text(place / TEXT, _WRITTEN, at_once) as table:
            yield replace(table, name=path.name, options={**options}, known_by=path)


def _copy(path: Path, to: Path) -> None:
    """Copy the file: the child may write to what it may read."""
    with open_regular(path) as file:
        if file.read(4) != _MAGIC:
            raise PlaygroundError(Text("{name} is no Parquet file.", name=path.name))
        file.seek(0)
        with to.open("wb") as copy:
            shutil.copyfileobj(file, copy, 2**20)


def _write(name: str, place: Path) -> None:
    made = place / TEXT

    def watch() -> None:
        if made.exists() and made.stat().st_size > MOST_TEXT:
            raise PlaygroundError(Text("{name} unpacks to too much: it is not read.", name=name))

    if run_watched(program([READ_WORD, str(place)]), place / "log", watch) or not made.exists():
        raise PlaygroundError(Text("{name} is damaged, or no Parquet file that can be read.", name=name))
