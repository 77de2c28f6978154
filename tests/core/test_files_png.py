"""PNG pictures: every filter, depth and colour against known pixels; damage is named."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.errors import PlaygroundError
from playground.core.files.png import open_png

GENERATOR = np.random.default_rng(5)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(rows: bytes, width: int, height: int, depth: int = 8, colour: int = 0, interlace: int = 0,
        extra: bytes = b"") -> bytes:  # fmt: skip
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    parts = (chunk(b"IHDR", header), extra, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def read_png(data: bytes, name: str) -> np.ndarray:
    return open_png(data, name).laid_on(1.0)


def filtered(pixels: np.ndarray, kind: int, step: int) -> bytes:
    """Filter rows (height, bytes) as an encoder does: each byte minus what its neighbours predict."""
    done = bytearray()
    above = np.zeros(pixels.shape[1], int)
    for row in pixels.astype(int):
        left = np.concatenate([np.zeros(step, int), row[:-step]])
        corner = np.concatenate([np.zeros(step, int), above[:-step]])
        guess = left + above - corner
        near = np.abs(guess - np.stack([left, above, corner]))
        paeth = np.stack([left, above, corner])[near.argmin(axis=0), np.arange(len(row))]
        predicted = [0 * row, left, above, (left + above) // 2, paeth][kind]
        done += bytes([kind]) + ((row - predicted) % 256).astype(np.uint8).tobytes()
        above = row
    return bytes(done)


@pytest.mark.parametrize("kind", range(5))
@pytest.mark.parametrize(("colour", "channels"), [(0, 1), (2, 3)])
def test_every_filter_gives_the_pixels_back(kind: int, colour: int, channels: int) -> None:
    pixels = GENERATOR.integers(0, 256, (7, 6 * channels), np.uint8)
    made = read_png(png(filtered(pixels, kind, channels), 6, 7, colour=colour), "x.png")
    expected = pixels.reshape(7, 6, channels).transpose(2, 0, 1) / 255
    assert made.dtype == np.float32 and np.array_equal(made, expected.astype(np.float32))


def test_bits_and_sixteen_bits() -> None:
    two = read_png(png(b"\0\x1b\0\xe4", 4, 2, depth=2), "x.png")
    assert np.allclose(two[0] * 3, [[0, 1, 2, 3], [3, 2, 1, 0]])
    sixteen = read_png(png(b"\0\xff\xff\x00\x00\x80\x00", 3, 1, depth=16), "x.png")
    assert np.allclose(sixteen[0], [[1, 0, 0x8000 / 0xFFFF]])


def test_alpha_lies_over_white_and_palettes_are_looked_up() -> None:
    grey = read_png(png(b"\0\x00\x00\x00\xff", 2, 1, colour=4), "x.png")
    assert np.array_equal(grey, [[[1.0, 0.0]]])
    listed = chunk(b"PLTE", bytes([255, 0, 0, 0, 0, 255]))
    made = read_png(png(b"\0\x40", 2, 1, depth=1, colour=3, extra=listed), "x.png")
    assert np.array_equal(made[:, 0, :].T, [[1, 0, 0], [0, 0, 1]][::1])


def test_what_shines_through_is_told_and_laid_on_any_ground() -> None:
    white_ink = open_png(png(b"\0\xff\x00\xff\xff", 2, 1, colour=4), "x.png")
    assert (white_ink.ink, white_ink.laid_on(0.0).tolist()) == (1.0, [[[0.0, 1.0]]])
    assert open_png(png(b"\0\x40\xff", 1, 1, colour=4), "x.png").alpha is None  # nothing does
    listed = chunk(b"PLTE", bytes([0, 0, 0, 0, 0, 255])) + chunk(b"tRNS", b"\0")
    made = open_png(png(b"\0\x40", 2, 1, depth=1, colour=3, extra=listed), "x.png")
    assert made.alpha is not None and made.alpha.tolist() == [[0.0, 1.0]]
    assert made.laid_on(1.0)[:, 0, 0].tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a PNG"),
        (b"GIF89a", "not a PNG"),
        (png(b"\0\0", 1, 1)[:40], "ends too early"),
        (png(b"\0\0", 1, 1).replace(b"IDAT", b"IDAX"), "ends too early or its bytes were changed"),
        (png(b"\0\0", 1, 1, interlace=1), "interlaced"),
        (png(b"\0\0", 1, 1, depth=3), "a kind of PNG"),
        (png(b"\0\0", 1, 1, colour=9), "a kind of PNG"),
        (png(b"\0\0", 0, 1), "0 × 1 pixels"),
        (png(b"\0\0", 2**31 - 1, 2**31 - 1), "at most 16\u2009777\u2009216 are read"),
        (png(b"\0\0", 9, 9), "cannot be unpacked"),
        (png(b"\7\0", 1, 1), "a filter that does not exist"),
        (png(b"\0\7", 1, 1, colour=3), "colours that it does not list"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(data: bytes, words: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        read_png(data, "x.png")
    assert words in caught.value.message


def test_a_bomb_is_unpacked_no_further_than_its_size() -> None:
    assert read_png(png(bytes(50_000_000), 4, 4), "x.png").shape == (1, 4, 4)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_spoilt_picture_is_read_or_refused(data: st.DataObject) -> None:
    spoilt = bytearray(png(b"\1abc\2def", 3, 2))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(spoilt)))
        spoilt[start : start + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    try:
        read_png(bytes(spoilt), "x.png")
    except PlaygroundError as error:
        assert "\n" not in error.message
