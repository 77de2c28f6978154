"""Find out what pictures somebody has, and read them: the same rows in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.catalogue.manifest import Column, ColumnType, FileFact, Manifest
from playground.core.catalogue.own_inputs import KINDS
from playground.core.catalogue.picture_form import LEAST_SIDE, Form
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import is_file, is_folder
from playground.core.files.file_names import TABLE_ENDINGS, ending_of, is_picture, title_of
from playground.core.files.held_files import Held, HeldFolder, held, named_beside
from playground.core.files.own_files import fact_of, fact_of_many
from playground.core.importing.many_files import as_file
from playground.core.importing.pictures.arrays import PictureColumns, PictureRoom
from playground.core.importing.pictures.decoding import MOST_LONG, pixels_of
from playground.core.importing.pictures.looked import LookedAtPictures, OnePicture, doubles_of
from playground.core.importing.pictures.looking import Manner, SeenPictures, look
from playground.core.importing.pictures.options import AUTO, PARAMS
from playground.core.importing.pictures.remarks import remarks_of
from playground.core.importing.pictures.rows import PICTURE, PictureRows, opened, rows_of
from playground.core.importing.tables import understanding as tables
from playground.core.importing.tables.understanding import Telling
from playground.core.importing.understood import Rejected, Understood
from playground.core.sentences import Text, thousands

MOST_BAD = 0.05  # of the pictures that cannot be read; more are refused
LISTED = 100
_SIDES = (8, 12, 16, 20, 24, 28, 32, 48, 64)
_MANY, _SIDE_OF_MANY = 5000, 32


def looks_like_pictures(path: Path) -> bool:
    """Say whether a folder, a zip or a table beside its pictures holds any.

    A folder is for this importer to refuse, and so is a zip that cannot be opened.
    """
    if is_folder(path):
        return True
    ending = ending_of(path.name)
    if ending in TABLE_ENDINGS:
        beside = named_beside(path)
        return beside is not None and any(map(is_picture, beside.names))
    if ending != "zip" or not is_file(path):
        return False
    try:
        with held(path) as files:
            return any(map(is_picture, files.names))
    except PlaygroundError:
        return not path.name.lower().endswith(tuple(f".{each}.zip" for each in TABLE_ENDINGS))


def understand(path: Path, options: Mapping[str, Any], progress: Telling | None = None) -> Understood:
    """Find out what pictures there are; PlaygroundError in a sentence where they cannot be read.

    Side and channels are chosen by the pictures where options leave that open.
    """
    tell = progress or (lambda share: None)
    with opened(path) as files:
        rows = rows_of(files, options)
        seen = look(files, rows, Manner.of(options), tell)
        known = {name: each.sha for name, each in seen.found.items()}
        is_one = ending_of(path.name) == "zip" and path.is_file()
        fact = fact_of(path) if is_one else fact_of_many(path, files, known)
    _refuse_many(path.name, seen)
    samples = zip(*rows.files.values(), strict=True)
    good = np.array([seen.bad.keys().isdisjoint(names) for names in samples], bool)
    if not good.any():
        raise PlaygroundError(Text("{name} holds no pictures that can be read here.", name=path.name))
    return _judged(path, fact, rows, seen, good, options)


def _refuse_many(name: str, seen: SeenPictures) -> None:
    """Refuse pictures of which more than a few cannot be read; one alone is left out of however few."""
    whole = len(seen.bad) + len(seen.found)
    if len(seen.bad) <= max(1, MOST_BAD * whole):
        return
    first, why = next(iter(seen.bad.items()))
    words = (
        "{bad} of {whole} pictures in {name} cannot be read, such as {first}, since {why}: more than "
        "{most} in 100 are too many to leave out."
    )
    raise PlaygroundError(Text(words, bad=len(seen.bad), whole=thousands(whole), name=name, first=first,
                               why=why, most=round(100 * MOST_BAD)))  # fmt: skip


def _judged(path: Path, fact: FileFact, rows: PictureRows, seen: SeenPictures, good: np.ndarray,
            options: Mapping[str, Any]) -> Understood:  # fmt: skip
    """Return what the pictures that can be read say."""
    names = [next(iter(rows.files.values()))[row] for row in np.flatnonzero(good).tolist()]
    pictures = tuple(seen.found[name] for name in names)
    chosen = {**options, **rows.options, **chosen_form(pictures, options)}
    made = {each.name: chosen.get(each.name, each.default) for each in PARAMS}
    told = {name: values[good] for name, values in rows.values.items()}
    looked = LookedAtPictures(_aimed(rows.columns), pictures, told, doubles_of(pictures))
    manifest = Manifest("pictures", title_of(path), (fact,), len(pictures), looked.columns, made)
    places = {name: place for place, name in enumerate(seen.order, 1)}
    bad = (Rejected(places[name], "", why, file=name) for name, why in seen.bad.items())
    rejected = [*rows.rejected, *bad]
    remarks = (*rows.remarks, *remarks_of(looked))
    return Understood(manifest, tuple(rejected[:LISTED]), max(0, len(rejected) - LISTED), remarks, looked)


def _aimed(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return columns with the one that can be told as the target, where a table leaves none other."""
    fit = [each for each in columns if each.type in KINDS and len(each.kinds) > 1]
    if any(each.use == "target" for each in columns) or len(fit) != 1:
        return columns
    return tuple(replace(each, use="target") if each is fit[0] else each for each in columns)


