"""Open every picture once, to see which can be read and what they are like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
from PIL import Image

from playground.core.catalogue.picture_form import GROUNDS
from playground.core.errors import PlaygroundError
from playground.core.files.held_files import Held
from playground.core.importing.pictures.decoding import MOST_LONG, header, upright
from playground.core.importing.pictures.looked import TINY, OnePicture
from playground.core.importing.pictures.rows import PictureRows
from playground.core.importing.tables.understanding import Telling
from playground.core.sentences import Text

KEPT_A_CLASS = 24  # small copies
KEPT = 2000  # small copies in all
SMALL, LONG = 128, 512  # shorter and longer side of a small copy at most, px
KEPT_SMALLER, SMALLER = 4000, 48  # of the others the first ones are kept too, smaller still
_LYING = (5, 6, 7, 8)  # orientations that change width and height


@dataclass(frozen=True)
class Manner:
    """How pictures are opened, whatever size they are brought to."""

    turned: bool
    ground: int

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Manner:
        """Return what options say of it."""
        return cls(bool(options.get("turned", True)), GROUNDS[options.get("ground", "white")])


@dataclass
class SeenPictures:
    """The pictures that could be opened, and why the others could not."""

    order: tuple[str, ...]
    found: dict[str, OnePicture] = field(default_factory=dict)
    bad: dict[str, Text] = field(default_factory=dict)


def look(files: Held, rows: PictureRows, manner: Manner, tell: Telling) -> SeenPictures:
    """Return what all pictures of the samples are like; a few of each class are kept as small copies."""
    seen, kept = SeenPictures(files.names), Counter[object]()
    classes = _classes(rows)
    for place, (name, kind) in enumerate(classes.items()):
        keep = kept[kind] < KEPT_A_CLASS and kept.total() < KEPT
        try:
            side = SMALL if keep else SMALLER if len(seen.found) < KEPT_SMALLER else 0
            seen.found[name] = _one(name, files.read(name, MOST_LONG), manner, side)
            kept[kind] += keep
        except PlaygroundError as error:
            seen.bad[name] = error.message.open()
        tell(place / len(classes))
    return seen


def _classes(rows: PictureRows) -> dict[str, object]:
    """Return the class that each file is first met in."""
    target = next((each.name for each in rows.columns if each.use == "target"), "")
    values = rows.values.get(target, np.zeros(rows.count, np.int64))
    few = values.tolist() if values.dtype.kind == "i" else [0] * rows.count
    found = dict[str, object]()
    for names in rows.files.values():
        for name, kind in zip(names, few, strict=True):
            found.setdefault(name, kind)
    return found


def _one(name: str, content: bytes, manner: Manner, side: int) -> OnePicture:
    image = upright(content, manner.turned, manner.ground, 2 * SMALL)
    width, height, note = header(content)
    if manner.turned and note in _LYING:
        width, height = height, width
    image = within(image, SMALL, LONG)
    tiny = np.asarray(image.convert("L").resize((TINY, TINY), Image.Resampling.BILINEAR))
    return OnePicture(name, width, height, _is_grey(image), note > 1, sha256(content).hexdigest(), tiny,
                      within(image, side, LONG) if side else None)  # fmt: skip


def within(image: Image.Image, shorter: int, longer: int) -> Image.Image:
    """Return an image whose sides are no larger, as it is where they are not."""
    scale = min(shorter / min(image.size), longer / max(image.size))
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BILINEAR)


def _is_grey(image: Image.Image) -> bool:
    if image.mode == "L":
        return True
    pixels = np.asarray(image)
    return bool((pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 1] == pixels[..., 2]).all())
