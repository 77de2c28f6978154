"""Arrays in the IDX format, as of MNIST: two zero bytes, type, rank, sizes, numbers, big end first."""

from __future__ import annotations

import struct
from math import prod

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, thousands

_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
_MOST_AXES = 16


def is_idx(head: bytes) -> bool:
    """Say whether a file begins as one of IDX does."""
    return len(head) >= 4 and head[:2] == b"\0\0" and head[2] in _TYPES and 0 < head[3] <= _MOST_AXES


def read_idx(data: bytes, name: str) -> np.ndarray:
    """Return the array of an IDX file; PlaygroundError where its sizes are not those of its content."""
    if not is_idx(data) or len(data) < 4 + 4 * data[3]:
        raise PlaygroundError(Text("{name} is no IDX file, or ends in its header.", name=name))
    sizes = struct.unpack_from(f">{data[3]}I", data, 4)
    start, kind = 4 + 4 * data[3], np.dtype(_TYPES[data[2]])
    there, expected = len(data) - start, prod(sizes) * kind.itemsize
    if there != expected:
        words = "{name} is damaged: {expected} bytes are announced, {there} are there."
        raise PlaygroundError(Text(words, name=name, expected=thousands(expected), there=thousands(there)))
    return np.frombuffer(data, kind, offset=start).reshape(sizes)
