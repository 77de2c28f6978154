"""Many pictures of one form: in memory while they are few, else in files that are kept for the next time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from playground.core.catalogue.picture_form import Form
from playground.core.files.kept import KNOWN, kept

IN_MEMORY = 256 * 2**20  # bytes
_GOOD = "good"  # of the rows, one byte each
Put = Callable[[int, np.ndarray], None]  # keep a picture (channels, side, side) uint8 at a place
# Puts the pictures of all columns one after the other; returns which rows (n,) bool had them.
Fill = Callable[[Mapping[str, Put]], np.ndarray]


@dataclass(frozen=True)
class PictureColumns:
    """Columns of pictures to be brought to one form, of somebody's files."""

    path: Path  # the file or folder
    files: Sequence[Path]  # those that it is made of, () for the file alone
    options: Mapping[str, Any]  # of how they are read
    names: tuple[str, ...]
    count: int  # of rows at most
    form: Form

    def filled(self, fill: Fill) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Return the columns (n, channels, side, side) uint8, and which rows (count,) bool those are.

        PlaygroundError where the disk has no room for them.
        """
        if self._size * self.count <= IN_MEMORY:
            rooms = {name: np.zeros((self.count, *self.form.sizes), np.uint8) for name in self.names}
            good = fill({name: room.__setitem__ for name, room in rooms.items()})
            return {name: room[: good.sum()] for name, room in rooms.items()}, good
        how = ("pictures", repr(sorted(self.options.items())), str(self.form), str(self.count), *self.names)
        needs = self._size * self.count * len(self.names)
        return self._kept(kept(self.path, how, partial(self._write, fill), needs, self.files))

    @property
    def _size(self) -> int:
        return prod(self.form.sizes)

    def _write(self, fill: Fill, folder: Path) -> None:
        with ExitStack() as opened:
            files = [
                opened.enter_context(_file(folder, place).open("wb")) for place in range(len(self.names))
            ]
            good = fill({name: partial(_put, file) for name, file in zip(self.names, files, strict=True)})
        (folder / _GOOD).write_bytes(good.astype(bool).tobytes())
        (folder / KNOWN).write_text(json.dumps({"rows": int(good.sum())}), encoding="utf-8")

    def _kept(self, folder: Path) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Return what a folder holds; it stays on disk until it is looked at."""
        good = np.frombuffer((folder / _GOOD).read_bytes(), bool)
        shape = (int(good.sum()), *self.form.sizes)
        if not shape[0]:  # nothing cannot be mapped
            return {name: np.zeros(shape, np.uint8) for name in self.names}, good
        files = {name: _file(folder, place) for place, name in enumerate(self.names)}
        return {name: np.memmap(file, np.uint8, "r", shape=shape) for name, file in files.items()}, good


def _file(folder: Path, place: int) -> Path:
    return folder / f"pictures-{place}"


def _put(file: BinaryIO, _at: int, picture: np.ndarray) -> None:
    """Write the next picture: they come in order."""
    file.write(picture.tobytes())
