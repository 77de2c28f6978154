"""The arrays of a file by name, each format by its own reader, checked before memory is taken."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import Literal

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.files.archive import open_archive
from playground.core.files.arrays import MAX_ARRAY_FILE, read_npy, read_safetensors
from playground.core.files.kept import KNOWN, kept
from playground.core.files.regular import open_regular, read_bytes
from playground.core.importing.arrays.idx import read_idx
from playground.core.importing.arrays.mat5 import read_mat
from playground.core.importing.arrays.named import TARGETS, role_of
from playground.core.project.strict_json import shown
from playground.core.sentences import Text, thousands

ENDINGS = ("npy", "npz", "safetensors", "mat", "idx")
IN_MEMORY = 256 * 2**20  # bytes of a file; those of larger ones stay on disk
MOST_MAPPED = 16 * 2**30  # bytes of a file
_COPY, _CHUNK = "arrays", 2**22
_GZIP = b"\x1f\x8b"


def arrays_in(path: Path) -> dict[str, np.ndarray]:
    """Return a file's arrays by name, "" for one without; PlaygroundError says why there are none."""
    name, ending = path.name, path.suffix.lower()
    if ending == ".npz":
        return _of_npz(path)
    if ending in (".npy", ".safetensors") and path.stat().st_size > IN_MEMORY:
        return _mapped(path, ending)
    data = read_bytes(path, MAX_ARRAY_FILE)
    if ending == ".npy":
        return {"": read_npy(data, name)}
    if ending == ".safetensors":
        return _some(dict(read_safetensors(data, name)), name)
    if ending == ".mat":
        return _some(read_mat(data, name), name)
    return {"": read_idx(unpacked(data, name), name)}


def _mapped(path: Path, ending: str) -> dict[str, np.ndarray]:
    """Return a large file's arrays, which stay on disk until they are looked at.

    They are those of a copy: what maps a file that somebody cuts off meanwhile would end the program.
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
    if size > MOST_MAPPED:
        words = "{path} has {size} bytes; at most {limit} are read."
        raise PlaygroundError(Text(words, path=path.name, size=thousands(size), limit=thousands(MOST_MAPPED)))
    copy = kept(path, ("arrays",), lambda folder: _copy(path, folder, size), size) / _COPY
    whole = np.memmap(copy, np.uint8, "r")
    read = read_safetensors(whole.data, path.name) if ending == ".safetensors" else None
    found = dict(read) if read is not None else {"": read_npy(whole.data, path.name)}
    return _some({name: _mapped_anew(copy, whole, each) for name, each in found.items()}, path.name)


def _mapped_anew(copy: Path, whole: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Return an array in the bytes of a file as one that tells that it lies there."""
    if not part.size:  # nothing cannot be mapped
        return part
    if not np.may_share_memory(part, whole):  # it lies there in another form
        return part
    order: Literal["C", "F"] = "C" if part.flags.c_contiguous else "F"
    return np.memmap(copy, part.dtype, "r", part.ctypes.data - whole.ctypes.data, part.shape, order)


def _copy(path: Path, folder: Path, size: int) -> None:
    with open_regular(path) as file, (folder / _COPY).open("wb") as copy:
        while size and (chunk := file.read(min(_CHUNK, size))):  # one that grows is no endless one
            copy.write(chunk)
            size -= len(chunk)
    (folder / KNOWN).write_text("{}", encoding="utf-8")


def _some(found: dict[str, np.ndarray], name: str) -> dict[str, np.ndarray]:
    if not found:
        raise PlaygroundError(Text("{name} holds no array of numbers.", name=name))
    return found


def _of_npz(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of numbers, and words that are to be told.

    Other words and objects beside them are passed over; alone they are refused, and so is what is to be told.
    """
    found, refusal = dict[str, np.ndarray](), None
    with open_archive(path, "an .npz file") as archive:
        for name in (each for each in archive.names if each.endswith(".npy")):
            told = role_of(name[:-4])[0] in TARGETS
            try:
                found[name[:-4]] = read_npy(archive.read(name), f"{path.name}: {shown(name)}", told)
            except PlaygroundError as error:
                if told:
                    raise
                refusal = refusal or error
    if not found and refusal is not None:
        raise refusal
    return _some(found, path.name)


def unpacked(data: bytes, name: str) -> bytes:
    """Return what a gzip file holds, up to a bound; any other file as it is."""
    if data[:2] != _GZIP:
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(data, MAX_ARRAY_FILE + 1)
    except zlib.error:
        raise PlaygroundError(Text("{name} is damaged: it cannot be unpacked.", name=name)) from None
    if len(found) > MAX_ARRAY_FILE:
        words = "{name} unpacks to more than {most} bytes: it is not read."
        raise PlaygroundError(Text(words, name=name, most=thousands(MAX_ARRAY_FILE)))
    if not unpacker.eof:
        raise PlaygroundError(Text("{name} is damaged: it ends too early.", name=name))
    return found
