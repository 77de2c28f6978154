"""Find out what a table holds, and read its columns: the same lines in both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.catalogue.manifest import Column, ColumnType, FileFact, Manifest
from playground.core.errors import PlaygroundError
from playground.core.files.file_names import title_of
from playground.core.files.own_files import fact_of
from playground.core.importing.tables.cells import TableCells, TableRows
from playground.core.importing.tables.column_types import judged, retyped
from playground.core.importing.tables.found_cells import FoundCells, vote_of
from playground.core.importing.tables.large.choosing import can_be_large
from playground.core.importing.tables.large.found import ColumnsOnDemand, found_in
from playground.core.importing.tables.large.judgement import (
    Judgement,
    keep_judgement,
    known_judgement,
)
from playground.core.importing.tables.opened import OpenTable
from playground.core.importing.tables.options import AUTO
from playground.core.importing.tables.reading import Ways
from playground.core.importing.tables.remarks import LookedAt, remarks_of
from playground.core.importing.tables.rows import Read, RejectedLines, filling
from playground.core.importing.tables.text_table import open_text
from playground.core.importing.tables.totals import is_total
from playground.core.importing.tables.unfamiliar import cut_by_need
from playground.core.importing.tables.uses import with_uses
from playground.core.importing.understood import FirstRows, Remark, Understood
from playground.core.registry import named
from playground.core.sentences import Text, count_of

_READ = 0.8  # of the work is reading, the rest is judging columns

Telling = Callable[[float], None]
# How each importer's files are opened, by its id.
_HERE = "playground.core.importing."
_LARGE = _HERE + "tables.large.reading:read_large"
_OPENERS = {
    "table": _HERE + "tables.text_table:open_text", "excel": _HERE + "tables.excel_table:open_excel",
    "parquet": _HERE + "tables.parquet_table:open_parquet", "texts": _HERE + "texts.opening:open_texts",
    "json_lines": _HERE + "texts.json_lines:open_json_lines", "sounds": _HERE + "sounds.opening:open_sounds",
    "arrays": _HERE + "arrays.table:open_arrays",
}  # fmt: skip


def opened_by(importer: str, path: Path, options: Mapping[str, Any]) -> AbstractContextManager[OpenTable]:
    """Return a file opened as an importer opens it; PlaygroundError on entering where it cannot be."""
    found: AbstractContextManager[OpenTable] = named(_OPENERS[importer])(path, options)
    return found


def understand(path: Path, options: Mapping[str, Any], progress: Telling | None = None) -> Understood:
    """Find out what a table as text holds; PlaygroundError in a sentence where it cannot be read."""
    return understand_as("table", path, options, progress)


def columns(path: Path, manifest: Manifest, progress: Telling | None = None) -> Mapping[str, np.ndarray]:
    """Return those columns of a manifest that a table has, see `Importer.columns`."""
    with opened_by(manifest.importer, path, manifest.options) as table:
        return columns_of(table, manifest, progress or (lambda share: None))


def columns_of(table: OpenTable, manifest: Manifest, tell: Telling) -> Mapping[str, np.ndarray]:
    """Return those columns of a manifest that an open table has, see `Importer.columns`."""
    known = {each.name: each for each in manifest.columns}
    every = _cells_found(table, _read(table, tell), Ways.of(manifest.options))
    found = [each for each in every if each.name in known]
    if can_be_large(table):
        return ColumnsOnDemand({each.name: (each, known[each.name]) for each in found})
    made = {}
    for each in found:
        made[each.name] = each.row_values(known[each.name])
        tell(_READ + (1 - _READ) * len(made) / len(found))
    return made


def retyped_column(path: Path, manifest: Manifest, name: str, to: ColumnType) -> Column:
    """Return a column of a table as another type, with how many of its cells do not fit that.

    KeyError where the manifest has no such column.
    """
    known = {each.name: each for each in manifest.columns}[name]
    with opened_by(manifest.importer, path, manifest.options) as table:
        read = _read(table, lambda share: None)
        found = {each.name: each for each in _cells_found(table, read, Ways.of(manifest.options))}
    if name not in found:
        raise PlaygroundError(Text("{file} has no column {name!r}.", file=path.name, name=name))
    return retyped(known, found[name], to)


def understand_excel(path: Path, options: Mapping[str, Any], progress: Telling | None = None) -> Understood:
    """Find out what a workbook's sheet holds; PlaygroundError in a sentence where it cannot be read."""
    return understand_as("excel", path, options, progress)


def understand_parquet(path: Path, options: Mapping[str, Any], progress: Telling | None = None) -> Understood:
    """Find out what a Parquet file holds; PlaygroundError in a sentence where it cannot be read."""
    return understand_as("parquet", path, options, progress)


def preview(path: Path, options: Mapping[str, Any], rows: int = 200) -> FirstRows:
    """Return the first rows of a table as text and what they say of it, without reading on."""
    with open_text(path, options, at_once=True) as table:
        seen, cells = list(islice(table.records, 2 * rows)), TableCells(path.name, table.layout.width)
        read = Read(cells, RejectedLines())
        for _ in filling(cells, read.rejected, iter(seen), table.layout, rows):
            pass
        judged = _judged("table", path, table, read, lambda share: None, ())
        about = len(seen) * table.characters / max(1, sum(len(each.text) + 1 for each in seen))
    grid = [np.array(column.texts, object)[column.codes].tolist() for column in read.cells.columns]
    whole = len(seen) < 2 * rows
    lines, shown = tuple(cells.lines), tuple(zip(*grid, strict=True))
    return FirstRows(judged, lines, shown, read.cells.rows if whole else round(about))


