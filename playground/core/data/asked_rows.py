"""Rows of a new file that a network is asked about: columns found by name, written as they are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_inputs import KINDS, NUMBERS, SERIES
from playground.core.catalogue.own_set import inputs_of, needed_of
from playground.core.catalogue.own_sounds import SOUNDS
from playground.core.catalogue.own_texts import TEXTS
from playground.core.data.own import inputs_from
from playground.core.data.own_windows import windows_of
from playground.core.errors import PlaygroundError
from playground.core.files.file_names import is_sound, is_text
from playground.core.importing.importers import IMPORTERS, Importer, ReadingProgress, importer_for
from playground.core.importing.sounds.opening import SOUND
from playground.core.importing.tables.options import CALLED
from playground.core.importing.tables.reading import COMMA
from playground.core.importing.understood import Understood
from playground.core.project.values import Project
from playground.core.sentences import Text, count_of, listed, thousands

ARRAYS = (".npy", ".npz", ".png")  # what is no table
# Options of the project's own file that go for another one, too.
_KEPT = ("missing", "same_case", "dates", "rate", "seconds")
MOST_CELLS, MOST_BYTES = 6_000_000, 2**28  # of a file: they are held as they stand there
_NAMED = 10  # columns that are lacking, of many
Row = list[str]


@dataclass(frozen=True)
class AskedRows:
    """Rows of a file as the network takes them, as they stand there, and what they should say."""

    head: Row
    cells: list[Row]
    inputs: dict[str, np.ndarray]  # by field, rows first
    targets: Mapping[str, np.ndarray]  # by column; empty where the file has none
    notes: tuple[Text, ...] = ()


def takes_rows(project: Project, path: Path) -> bool:
    """Say whether a file is read as a table by the columns of a project's own data."""
    own = project.data.own if project.data_set is not None else None
    if own is None or path.suffix.lower() not in ARRAYS:
        return own is not None
    return own.importer == "arrays" and not any(each.type == "picture" for each in own.columns)


def read_rows(project: Project, path: Path, tell: ReadingProgress | None = None) -> AskedRows:
    """Return a file's rows; PlaygroundError names the columns that it lacks."""
    own = project.data.own
    assert own is not None  # it takes rows
    own = _with_its_sound(own, path)
    importer, found = _understood(path, own, tell)
    _must_fit(path.name, found.manifest)
    wanted = _wanted(own, found.manifest)
    read = importer.columns(path, replace(found.manifest, columns=wanted))
    as_text = tuple(replace(each, type="text") for each in found.manifest.columns)
    texts = importer.columns(path, replace(found.manifest, columns=as_text))
    head = [each.name for each in found.manifest.columns]
    cells = [list(row) for row in zip(*(texts[name].tolist() for name in head), strict=True)]
    aimed = {each.name: read[each.name] for each in own.used_as("target") if each.name in read}
    notes = (*_unread(found), *_unknown(own, read))
    if own.windows is None:
        return AskedRows(head, cells, inputs_from(own, read), aimed, notes)
    cut = windows_of(own, read, told=False)
    later = {name: _at(values, cut.aims) for name, values in aimed.items()}
    ahead = count_of(own.windows.horizon, "{count} step", "{count} steps")
    notes = (Text("What is told beside a row comes {ahead} after it.", ahead=ahead), *notes)
    return AskedRows(head, [cells[row] for row in cut.ends], {SERIES.field: cut.values}, later, notes)


def _with_its_sound(own: Manifest, path: Path) -> Manifest:
    """Return a manifest whose one column of sounds is called as that of a sound without a table is."""
    sounds = [each.name for each in inputs_of(own) if each.type in SOUNDS]
    if not is_sound(path.name) or len(sounds) != 1:
        return own
    columns = (replace(each, name=SOUND) if each.name == sounds[0] else each for each in own.columns)
    return replace(own, columns=tuple(columns))


