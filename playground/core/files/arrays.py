"""Arrays from and to bytes, never by pickle: safetensors, npy and npz, checked before memory is taken."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.files.archive import open_archive
from playground.core.files.regular import read_bytes
from playground.core.project import strict_json
from playground.core.project.records import Arrays
from playground.core.project.strict_json import shown
from playground.core.sentences import Text, thousands

MAX_HEADER = 2**20
MAX_ARRAY_FILE = 2**30
_MAX_NPY_HEADER = 10_000
_DTYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "|i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1",
}  # fmt: skip
_HALF = "BF16"  # the upper half of a float32, which NumPy does not know
_DTYPES_READ = {**_DTYPES, _HALF: "<u2"}
_OTHERS = re.compile(r"F[468](?:_[A-Z0-9]{1,8})?|C64|C128")  # of safetensors, not read here
_WORDS = re.compile(r"[<>|=]?[SU][1-9]\d{0,2}")  # words of up to 999 characters


def write_safetensors(arrays: Arrays) -> bytes:
    """Return arrays in the safetensors format; the same arrays give the same bytes."""
    from safetensors.numpy import save

    # ascontiguousarray would turn a single number into a list of one.
    data: bytes = save({name: np.asarray(arrays[name]).copy(order="C") for name in sorted(arrays)})
    return data


def read_safetensors(
    data: bytes | memoryview, name: str = "the weights", max_header: int = MAX_HEADER
) -> Arrays:
    """Return read-only arrays over the bytes given; PlaygroundError says what does not add up.

    Format: eight bytes with the header's length, the header in JSON, then the tensors without gaps.
    """
    if len(data) < 8:
        raise PlaygroundError(
            Text("{name} ends too early: {data} bytes cannot be safetensors.", name=name, data=len(data))
        )
    length = struct.unpack("<Q", data[:8])[0]
    if length > max_header or length > len(data) - 8:
        limit = min(max_header, len(data) - 8)
        raise PlaygroundError(
            Text(
                "{name} states a header of {length} bytes; {limit} are possible.",
                name=name,
                length=thousands(length),
                limit=thousands(limit),
            )
        )
    header = strict_json.parse(bytes(data[8 : 8 + length]), f"the header of {name}")
    if not isinstance(header, dict):
        raise PlaygroundError(Text("The header of {name} is not a JSON object.", name=name))
    header.pop("__metadata__", None)
    return _tensors(header, memoryview(data)[8 + length :], name)


def _tensors(header: Mapping[str, Any], body: memoryview, name: str) -> dict[str, np.ndarray]:
    """Return the arrays; they must cover the body from its first byte to its last."""
    entries = {key: _entry(key, value, name) for key, value in header.items()}
    expected = 0
    for key, (_, _, start, end) in sorted(entries.items(), key=lambda item: item[1][2:]):
        if start != expected:
            raise PlaygroundError(
                Text(
                    "{name} is damaged: {key} does not begin where the one before ends.",
                    name=name,
                    key=shown(key),
                )
            )
        expected = end
    if expected != len(body):
        raise PlaygroundError(
            Text(
                "{name} is damaged: {expected} bytes are announced, {body} are there.",
                name=name,
                expected=thousands(expected),
                body=thousands(len(body)),
            )
        )
    return {
        key: _as_told(np.frombuffer(body[start:end], dtype).reshape(shape), header[key]["dtype"])
        for key, (dtype, shape, start, end) in entries.items()
    }


def _as_told(values: np.ndarray, told: str) -> np.ndarray:
    """Return an array as it is, or bfloat16 as the float32 of the same numbers."""
    return (values.astype(np.uint32) << 16).view(np.float32) if told == _HALF else values


def _entry(key: str, entry: Any, name: str) -> tuple[np.dtype[Any], tuple[int, ...], int, int]:
    """Return dtype, shape and extent of one tensor, which must agree with each other."""
    try:
        _must_be_known(entry["dtype"], key, name)
        dtype = np.dtype(_DTYPES_READ[entry["dtype"]])
        shape, (start, end) = tuple(entry["shape"]), entry["data_offsets"]
        sound = all(_is_size(size) for size in (*shape, start, end)) and len(shape) <= 16
    except (KeyError, TypeError, ValueError):
        sound = False
    if not sound:
        raise PlaygroundError(
            Text("{name} is damaged: the entry of {key} cannot be read.", name=name, key=shown(key))
        )
    if _bytes_of(dtype, shape) != end - start:
        raise PlaygroundError(
            Text("{name} is damaged: {key} does not fill the bytes it claims.", name=name, key=shown(key))
        )
    return dtype, shape, start, end


def _must_be_known(told: Any, key: str, name: str) -> None:
    """Refuse a kind of numbers that is sound but not read, such as those of eight bits."""
    if isinstance(told, str) and _OTHERS.fullmatch(told):
        words = "{name} holds {key} as {told}, which is not read: save it as F32."
        raise PlaygroundError(Text(words, name=name, key=shown(key), told=told))


def _bytes_of(dtype: np.dtype[Any], shape: tuple[int, ...]) -> int:
    """Return how many bytes an array takes, in whole numbers that cannot overflow."""
    total = int(dtype.itemsize)
    for size in shape:
        total *= int(size)
    return total


def read_npy(data: bytes | memoryview, name: str, words: bool = False) -> np.ndarray:
    """Return the array of an npy file; PlaygroundError for objects (pickles) and sizes that do not agree.

    Its values are numbers, or also `words`: those are text (dtype U).
    """
    header, start = _npy_header(data, name)
    dtype, shape = _npy_type(header.get("descr"), name, words), header.get("shape")
    if not isinstance(shape, tuple) or len(shape) > 16 or not all(_is_size(size) for size in shape):
        raise PlaygroundError(Text("{name} is damaged: its header cannot be read.", name=name))
    there, expected = len(data) - start, _bytes_of(dtype, shape)
    if there != expected:
        raise PlaygroundError(
            Text(
                "{name} is damaged: {expected} bytes are announced, {there} are there.",
                name=name,
                expected=thousands(expected),
                there=thousands(there),
            )
        )
    flat = np.frombuffer(data, dtype, offset=start)
    flat = _text_of(flat, name) if dtype.kind in "SU" else flat
    return flat.reshape(shape, order="F" if header.get("fortran_order") else "C")


def _text_of(flat: np.ndarray, name: str) -> np.ndarray:
    """Return words as text, none of whose characters is one that means nothing."""
    try:
        made = np.char.decode(flat, "utf-8") if flat.dtype.kind == "S" else flat
        "".join(made.tolist()).encode()
    except ValueError:
        raise PlaygroundError(Text("{name} holds bytes that mean no character.", name=name)) from None
    return made


def _npy_type(described: Any, name: str, words: bool) -> np.dtype[Any]:
    if words and isinstance(described, str) and _WORDS.fullmatch(described):
        return np.dtype(described)
    if isinstance(described, str) and re.fullmatch(r"[<>|=]?O\d*", described):
        raise PlaygroundError(
            Text("{name} holds pickled objects, which could run code: save plain numbers.", name=name)
        )
    if not isinstance(described, str) or not re.fullmatch(r"[<>|=]?[biuf][1248]", described):
        raise PlaygroundError(
            Text(
                "{name} holds {described} values; numbers are needed.",
                name=name,
                described=shown(str(described)),
            )
        )
    try:
        return np.dtype(described)
    except TypeError:
        raise PlaygroundError(
            Text("{name} holds {described} values; numbers are needed.", name=name, described=described)
        ) from None


def _is_size(value: Any) -> bool:
    return type(value) is int and value >= 0


def _npy_header(data: bytes | memoryview, name: str) -> tuple[dict[str, Any], int]:
    """Return the literal in an npy file's header and where the numbers begin (format: numpy.lib.format)."""
    version = bytes(data[6:8])
    width = {b"\x01\x00": 2, b"\x02\x00": 4, b"\x03\x00": 4}.get(version)
    if data[:6] != b"\x93NUMPY" or width is None or len(data) < 8 + width:
        raise PlaygroundError(Text("{name} is not an npy file.", name=name))
    start = 8 + width + int.from_bytes(data[8 : 8 + width], "little")
    text = bytes(data[8 + width : min(start, 8 + width + _MAX_NPY_HEADER)])
    try:
        header = ast.literal_eval(text.decode("utf-8").strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        header = None
    if not isinstance(header, dict) or start > len(data):
        raise PlaygroundError(Text("{name} is damaged: its header cannot be read.", name=name))
    return header, start


def read_array_file(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of an .npy file (under the name "") or an .npz file, by name."""
    if path.suffix.lower() == ".npy":
        return {"": read_npy(read_bytes(path, MAX_ARRAY_FILE), path.name)}
    return read_npz(path)


def read_npz(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of an .npz file by name; members that are no arrays are passed over."""
    with open_archive(path, "an .npz file") as archive:
        names = [name for name in archive.names if name.endswith(".npy")]
        return {name[:-4]: read_npy(archive.read(name), f"{path.name}: {shown(name)}") for name in names}
