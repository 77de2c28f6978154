"""Whether a file looks like a table, by its name and its first bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from playground.core.errors import PlaygroundError
from playground.core.files.file_names import TABLE_ENDINGS
from playground.core.importing.tables.dialect import records_of, separator_of, without_comments
from playground.core.importing.tables.encodings import decoding_errors, encoding_of
from playground.core.importing.tables.layout import is_value
from playground.core.importing.tables.options import ENDINGS, NO_SEPARATOR
from playground.core.importing.tables.source import contents

_SURE = (*(f".{each}" for each in TABLE_ENDINGS), ".csv.gz", ".tsv.gz", ".csv.zip")
_PERHAPS = tuple(f".{each}" for each in ENDINGS if each not in TABLE_ENDINGS)
_HEAD = 2**14
_EVEN = 0.9  # of the lines must have as many columns as most have, for what may be prose
_BINARY = 0.05  # of the characters may be controls


def looks_like_table(path: Path) -> bool:
    """Say whether a file is a table as text: its name says so, or its first lines have columns."""
    name = path.name.lower()
    if name.endswith(_SURE):
        return path.is_file()
    return (name.endswith(_PERHAPS) or "." not in name) and path.is_file() and _has_columns(path)


def looks_like_excel(path: Path) -> bool:
    """Say whether a file is a workbook of Excel's newer kind."""
    return path.name.lower().endswith((".xlsx", ".xlsm")) and path.is_file() and zipfile.is_zipfile(path)


def looks_like_parquet(path: Path) -> bool:
    """Say whether a file is Parquet."""
    return path.name.lower().endswith((".parquet", ".pq")) and path.is_file()


def _has_columns(path: Path) -> bool:
    try:
        with contents(path) as inside:
            head = inside.bytes.read(_HEAD)
    except PlaygroundError:
        return False
    encoding = encoding_of(head[: head.rfind(b"\n") + 1] or head)
    text = head.decode(encoding, decoding_errors(encoding))
    controls = sum(1 for each in text if each < " " and each not in "\t\n\r\f")
    if controls > _BINARY * len(text):
        return False
    lines = list(enumerate(text.splitlines()[:-1] or [text], 1))
    body = [line for line in without_comments(lines)[1] if line[1].strip()]
    separator = separator_of(body, _EVEN)
    if separator in (NO_SEPARATOR, "colon"):
        return False
    records = records_of(body, separator)
    widths = [len(record.cells) for record in records]
    even = widths.count(max(set(widths), key=widths.count)) >= _EVEN * len(widths)
    return even and (separator != "space" or _are_numbers([record.cells for record in records[1:]]))


def _are_numbers(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether most cells are numbers or dates: of prose with as many words in each line they are not."""
    cells = [cell for row in rows for cell in row]
    return 2 * sum(map(is_value, cells)) > len(cells)