def _must_fit(name: str, found: Manifest) -> None:
    """Refuse a file whose rows, as they stand there, would take more memory than is there for them."""
    cells = found.rows * len(found.columns)
    if cells > MOST_CELLS or sum(each.size for each in found.files if not each.many) > MOST_BYTES:
        words = (
            "{name} holds {rows} rows of {columns}; at most {cells} cells and {bytes} bytes are answered at "
            "once: divide the file into several."
        )
        columns = count_of(len(found.columns), "{count} column", "{count} columns")
        raise PlaygroundError(Text(words, name=name, rows=thousands(found.rows), columns=columns,
                                   cells=thousands(MOST_CELLS), bytes=thousands(MOST_BYTES)))  # fmt: skip


def _at(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the values of rows, -1 and NaN where there is no row."""
    nobody = -1 if values.dtype.kind == "i" else np.nan
    return np.where(rows >= 0, values[rows], nobody)


def _understood(path: Path, own: Manifest, tell: ReadingProgress | None) -> tuple[Importer, Understood]:
    """Return what a file holds that is written as it may be, or else as the project's own file is.

    A text with commas in it may look like a table: it is read as texts where the network takes those alone.
    """
    importer, usual = importer_for(path), {name: own.options[name] for name in _KEPT if name in own.options}
    texts = [each.name for each in inputs_of(own) if each.type in TEXTS]
    found = importer.understand(path, usual | ({CALLED: texts[0]} if len(texts) == 1 else {}), tell)
    if _lacking(own, found) and importer.id == own.importer:
        found = importer.understand(path, own.options, tell)
    lacking = _lacking(own, found)
    if lacking == texts and len(texts) == 1 and is_text(path.name):
        importer = IMPORTERS.get("texts")
        return importer, importer.understand(path, {CALLED: texts[0]}, tell)
    if lacking:
        words = "{name} lacks {columns}, which this network takes."
        raise PlaygroundError(Text(words, name=path.name, columns=_some(lacking)))
    return importer, found


def _some(names: list[str]) -> Text:
    """Return names as a list in words, the first ones of many."""
    more = len(names) - _NAMED
    if more <= 1:
        return listed(names)
    return Text("{names} and {more} more", names=", ".join(names[:_NAMED]), more=more)


def _lacking(own: Manifest, found: Understood) -> list[str]:
    there = {each.name for each in found.manifest.columns}
    return [each.name for each in needed_of(own) if each.name not in there]


def _wanted(own: Manifest, found: Manifest) -> tuple[Column, ...]:
    """Return the project's columns that a file has, its numbers and dates written as they are there."""
    there = {each.name: each for each in found.columns}
    needed = [each for each in (*needed_of(own), *own.used_as("target")) if each.name in there]
    comma = found.options.get("decimal") == "comma"
    return tuple(_written_as(each, there[each.name], comma) for each in needed)


def _written_as(column: Column, there: Column, comma: bool) -> Column:
    """Return a column as a file writes it; of one that has a single value there, as the file's others are."""
    if column.type == "date":
        return replace(column, written=there.written if there.type == "date" else column.written)
    if column.type in KINDS:
        return column
    written = there.written if there.type in NUMBERS else COMMA if comma else ""
    return replace(column, written=written)


def _unread(found: Understood) -> tuple[Text, ...]:
    count = len(found.rejected) + found.more_rejected
    if not count:
        return ()
    first = found.rejected[0]
    words = ("One line is no row and has no answer", "{count} lines are no rows and have no answer")
    told = Text("{lines}: line {line}, since {why}.", lines=count_of(count, *words), line=first.line,
                why=first.reason)  # fmt: skip
    return (told,)


def _unknown(own: Manifest, read: Mapping[str, np.ndarray]) -> tuple[Text, ...]:
    """Say where categories are missing or were not there when the network was made: they count as other."""
    counts = {each.name: int((read[each.name] < 0).sum()) for each in inputs_of(own) if each.type in KINDS}
    names = [name for name, count in counts.items() if count]
    one = "One category of {columns} is missing or unknown: it counts as other."
    many = "{count} categories of {columns} are missing or unknown: they count as other."
    total = sum(counts.values())
    return (Text(one if total == 1 else many, count=total, columns=listed(names)),) if names else ()
