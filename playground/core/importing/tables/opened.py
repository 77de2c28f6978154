"""A table that is open: where it begins and its lines one after the other, whatever file it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.core.importing.tables.layout import Layout
from playground.core.importing.tables.lines import Record
from playground.core.importing.understood import Remark

MOST_COLUMNS = 20_000


@dataclass(frozen=True)
class OpenTable:
    """The records of a table, those above its first line of data included."""

    name: str  # of the file
    layout: Layout
    records: Iterator[Record]
    options: Mapping[str, Any]  # as given, and the rest as found
    share: Callable[[], float]  # of the file that has been read
    characters: float = 0.0  # about how many there are, 0 where nobody knows
    above: int = 0  # lines above the table that are no part of it
    sums: bool = True  # whether its last line may sum up those above
    of_files: bool = False  # whether each record is a file, its text the name
    source: Path | None = None  # where its text is, of a table that is read as text
    said: tuple[Remark, ...] = ()  # what is worth knowing of how it was opened
    known_by: Path | None = None  # the person's file that it is from
