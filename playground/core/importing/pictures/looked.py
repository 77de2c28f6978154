"""What was seen of pictures when all were opened once: sizes, small copies, and which are nearly the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from playground.core.catalogue.manifest import Column
from playground.core.catalogue.picture_form import Form
from playground.core.importing.pictures.decoding import in_form

TINY = 16  # side of what near doubles are told by
NEAR, OF_CONTRAST = 0.012, 0.04  # apart on average at most: of full brightness, and of a picture's own
MOST_COMPARED = 8000
_AT_ONCE = 512


@dataclass(frozen=True)
class OnePicture:
    """One file as it was when it was opened."""

    name: str
    width: int  # upright
    height: int
    grey: bool
    turned: bool  # the camera says so
    sha: str  # of its content
    tiny: np.ndarray = field(compare=False)  # (16, 16) uint8, squeezed
    small: Image.Image | None = field(default=None, compare=False)  # of the first of each class

    def in_form(self, form: Form) -> np.ndarray:
        """Return it about as the network gets it, (channels, side, side) uint8; of what was kept of it."""
        return in_form(self.small or Image.fromarray(self.tiny), form)


@dataclass(frozen=True)
class Double:
    """Two rows whose pictures are nearly the same."""

    one: int
    other: int
    apart: float  # 0 to 1
    mirrored: bool = False
    same_file: bool = False


@dataclass(frozen=True)
class LookedAtPictures:
    """Samples made of pictures, whose columns are known."""

    columns: tuple[Column, ...]
    pictures: tuple[OnePicture, ...]  # of the first picture column, a row each
    told: Mapping[str, np.ndarray]  # the values of all other columns, a row each
    doubles: tuple[Double, ...] = ()

    @property
    def rows(self) -> int:
        """Return how many samples there are."""
        return len(self.pictures)

    @property
    def target(self) -> int:
        """Return the target's place, -1 where there is none."""
        return next((at for at, each in enumerate(self.columns) if each.use == "target"), -1)

    def values(self, place: int) -> np.ndarray:
        """Return a column's values, (rows,); of pictures their places."""
        made: np.ndarray = self.told.get(self.columns[place].name, np.arange(self.rows))
        return made


def doubles_of(pictures: Sequence[OnePicture]) -> tuple[Double, ...]:
    """Return pairs of pictures that are nearly the same or each other's mirror, the nearest first.

    Beyond the first thousands only the very same files are found.
    """
    first = pictures[:MOST_COMPARED]
    same = _same_files(pictures)
    if len(first) < 2:
        return tuple(same)
    flat = np.stack([each.tiny for each in first]).reshape(len(first), -1).astype(np.float32) / 255
    mirrored = flat.reshape(-1, TINY, TINY)[:, :, ::-1].reshape(len(first), -1)
    bound = np.minimum(NEAR, OF_CONTRAST * flat.std(axis=1))
    bound[flat.std(axis=1) < NEAR] = 0.0  # of one tone: all such are alike
    known = {(each.one, each.other) for each in same}
    found = [*same]
    for other, is_mirror in ((flat, False), (np.ascontiguousarray(mirrored), True)):
        for one, two in _near(flat, other, bound):
            if (one, two) not in known:
                known.add((one, two))
                found.append(Double(one, two, float(np.abs(flat[one] - other[two]).mean()), is_mirror))
    return tuple(sorted(found, key=lambda each: (not each.same_file, each.apart, each.one, each.other)))


def _same_files(pictures: Sequence[OnePicture]) -> list[Double]:
    met, found = dict[str, int](), list[Double]()
    for place, each in enumerate(pictures):
        before = met.setdefault(each.sha, place)
        if before != place:
            found.append(Double(before, place, 0.0, same_file=True))
    return found


def _near(flat: np.ndarray, other: np.ndarray, bound: np.ndarray) -> list[tuple[int, int]]:
    """Return pairs (one < two) that are near by squares, a few rows at a time."""
    most = flat.shape[1] * (2 * NEAR) ** 2
    squares, found = (other**2).sum(axis=1), list[tuple[int, int]]()
    for start in range(0, len(flat), _AT_ONCE):
        some = flat[start : start + _AT_ONCE]
        apart = (some**2).sum(axis=1)[:, None] + squares - 2 * some @ other.T
        for row, two in np.argwhere(apart < most).tolist():
            one = start + row
            if one < two and np.abs(flat[one] - other[two]).mean() < bound[one]:
                found.append((one, two))
    return found