def understand_as(
    importer: str, path: Path, options: Mapping[str, Any], progress: Telling | None
) -> Understood:
    """Find out what a file holds as an importer reads it; PlaygroundError where it cannot be read.

    What it is known by is found beside that: summing its bytes up lets other threads go on.
    """
    with ThreadPoolExecutor(1) as beside:
        fact = beside.submit(fact_of, path)
        try:
            with opened_by(importer, path, options) as table:
                found = understood_of(importer, path, table, progress or (lambda share: None), ())
        except PlaygroundError:
            fact.result()  # a file that cannot be known is refused for that
            raise
        return replace(found, manifest=replace(found.manifest, files=(fact.result(),)))


def understood_of(
    importer: str, path: Path, table: OpenTable, tell: Telling, files: tuple[FileFact, ...]
) -> Understood:
    """Return what an open table holds, once all its rows were read."""
    return _judged(importer, path, table, _read(table, tell), tell, files)


def _rows(table: OpenTable, tell: Telling) -> Read:
    """Return the rows of a table, and those lines that are none."""
    if can_be_large(table):
        read: Read = named(_LARGE)(table, lambda share: tell(_READ * share))
        return read
    cells, rejected = TableCells(table.name, table.layout.width), RejectedLines(table.of_files)
    for _ in filling(cells, rejected, table.records, table.layout):
        tell(_READ * table.share())
    return Read(cells, rejected)


def _read(table: OpenTable, tell: Telling) -> Read:
    """Return all rows; PlaygroundError where there is none."""
    read = _rows(table, tell)
    if table.sums and read.cells.rows > 2 and is_total(read.cells):
        line, cells = read.cells.lines[-1], read.cells.last()
        read.rejected.note(line, Text("it sums up the lines above"), " | ".join(cells))
        read.rejected.listed.sort(key=lambda each: each.line)
        read.cells.drop_last()
    if not read.cells.rows:
        _refuse(table, read)
    return read


def _refuse(table: OpenTable, read: Read) -> None:
    if read.rejected.listed:
        words = "{name} is no table that can be read: {place} is not, since {why}."
        if table.of_files:
            words = "{name} holds nothing that can be read: {place} cannot be, since {why}."
        first = read.rejected.listed[0]
        raise PlaygroundError(Text(words, name=table.name, place=first.place, why=first.reason))
    raise PlaygroundError(Text("{name} holds names of columns but no row.", name=table.name))


def _judged(
    importer: str, path: Path, table: OpenTable, read: Read, tell: Telling, files: tuple[FileFact, ...]
) -> Understood:
    """Return what the rows of a table say about its columns."""
    options = {**table.options}
    if options.get("decimal") == AUTO:
        votes = sum(vote_of(cells.first_texts) for cells in read.cells.columns)
        options["decimal"] = "comma" if votes > 0 else "point"
    found = _cells_found(table, read, Ways.of(options))
    known = known_judgement(read.cells, options)
    if known is None:
        found, known = _judged_now(read.cells, found, options, tell)
    manifest = Manifest(importer, title_of(path), files, read.cells.rows, known.columns, options)
    looked = LookedAt(known.columns, found, read.cells)
    remarks = (*_above(table), *known.remarks)
    return Understood(manifest, tuple(read.rejected.listed), read.rejected.more, remarks, looked)


def _judged_now(
    cells: TableRows, found: tuple[FoundCells, ...], options: Mapping[str, Any], tell: Telling
) -> tuple[tuple[FoundCells, ...], Judgement]:
    """Return columns as they are known once they were judged, and what was found out."""
    seen, made = list[FoundCells](), list[Column]()
    for each in found:
        known, column = judged(each)
        seen.append(known)
        made.append(column)
        tell(_READ + (1 - _READ) * len(made) / len(found))
    used = tuple(map(cut_by_need, with_uses(made, seen), seen))
    judgement = Judgement(used, remarks_of(LookedAt(used, tuple(seen), cells)))
    if all(one is other for one, other in zip(seen, found, strict=True)):  # none was spelled out
        keep_judgement(cells, options, judgement)
    return tuple(seen), judgement


def _cells_found(table: OpenTable, read: Read, ways: Ways) -> tuple[FoundCells, ...]:
    """Return the cells of each column with what is known of it."""
    layout = table.layout
    return tuple(
        found_in(name, place, layout.width, cells, ways, layout.units[place], layout.index and not place)
        for place, (name, cells) in enumerate(zip(layout.names, read.cells.columns, strict=True))
    )


def _above(table: OpenTable) -> tuple[Remark, ...]:
    if not table.above:
        return table.said
    words = ("One line above the table was passed over.", "{count} lines above the table were passed over.")
    return (*table.said, Remark("other", count_of(table.above, *words)))
