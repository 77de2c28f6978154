"""Room for many pictures: in memory while they are few, else in a file that is gone when nobody holds it."""

from __future__ import annotations

from math import prod
from tempfile import TemporaryFile

import numpy as np

from playground.core.catalogue.picture_form import Form
from playground.core.errors import PlaygroundError
from playground.core.files.regular import reason
from playground.core.sentences import Text, thousands

IN_MEMORY = 256 * 2**20  # bytes


def room_for(count: int, form: Form) -> np.ndarray:
    """Return room for pictures, (count, channels, side, side) uint8; PlaygroundError for a full disk."""
    shape = (count, *form.sizes)
    size = prod(shape)
    if size <= IN_MEMORY:
        return np.zeros(shape, np.uint8)
    try:
        with TemporaryFile(prefix="playground-pictures-") as file:
            return np.memmap(file, np.uint8, "w+", shape=shape)  # which keeps it open
    except OSError as error:
        words = "The pictures take {size} bytes on the disk: {why}."
        raise PlaygroundError(Text(words, size=thousands(size), why=reason(error))) from None
