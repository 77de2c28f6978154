"""Arrays of numbers in MATLAB's files of version 5 to 7, by the format's description and nothing else.

MAT-File Format, The MathWorks: a header of 128 bytes, then elements of (type, size, content); a matrix is an
element that holds its flags, dimensions, name and numbers, each an element again. Objects, cells and
structures are passed over, and what is packed is unpacked only as far as a bound.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from math import prod

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.files.arrays import MAX_ARRAY_FILE
from playground.core.sentences import Text

_HEADER = 128
_COMPRESSED, _MATRIX = 15, 14
_STORED = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
_NUMBERS = range(6, 16)  # classes of matrices: double to uint64
_COMPLEX = 0x08


def read_mat(data: bytes, name: str) -> dict[str, np.ndarray]:
    """Return a MATLAB file's arrays of numbers by name; PlaygroundError says what cannot be read."""
    if data[:8] == b"\x89HDF\r\n\x1a\n" or data[512:520] == b"\x89HDF\r\n\x1a\n":
        words = "{name} is of MATLAB 7.3, which is another format: save it by save(..., '-v7')."
        raise PlaygroundError(Text(words, name=name))
    order = {b"IM": "<", b"MI": ">"}.get(data[126:128])
    if len(data) < _HEADER or order is None:
        raise PlaygroundError(Text("{name} is no MATLAB file of version 5 to 7.", name=name))
    try:
        found = [_matrix(body, order) for body in _matrices(data, order, name)]
    except (struct.error, ValueError, KeyError, IndexError, UnicodeDecodeError, zlib.error):
        raise PlaygroundError(
            Text("{name} is damaged: it ends too early or does not add up.", name=name)
        ) from None
    return {each[0]: each[1] for each in found if each is not None}


def _matrices(data: bytes, order: str, name: str) -> Iterator[bytes]:
    """Yield the contents of a file's matrices, unpacked."""
    left = MAX_ARRAY_FILE
    for kind, content in _elements(data[_HEADER:], order, padded=False):
        if kind == _COMPRESSED:
            unpacker = zlib.decompressobj()
            inner = unpacker.decompress(content, left + 1)
            if len(inner) > left:
                raise PlaygroundError(Text("{name} unpacks to too much: it is not read.", name=name))
            if not unpacker.eof:
                raise ValueError("the stream does not end")
            left -= len(inner)
            ((kind, content),) = _elements(inner, order)
        if kind == _MATRIX:
            yield content


def _elements(data: bytes, order: str, padded: bool = True) -> Iterator[tuple[int, bytes]]:
    """Yield type and content of elements, one after the other; ValueError where they do not fit."""
    at = 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from(f"{order}II", data, at)
        start = at + 8
        if kind >> 16:  # a small one: size and content stand in the tag
            kind, size, start = kind & 0xFFFF, kind >> 16, at + 4
        if size > len(data) - start or (start == at + 4 and size > 4):
            raise ValueError("an element is longer than what is left")
        yield kind, data[start : start + size]
        small = start == at + 4
        at = at + 8 if small else start + size + (-size % 8 if padded else 0)


def _matrix(body: bytes, order: str) -> tuple[str, np.ndarray] | None:
    """Return name and numbers of a matrix; None for one that holds no real numbers."""
    parts = list(_elements(body, order))
    flags = struct.unpack_from(f"{order}I", parts[0][1])[0]
    if flags & 0xFF not in _NUMBERS or flags >> 8 & _COMPLEX:
        return None
    sizes = np.frombuffer(parts[1][1], f"{order}i4").tolist()
    kind, content = parts[3]
    numbers = np.frombuffer(content, order + _STORED[kind])
    if min(sizes) < 0 or prod(sizes) != len(numbers):
        raise ValueError("the numbers do not fill the sizes")
    return parts[2][1].decode("ascii"), numbers.reshape(sizes, order="F")
