"""Arrays of several axes as pictures: (n, height, width), with 1, 3 or 4 colours last or first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isqrt
from typing import Any

import numpy as np

from playground.core.catalogue.picture_form import GROUNDS, Form
from playground.core.errors import PlaygroundError
from playground.core.importing.arrays.brightness import Brightness
from playground.core.importing.arrays.named import NamedPart
from playground.core.sentences import Text, thousands

COLOURS = (1, 3, 4)
LEAST, MOST = 8, 4096  # of a side, where nobody said that they are pictures
_LONGEST = 4  # times as long as wide
_AT_ONCE = 256  # pictures that are made together


@dataclass(frozen=True)
class ArrayPictures:
    """The pictures of all parts, one part after the other, (n, height, width, colours) each."""

    parts: tuple[np.ndarray, ...]
    brightness: Brightness
    ground: int  # behind what is see-through

    @property
    def count(self) -> int:
        """Return how many pictures there are."""
        return sum(map(len, self.parts))

    def some(self, first: int = 0) -> Iterator[np.ndarray]:
        """Yield pictures (k, height, width, 1 or 3) uint8 from the first on, a few at a time, in order."""
        for part in self.parts:
            begin, first = min(first, len(part)), max(0, first - len(part))
            for start in range(begin, len(part), _AT_ONCE):
                yield _on_ground(self.brightness.pixels(part[start : start + _AT_ONCE]), self.ground)

    def as_they_are(self, form: Form) -> np.ndarray | None:
        """Return pictures (n, channels, side, side) uint8 that lie in a file and have a form already."""
        first, sizes = self.parts[0], (form.side, form.side, form.channels)
        lies = isinstance(first, np.memmap) and first.dtype == np.uint8 and first.shape[1:] == sizes
        if len(self.parts) > 1 or not lies or self.brightness.way != "bytes":
            return None
        return first.transpose(0, 3, 1, 2)


def look_like_pictures(parts: tuple[NamedPart, ...]) -> bool:
    """Say whether arrays are plainly pictures: by their axes, sides that are not far apart, their numbers."""
    found = [_axes_last(each.inputs) for each in parts]
    return all(each is not None and len(each) > 0 and _is_plain(each) for each in found)


def _is_plain(pictures: np.ndarray) -> bool:
    height, width = pictures.shape[1:3]
    fit = min(height, width) >= LEAST and max(height, width) <= min(MOST, _LONGEST * min(height, width))
    return fit and pictures.dtype.kind in "uifb"


def pictures_of(parts: tuple[NamedPart, ...], name: str, options: Mapping[str, Any]) -> ArrayPictures:
    """Return arrays as pictures; PlaygroundError where they have no such axes.

    Dark and bright are told by the first part, which is the one to learn from where there are several.
    """
    found = [_axes_last(each.inputs, rows=True) for each in parts]
    made = tuple(each for each in found if each is not None and each.size)
    if len(made) < len(parts):
        sizes = " × ".join(map(thousands, parts[0].inputs.shape)) or "one number"
        words = "{name} holds {sizes}: pictures have height and width, and 1, 3 or 4 colours."
        raise PlaygroundError(Text(words, name=name, sizes=sizes))
    bright = Brightness.of(str(options.get("values", "")), made[0])
    return ArrayPictures(made, bright, GROUNDS.get(str(options.get("ground")), GROUNDS["white"]))


def _axes_last(inputs: np.ndarray, rows: bool = False) -> np.ndarray | None:
    """Return pictures with colours as the last axis, None for what are none.

    With `rows`, rows of a square number of values are pictures, too.
    """
    shape = inputs.shape
    if inputs.ndim == 4 and shape[3] in COLOURS:
        return inputs
    if inputs.ndim == 4 and shape[1] in COLOURS:
        return inputs.transpose(0, 2, 3, 1)
    if inputs.ndim == 3:
        return inputs[..., None]
    side = isqrt(shape[1]) if rows and inputs.ndim == 2 else 0
    return inputs.reshape(-1, side, side, 1) if side > 1 and side * side == shape[1] else None


def _on_ground(pixels: np.ndarray, ground: int) -> np.ndarray:
    if pixels.shape[3] < 4:
        return pixels
    cover = pixels[..., 3:].astype(np.float64) / 255
    return np.rint(pixels[..., :3] * cover + ground * (1 - cover)).astype(np.uint8)
