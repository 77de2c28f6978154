"""Room for many pictures: in memory while they are few, else in a file that is gone when nobody holds it."""

from __future__ import annotations

from math import prod
from tempfile import TemporaryFile
from typing import IO

import numpy as np

from playground.core.catalogue.picture_form import Form
from playground.core.errors import PlaygroundError
from playground.core.files.regular import reason
from playground.core.sentences import Text, thousands

IN_MEMORY = 256 * 2**20  # bytes


class PictureRoom:
    """Room for so many pictures of one form, filled one after the other."""

    def __init__(self, count: int, form: Form) -> None:
        self._sizes, self._size = form.sizes, prod(form.sizes)
        self._array = np.zeros((count, *form.sizes), np.uint8) if count * self._size <= IN_MEMORY else None
        self._file: IO[bytes] | None = None
        if self._array is None:
            self._file = TemporaryFile(prefix="playground-pictures-")  # noqa: SIM115 - goes with what maps it

    def put(self, at: int, picture: np.ndarray) -> None:
        """Keep a picture (channels, side, side) uint8 at a place; PlaygroundError for a full disk."""
        if self._array is not None:
            self._array[at] = picture
            return
        assert self._file is not None  # it is one of both
        try:
            self._file.seek(at * self._size)
            self._file.write(picture.tobytes())
        except OSError as error:
            words = "The pictures take {size} bytes and more on the disk: {why}."
            raise PlaygroundError(Text(words, size=thousands(at * self._size), why=reason(error))) from None

    def first(self, count: int) -> np.ndarray:
        """Return the first pictures, (count, channels, side, side) uint8."""
        if self._array is not None:
            return self._array[:count]
        assert self._file is not None  # it is one of both
        with self._file as file:
            file.flush()
            if not count:  # nothing cannot be mapped
                return np.zeros((0, *self._sizes), np.uint8)
            return np.memmap(file, np.uint8, "r", shape=(count, *self._sizes))  # which keeps it open
