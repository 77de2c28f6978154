"""Arrays from bytes nobody vouches for: sizes are compared before memory is taken, objects never made."""

from __future__ import annotations

import io
import json
import pickle
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.errors import PlaygroundError
from playground.core.files.arrays import read_array_file, read_npy, read_safetensors, write_safetensors
from playground.core.sentences import thousands

GOOD = {"a.weight": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array(3, np.int64)}


def packed(header: Any, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def entry(dtype: Any = "F32", shape: Any = (2,), offsets: Any = (0, 8)) -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def npy(array: np.ndarray, **options: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, **options)
    return stream.getvalue()


def test_safetensors_come_back() -> None:
    again = read_safetensors(write_safetensors(GOOD))
    assert {key: (value.dtype, value.shape) for key, value in again.items()} == {
        key: (value.dtype, value.shape) for key, value in GOOD.items()
    }
    assert all(np.array_equal(again[key], GOOD[key]) for key in GOOD)
    assert not again["b"].flags.writeable


def test_the_safetensors_library_reads_what_we_write() -> None:
    from safetensors.numpy import load

    assert np.array_equal(load(write_safetensors(GOOD))["a.weight"], GOOD["a.weight"])


def test_metadata_is_passed_over() -> None:
    data = packed({"__metadata__": {"format": "pt"}, "x": entry()}, bytes(8))
    assert list(read_safetensors(data)) == ["x"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "ends too early"),
        (struct.pack("<Q", 2**62) + b"{}", f"a header of {thousands(2**62)} bytes; 2 are possible"),
        (packed(b" " * 2**21 + b"{}"), "1\u2009048\u2009576 are possible"),
        (packed(b"[]"), "not a JSON object"),
        (packed(b"{"), "the header of the weights, line 1"),
        (packed(b'{"x": 1, "x": 2}'), "holds 'x' twice"),
        (packed({"x": 3}), "the entry of 'x' cannot be read"),
        (packed({"x": entry("F31")}, bytes(8)), "the entry of 'x' cannot be read"),
        (packed({"x": entry("BF16")}, bytes(8)), "'x' does not fill the bytes it claims"),
        (packed({"x": entry("F8_E5M2")}, bytes(8)), "holds 'x' as F8_E5M2, which is not read"),
        (packed({"x": entry(shape=[-2])}, bytes(8)), "the entry of 'x' cannot be read"),
        (packed({"x": entry(shape=[2.0])}, bytes(8)), "the entry of 'x' cannot be read"),
        (packed({"x": entry(shape=[True, 2])}, bytes(8)), "the entry of 'x' cannot be read"),
        (packed({"x": entry(shape=[1] * 40, offsets=(0, 4))}, bytes(4)), "the entry of 'x' cannot be read"),
        (packed({"x": entry(offsets=(8, 0))}, bytes(8)), "damaged"),
        (packed({"x": entry(offsets=(0, 9))}, bytes(9)), "does not fill the bytes it claims"),
        (packed({"x": entry(shape=[2**31, 2**31, 2**31])}, bytes(8)), "does not fill the bytes it claims"),
        (packed({"x": entry()}, bytes(4)), "8 bytes are announced, 4 are there"),
        (packed({"x": entry()}, bytes(12)), "8 bytes are announced, 12 are there"),
        (packed({"x": entry(), "y": entry()}, bytes(8)), "'y' does not begin where the one before ends"),
        (packed({"x": entry(offsets=(4, 12))}, bytes(12)), "'x' does not begin where the one before ends"),
    ],
)  # fmt: skip
def test_safetensors_that_do_not_add_up(data: bytes, words: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        read_safetensors(data)
    assert words in caught.value.message


def test_npy_comes_back_in_either_order() -> None:
    for array in (
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.array(True),
    ):
        assert np.array_equal(read_npy(npy(array), "x"), array)


def npy_claiming(shape: str) -> bytes:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(16)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not an npy file"),
        (b"\x93NUMPY\x09\x00" + bytes(99), "not an npy file"),
        (pickle.dumps({"a": 1}), "not an npy file"),
        (npy(np.array([{}], object), allow_pickle=True), "pickled objects, which could run code"),
        (npy(np.array(["a"])), "numbers are needed"),
        (npy(np.arange(9.0))[:-8], "72 bytes are announced, 64 are there"),
        (npy_claiming("(1000000000000,)"), f"{thousands(8 * 10**12)} bytes are announced, 16 are there"),
        (npy_claiming("(-2,)"), "its header cannot be read"),
        (npy_claiming("(4294967296, 4294967296)"), "16 are there"),
        (npy_claiming("__import__('os')"), "its header cannot be read"),
    ],
)  # fmt: skip
def test_npy_that_is_not_what_it_claims(data: bytes, words: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        read_npy(data, "x.npy")
    assert words in caught.value.message


def test_array_files_are_read_by_name(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.arange(3))
    np.savez_compressed(tmp_path / "x.npz", points=np.ones((2, 2)), label=np.arange(2))
    assert list(read_array_file(tmp_path / "x.npy")) == [""]
    assert {name: array.shape for name, array in read_array_file(tmp_path / "x.npz").items()} == {
        "points": (2, 2), "label": (2,)}  # fmt: skip


def test_an_npz_bomb_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("x.npy", bytes(100_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(PlaygroundError, match="far more than it holds"):
            read_array_file(path)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_what_is_no_npz_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.npz").write_bytes(pickle.dumps([1, 2]))
    with pytest.raises(PlaygroundError, match="x.npz is not an .npz file"):
        read_array_file(tmp_path / "x.npz")
    with pytest.raises(PlaygroundError, match="no such file"):
        read_array_file(tmp_path / "y.npy")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_spoilt_safetensors_are_read_or_refused(data: st.DataObject) -> None:
    spoilt = bytearray(write_safetensors(GOOD))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(spoilt)))
        spoilt[start : start + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    try:
        arrays = read_safetensors(bytes(spoilt))
    except PlaygroundError as error:
        assert "\n" not in error.message
    else:
        assert sum(array.nbytes for array in arrays.values()) <= len(spoilt)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_spoilt_npy_is_read_or_refused(data: st.DataObject) -> None:
    spoilt = bytearray(npy(np.arange(6.0).reshape(2, 3)))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(spoilt)))
        spoilt[start : start + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    try:
        read_npy(bytes(spoilt), "x.npy")
    except PlaygroundError as error:
        assert "\n" not in error.message
