"""Many pictures of one form: in memory while they are few, else in files that are kept for the next time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from math import prod
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from playground.core.catalogue.picture_form import Form
from playground.core.files.growing import GrowingFiles
from playground.core.files.kept import KNOWN, kept, read_kept

IN_MEMORY = 256 * 2**20  # bytes
_GOOD = "good"  # of the rows, one byte each


class PictureRoom(Protocol):
    """Where pictures are put row by row; some rows may be there already."""

    @property
    def good(self) -> Sequence[bool]:
        """Say of each row so far whether it has pictures."""

    def put(self, pictures: Sequence[np.ndarray] | None) -> None:
        """Keep the next row's pictures (channels, side, side) uint8, one a column; None: it has none."""


Fill = Callable[[PictureRoom], None]  # puts the pictures of all rows that are not there yet


class _InMemory:
    """Room for the pictures of so many rows in memory."""

    def __init__(self, rooms: Sequence[np.ndarray]) -> None:
        self.good: list[bool] = []
        self._rooms, self._at = rooms, 0

    def put(self, pictures: Sequence[np.ndarray] | None) -> None:
        """Keep a row's pictures."""
        self.good.append(pictures is not None)
        if pictures is not None:
            for room, picture in zip(self._rooms, pictures, strict=True):
                room[self._at] = picture
            self._at += 1


class _InFiles:
    """Room in files that grow, one a column."""

    def __init__(self, files: GrowingFiles) -> None:
        self._files, self.good = files, files.good

    def put(self, pictures: Sequence[np.ndarray] | None) -> None:
        """Keep a row's pictures."""
        self._files.put(None if pictures is None else [each.tobytes() for each in pictures])


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
            fill(held := _InMemory(tuple(rooms.values())))
            return {name: room[: sum(held.good)] for name, room in rooms.items()}, np.array(held.good, bool)
        how = ("pictures", repr(sorted(self.options.items())), str(self.form), str(self.count), *self.names)
        needs = self._size * self.count * len(self.names)
        return read_kept(
            partial(kept, self.path, how, partial(self._write, fill), needs, self.files), self._kept
        )

    @property
    def _size(self) -> int:
        return prod(self.form.sizes)

    def _write(self, fill: Fill, folder: Path) -> None:
        names = [_file(folder, place).name for place in range(len(self.names))]
        with GrowingFiles(folder, names, self._size) as files:
            fill(_InFiles(files))
        good = np.array(files.good, bool).tobytes()
        (folder / _GOOD).write_bytes(good)
        (folder / KNOWN).write_text(json.dumps({"good": sha256(good).hexdigest()}), encoding="utf-8")

    def _kept(self, folder: Path) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Return what a folder holds; on disk until they are looked at. ValueError: it is spoilt."""
        known = (folder / _GOOD).read_bytes()
        good, files = np.frombuffer(known, bool), [_file(folder, place) for place in range(len(self.names))]
        shape = (int(good.sum()), *self.form.sizes)
        told = json.loads((folder / KNOWN).read_text("utf-8"))["good"]
        if sha256(known).hexdigest() != told or any(each.stat().st_size != prod(shape) for each in files):
            raise ValueError("a part is not what it was")
        if not shape[0]:  # nothing cannot be mapped
            return {name: np.zeros(shape, np.uint8) for name in self.names}, good
        mapped = [np.memmap(file, np.uint8, "r", shape=shape) for file in files]
        return dict(zip(self.names, mapped, strict=True)), good


def _file(folder: Path, place: int) -> Path:
    return folder / f"pictures-{place}"
