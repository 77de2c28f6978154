"""The arrays of a file by name, each format by its own reader, checked before memory is taken."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.files.archive import open_archive
from playground.core.files.arrays import MAX_ARRAY_FILE, read_npy, read_safetensors
from playground.core.files.regular import read_bytes
from playground.core.importing.arrays.idx import read_idx
from playground.core.importing.arrays.mat5 import read_mat
from playground.core.project.strict_json import shown
from playground.core.sentences import Text, thousands

ENDINGS = ("npy", "npz", "safetensors", "mat", "idx")
_GZIP = b"\x1f\x8b"


def arrays_in(path: Path) -> dict[str, np.ndarray]:
    """Return a file's arrays by name, "" for one without; PlaygroundError says why there are none."""
    name, ending = path.name, path.suffix.lower()
    if ending == ".npz":
        return _of_npz(path)
    data = read_bytes(path, MAX_ARRAY_FILE)
    if ending == ".npy":
        return {"": read_npy(data, name)}
    if ending == ".safetensors":
        return _some(dict(read_safetensors(data, name)), name)
    if ending == ".mat":
        return _some(read_mat(data, name), name)
    return {"": read_idx(unpacked(data, name), name)}


def _some(found: dict[str, np.ndarray], name: str) -> dict[str, np.ndarray]:
    if not found:
        raise PlaygroundError(Text("{name} holds no array of numbers.", name=name))
    return found


def _of_npz(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of numbers; words and objects beside them are passed over, alone they are refused."""
    found, refusal = dict[str, np.ndarray](), None
    with open_archive(path, "an .npz file") as archive:
        for name in (each for each in archive.names if each.endswith(".npy")):
            try:
                found[name[:-4]] = read_npy(archive.read(name), f"{path.name}: {shown(name)}")
            except PlaygroundError as error:
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
