"""Which pictures make which sample, and what is told of it: by folders, or by a table of labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from playground.core.catalogue.manifest import Column, Manifest
from playground.core.errors import PlaygroundError
from playground.core.files.file_names import PACK_ENDINGS, TABLE_ENDINGS, ending_of, is_picture
from playground.core.files.held_files import Held, held
from playground.core.importing.classes import PART, can_be_classes, told_by_places
from playground.core.importing.many_files import NamedFiles, as_file
from playground.core.importing.pictures.options import AUTO
from playground.core.importing.refused import refusal_of_many
from playground.core.importing.tables import understanding
from playground.core.importing.tables.options import OF_TEXT
from playground.core.importing.understood import Rejected, Remark
from playground.core.sentences import Text

PICTURE, FOLDER, NAME = "picture", "folder", "name"
_TABLE_OPTIONS = frozenset(param.name for param in OF_TEXT)
_ENOUGH = 0.5  # of a column's cells that name pictures
_OTHERS = {
    "heic": "HEIC is not read: save it as JPEG",
    "heif": "HEIF is not read: save it as JPEG",
    "avif": "AVIF is not read: save it as JPEG",
    **dict.fromkeys(PACK_ENDINGS, "a file packed within is not read: unpack it first"),
    "svg": "a drawing of lines is not read: save it as PNG",
}


@dataclass(frozen=True)
class PictureRows:
    """The samples to be, before any picture was opened.

    `files` has the names of the files of each picture column, `values` what is told in each other column, a
    row each.
    """

    files: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]  # all of them, in one order
    values: Mapping[str, np.ndarray]
    options: Mapping[str, Any]
    rejected: tuple[Rejected, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def count(self) -> int:
        """Return how many samples there are."""
        return len(next(iter(self.files.values())))


@contextmanager
def opened(path: Path) -> Iterator[Held]:
    """Yield what a folder, a zip or a table with pictures beside it holds; PlaygroundError for no picture."""
    with held(path) as files:
        if not any(map(is_picture, files.names)):
            raise refusal_of_many(path.name, files)
        yield files


def rows_of(
    files: Held, options: Mapping[str, Any], known: Mapping[str, Column] = MappingProxyType({})
) -> PictureRows:
    """Return the samples that pictures make, by the table beside them where one names them.

    `known` columns are read as they were understood before.
    """
    made = _by_table(files, options, known) or _by_folders(files, options, known)
    return replace(made, rejected=(*_left_out(files), *made.rejected))


def _left_out(files: Held) -> Iterator[Rejected]:
    for name, why in files.left_out:
        yield Rejected(0, "", why, file=name)
    for place, name in enumerate(files.names, 1):
        if not is_picture(name) and ending_of(name) not in TABLE_ENDINGS:
            yield Rejected(place, "", Text(_OTHERS.get(ending_of(name), "it is no picture")), file=name)


def _by_folders(files: Held, options: Mapping[str, Any], known: Mapping[str, Column]) -> PictureRows:
    names = tuple(filter(is_picture, files.names))
    told = told_by_places(names, str(options.get("classes", AUTO)))
    kept = {"classes": told.way}
    values, columns = dict[str, np.ndarray](), [Column(PICTURE, "picture")]
    meant = told.way != "names" or can_be_classes(told.classes) or options.get("classes") == "names"
    for name, texts, use in ((NAME if told.way == "names" else FOLDER, told.classes, "target"),
                             (PART, told.parts, "out")):  # fmt: skip
        if any(texts) and (meant or name == PART):
            kinds = known[name].kinds if name in known else tuple(sorted({text for text in texts if text}))
            places = {kind: at for at, kind in enumerate(kinds)}
            values[name] = np.array([places.get(text, -1) for text in texts], np.int64)
            missing = int((values[name] < 0).sum())
            columns.append(Column(name, "category", use, kinds, missing=missing))  # type: ignore[arg-type]
    rest = {each: options[each] for each in _TABLE_OPTIONS if each in options}
    return PictureRows({PICTURE: names}, tuple(columns), values, {**rest, **kept})


def _by_table(files: Held, options: Mapping[str, Any], known: Mapping[str, Column]) -> PictureRows | None:
    """Return the rows of the first table that names pictures, the nearest to the top first."""
    tables = [each for each in files.names if ending_of(each) in TABLE_ENDINGS]
    for name in sorted(tables, key=lambda each: (each.count("/"), each)):
        with as_file(files, name) as table:
            found = _read_table(table, name, files, options, known)
        if found is not None:
            return found
    return None


def _read_table(
    table: Path, name: str, files: Held, options: Mapping[str, Any], known: Mapping[str, Column]
) -> PictureRows | None:
    given = {each: options[each] for each in _TABLE_OPTIONS if each in options}
    try:
        found = understanding.understand(table, given)
    except PlaygroundError:
        return None  # a file that is no table of labels
    texts = understanding.columns(table, _as_text(found.manifest))
    names = NamedFiles(files, name, is_picture)
    named = {each.name: names.of(texts[each.name]) for each in found.manifest.columns}
    pictures = {key: each for key, each in named.items() if each is not None}
    if not pictures:
        return None
    there = np.all([[bool(one) for one in each] for each in pictures.values()], axis=0)
    columns = tuple(_as_picture(each) if each.name in pictures else each for each in found.manifest.columns)
    wanted = tuple(known.get(each.name, each) for each in found.manifest.columns if each.name not in pictures)
    values = understanding.columns(table, replace(found.manifest, columns=wanted))
    return PictureRows(
        {key: tuple(np.array(each, object)[there].tolist()) for key, each in pictures.items()}, columns,
        {key: each[there] for key, each in values.items()},
        {**found.manifest.options, "classes": AUTO},
        (*found.rejected, *_not_there(pictures, texts, there, found.looked.cells.lines)),
        tuple(_unnamed(name, files, pictures)),
    )  # fmt: skip


def _as_text(manifest: Manifest) -> Manifest:
    return replace(manifest, columns=tuple(replace(each, type="text") for each in manifest.columns))


def _as_picture(column: Column) -> Column:
    return Column(column.name, "picture", "input")


def _not_there(
    pictures: Mapping[str, list[str]], texts: Mapping[str, np.ndarray], there: np.ndarray, lines: Any
) -> Iterator[Rejected]:
    for row in np.flatnonzero(~there).tolist():
        column = next(key for key, each in pictures.items() if not each[row])
        words = "there is no picture {name!r:.80}"
        yield Rejected(int(lines[row]), column, Text(words, name=str(texts[column][row])))


def _unnamed(table: str, files: Held, pictures: Mapping[str, list[str]]) -> Iterator[Remark]:
    used = {one for each in pictures.values() for one in each}
    count = sum(is_picture(each) and each not in used for each in files.names)
    if count:
        one, many = ("One picture is not named in {table}, and left out.",
                     "{count} pictures are not named in {table}, and left out.")  # fmt: skip
        yield Remark("other", Text(one if count == 1 else many, count=count, table=table))