def chosen_form(pictures: tuple[OnePicture, ...], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return side and channels as given, or as suits the pictures."""
    side = options.get("side", 0)
    made = {"side": side and max(LEAST_SIDE, side), "channels": options.get("channels", AUTO)}
    if not made["side"]:
        shorter = sorted(min(each.width, each.height) for each in pictures)[len(pictures) // 2]
        most = _SIDE_OF_MANY if len(pictures) > _MANY else _SIDES[-1]
        exact = {(each.width, each.height) for each in pictures} == {(shorter, shorter)}
        if exact and LEAST_SIDE <= shorter <= _SIDES[-1]:
            made["side"] = shorter
        else:
            made["side"] = max((each for each in _SIDES if each <= min(shorter, most)), default=LEAST_SIDE)
    if made["channels"] == AUTO:
        made["channels"] = "grey" if all(each.grey for each in pictures) else "colour"
    return made


def columns(path: Path, manifest: Manifest, progress: Telling | None = None) -> dict[str, np.ndarray]:
    """Return those columns of a manifest that the files have, see `Importer.columns`.

    Pictures are (n, channels, side, side) uint8, in a file of their own where they are many.
    """
    return read_named(path, manifest, progress).read


@dataclass(frozen=True)
class NamedRows:
    """Columns as they were read, the file of each row, and the files that could not be."""

    read: dict[str, np.ndarray]
    names: tuple[str, ...]
    bad: tuple[str, ...]


def read_named(path: Path, manifest: Manifest, progress: Telling | None = None) -> NamedRows:
    """Return the columns of a manifest that files have, with the files' names."""
    known = {each.name: each for each in manifest.columns}
    with opened(path) as files:
        rows = rows_of(files, manifest.options, known)
        taken = _called_as(rows.files, known)
        of_folder = [files.folder / name for name in files.names] if isinstance(files, HeldFolder) else []
        made = PictureColumns(
            path, of_folder, manifest.options, tuple(taken), rows.count, Form.of(manifest.options)
        )
        found, good = made.filled(
            partial(_read, files, taken, rows.count, made.form, progress or (lambda share: None))
        )
    told = {name: each[good] for name, each in rows.values.items() if name in known}
    names = np.array(next(iter(rows.files.values())), object)
    return NamedRows({**found, **told}, tuple(names[good]), tuple(names[~good]))


def _called_as(
    files: Mapping[str, tuple[str, ...]], known: Mapping[str, Column]
) -> dict[str, tuple[str, ...]]:
    """Return the files of the columns that are known; pictures without a table are those of the only one."""
    pictures = [name for name, each in known.items() if each.type == "picture"]
    if tuple(files) == (PICTURE,) and len(pictures) == 1:
        return {pictures[0]: files[PICTURE]}
    return {name: each for name, each in files.items() if name in known}


def _read(files: Held, taken: Mapping[str, tuple[str, ...]], count: int, form: Form, tell: Telling,
          room: PictureRoom) -> None:  # fmt: skip
    """Put the pictures that can be read into their room, those of each row in the order of the columns."""
    for row in range(len(room.good), count):
        room.put(_pictures_of(files, [of_rows[row] for of_rows in taken.values()], form))
        tell(row / count)


def _pictures_of(files: Held, names: Sequence[str], form: Form) -> list[np.ndarray] | None:
    """Return some pictures; None where one cannot be read: its row was left out when it was looked at."""
    try:
        return [pixels_of(files.read(name, MOST_LONG), form) for name in names]
    except PlaygroundError:
        return None


def retyped_column(path: Path, manifest: Manifest, name: str, to: ColumnType) -> Column:
    """Return a column of the table of labels as another type; PlaygroundError for what is in no table."""
    with opened(path) as files:
        for table in filter(lambda each: ending_of(each) in TABLE_ENDINGS, files.names):
            with as_file(files, table) as copy:
                found = tables.understand(copy, {}).manifest
                if any(each.name == name for each in found.columns):
                    return tables.retyped_column(copy, found, name, to)
    raise PlaygroundError(Text("{name!r} can be read in one way alone.", name=name))
