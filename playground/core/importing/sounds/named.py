"""Sounds that a table names, in the folder that it lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.core.files.file_names import is_sound
from playground.core.files.held_files import Held
from playground.core.importing.many_files import NamedFiles, as_file
from playground.core.importing.tables.lines import Record
from playground.core.importing.tables.options import DEFAULTS
from playground.core.importing.tables.text_table import open_text

_SAMPLE = 50  # rows by which the column of names is found
_ENOUGH = 0.9


@dataclass(frozen=True)
class NamedSound:
    """One row: its line, what the sound is called, its name among the files, "" for none, and the cells."""

    line: int
    called: str
    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ListedSounds:
    """Sounds with what is known of each."""

    head: tuple[str, ...]
    rows: tuple[NamedSound, ...]
    by_table: bool = False


def named_by_table(files: Held, table: str, last: str) -> ListedSounds:
    """Return the sounds that a table among files names; no rows where no column does.

    `last` is the name of a further column.
    """
    with as_file(files, table) as path, open_text(path, DEFAULTS) as inside:
        records = [each for each in inside.records if each.line >= inside.layout.first]
        names = inside.layout.names
    full = [each for each in records if each.fault is None and len(each.cells) == len(names)]
    at = _column(full[:_SAMPLE], len(names))
    if at < 0:
        return ListedSounds(names, ())
    order = (at, *(place for place in range(len(names)) if place != at))
    known = NamedFiles(files, table, is_sound)
    rows = tuple(
        NamedSound(each.line, each.cells[at].strip(), known.one(each.cells[at]),
                   tuple(each.cells[place].strip() for place in order))
        for each in full
    )  # fmt: skip
    head = tuple(names[place] for place in order)
    return ListedSounds((*head, last if last not in head else f"{last} (2)"), rows, True)


def _column(records: Sequence[Record], width: int) -> int:
    """Return the column whose cells name sounds, -1 for none."""
    for place in range(width):
        if records and sum(is_sound(each.cells[place].strip()) for each in records) >= _ENOUGH * len(records):
            return place
    return -1
