"""Find out what arrays hold, a table or pictures, and read them: the same rows in both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from playground.core.catalogue.manifest import Column, ColumnType, Manifest
from playground.core.catalogue.picture_form import Form
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import is_folder
from playground.core.files.file_names import title_of
from playground.core.files.held_files import list_folder
from playground.core.files.own_files import fact_of
from playground.core.importing.arrays.as_pictures import ArrayPictures, look_like_pictures, pictures_of
from playground.core.importing.arrays.many import FoundArrays, found_in
from playground.core.importing.arrays.options import PARAMS, PICTURES
from playground.core.importing.arrays.table import table_of
from playground.core.importing.arrays.told import ToldByArrays, told_by
from playground.core.importing.pictures.arrays import PictureColumns, PictureRoom
from playground.core.importing.pictures.decoding import in_form
from playground.core.importing.pictures.looked import TINY, LookedAtPictures, OnePicture, doubles_of
from playground.core.importing.pictures.looking import (
    KEPT,
    KEPT_A_CLASS,
    KEPT_SMALLER,
    LONG,
    SMALL,
    SMALLER,
    within,
)
from playground.core.importing.pictures.options import AUTO
from playground.core.importing.pictures.remarks import remarks_of
from playground.core.importing.pictures.rows import PICTURE
from playground.core.importing.pictures.understanding import chosen_form
from playground.core.importing.tables import understanding as tables
from playground.core.importing.tables.understanding import Telling, understood_of
from playground.core.importing.understood import Understood
from playground.core.sentences import Text


def understand(path: Path, options: Mapping[str, Any], progress: Telling | None = None) -> Understood:
    """Find out what arrays hold; PlaygroundError in a sentence where they make neither table nor pictures.

    They are taken as pictures where they look like some, unless options say it.
    """
    tell, found = progress or (lambda share: None), found_in(path)
    wanted = options.get("taken_as", AUTO)
    if wanted == PICTURES or (wanted == AUTO and look_like_pictures(found.parts)):
        return _as_pictures(path, found, options, tell)
    table = table_of(found.parts, path.name, options)
    return understood_of("arrays", path, table, tell, (fact_of(path),))


def columns(path: Path, manifest: Manifest, progress: Telling | None = None) -> Mapping[str, np.ndarray]:
    """Return those columns of a manifest that arrays have, see `Importer.columns`.

    Pictures are (n, channels, side, side) uint8, in a file of their own where they are many.
    """
    if not _has_pictures(manifest):
        return tables.columns(path, manifest, progress)
    found, tell = found_in(path), progress or (lambda share: None)
    pictures = pictures_of(found.parts, path.name, manifest.options)
    told = told_by(found.parts, path.name, manifest.options)
    known = {each.name for each in manifest.columns}
    form = Form.of(manifest.options)
    found_so = pictures.as_they_are(form) if PICTURE in known else None
    if found_so is None:
        of_folder = list_folder(path) if is_folder(path) else None
        files = [of_folder.folder / name for name in of_folder.names] if of_folder is not None else []
        made = PictureColumns(path, files, manifest.options, (PICTURE,), pictures.count, form)
        found_so = made.filled(partial(_put, pictures, form, tell))[0][PICTURE]
    read = {PICTURE: found_so, **_as_known(told, manifest)}
    return {name: values for name, values in read.items() if name in known}


def _as_known(told: ToldByArrays, manifest: Manifest) -> dict[str, np.ndarray]:
    """Return what is told with the classes of a manifest, in whose order another file need not have them."""
    known = {each.name: each.kinds for each in manifest.columns if each.kinds}
    made = dict(told.values)
    for column in told.columns:
        if column.kinds and column.kinds != known.get(column.name, column.kinds):
            places = {kind: at for at, kind in enumerate(known[column.name])}
            at = np.array([*(places.get(kind, -1) for kind in column.kinds), -1], np.int64)
            made[column.name] = at[made[column.name]]
    return made


def _put(pictures: ArrayPictures, form: Form, tell: Telling, room: PictureRoom) -> None:
    """Put all pictures into their room, those that are there already but once."""
    for at, picture in enumerate(_in_form(pictures, form, len(room.good)), len(room.good)):
        room.put([picture])
        tell(at / pictures.count)


def retyped_column(path: Path, manifest: Manifest, name: str, to: ColumnType) -> Column:
    """Return a column of arrays as another type; PlaygroundError beside pictures."""
    if _has_pictures(manifest):
        raise PlaygroundError(Text("{name!r} can be read in one way alone.", name=name))
    return tables.retyped_column(path, manifest, name, to)


def _has_pictures(manifest: Manifest) -> bool:
    return any(each.type == "picture" for each in manifest.columns)


def _in_form(pictures: ArrayPictures, form: Form, first: int) -> Iterator[np.ndarray]:
    """Yield each picture from the first on as the network gets it, (channels, side, side) uint8."""
    for some in pictures.some(first):
        if some.shape[1:] == (form.side, form.side, form.channels):
            yield from np.ascontiguousarray(some.transpose(0, 3, 1, 2))
        else:
            yield from (in_form(_image(each), form) for each in some)


def _image(picture: np.ndarray) -> Image.Image:
    return Image.fromarray(picture[..., 0] if picture.shape[2] == 1 else picture)


def _as_pictures(path: Path, found: FoundArrays, options: Mapping[str, Any], tell: Telling) -> Understood:
    """Return what arrays say that are taken as pictures."""
    given = {each.name: options.get(each.name, each.default) for each in PARAMS}
    given |= {name: value for name, value in found.options.items() if not given[name]}
    pictures = pictures_of(found.parts, path.name, given)
    told = told_by(found.parts, path.name, given)
    classes = next((told.values[each.name] for each in told.columns if each.kinds), None)
    seen = tuple(_looked_at(pictures, classes, tell))
    chosen = {**given, **chosen_form(seen, given), "taken_as": PICTURES, "values": pictures.brightness.way}
    looked = LookedAtPictures(
        (Column(PICTURE, "picture"), *told.columns), seen, told.values, doubles_of(seen)
    )
    manifest = Manifest("arrays", title_of(path), (fact_of(path),), len(seen), looked.columns, chosen)
    return Understood(manifest, remarks=remarks_of(looked), looked=looked)


def _looked_at(pictures: ArrayPictures, classes: np.ndarray | None, tell: Telling) -> Iterator[OnePicture]:
    """Yield what each picture is like; a few of each class are kept as small copies."""
    kept, at = Counter[int](), 0
    for some in pictures.some():
        grey = (some == some[..., :1]).all(axis=(1, 2, 3))
        for picture, is_grey in zip(some, grey.tolist(), strict=True):
            kind = int(classes[at]) if classes is not None else 0
            keep = kept[kind] < KEPT_A_CLASS and kept.total() < KEPT
            kept[kind] += keep
            yield _one(at, picture, is_grey, SMALL if keep else SMALLER if at < KEPT_SMALLER else 0)
            at += 1
        tell(at / pictures.count)


def _one(at: int, picture: np.ndarray, is_grey: bool, side: int) -> OnePicture:
    image = _image(picture)
    tiny = np.asarray(image.convert("L").resize((TINY, TINY), Image.Resampling.BILINEAR))
    small = within(image, side, LONG) if side else None
    height, width = picture.shape[:2]
    return OnePicture(str(at + 1), width, height, is_grey, False, sha256(picture.tobytes()).hexdigest(),
                      tiny, small)  # fmt: skip
