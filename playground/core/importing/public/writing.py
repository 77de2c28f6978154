"""A table written as everybody reads it: UTF-8, commas, the names in the first line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

RowsToLay = Iterator[Sequence[str]]
LayProgress = Callable[[float], None]  # told the share that is laid out; what it raises ends the work


def write_table(path: Path, names: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """Write a table and return its path; line breaks within cells become spaces."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([" ".join(cell.split()) for cell in row])
    return path
