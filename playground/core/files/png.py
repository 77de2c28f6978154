"""Read PNG pictures into arrays, with nothing but zlib: sizes are compared before memory is taken.

Format: W3C, Portable Network Graphics (third edition). Interlaced files are refused with a sentence.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, thousands

MAX_PIXELS = 2**24
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type: grey, RGB, palette, grey + alpha, RGBA
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


@dataclass(frozen=True)
class _Header:
    width: int
    height: int
    depth: int
    colour: int

    @property
    def channels(self) -> int:
        return _CHANNELS[self.colour]

    @property
    def row(self) -> int:
        """Return the bytes of one row, without its filter byte."""
        return (self.width * self.channels * self.depth + 7) // 8


@dataclass(frozen=True)
class Picture:
    """Colours (channels, height, width) float32 in 0 to 1, and how opaque each pixel is (height, width)."""

    colours: np.ndarray  # channels are 1 for grey and 3 for colour
    alpha: np.ndarray | None = None  # None: nothing shines through

    def laid_on(self, ground: float) -> np.ndarray:
        """Return the picture as it is seen on a ground, 0 black to 1 white."""
        if self.alpha is None:
            return self.colours
        return np.asarray(self.colours * self.alpha + ground * (1 - self.alpha), np.float32)

    @property
    def ink(self) -> float:
        """Return how bright what can be seen of it is on the whole."""
        if self.alpha is None or not self.alpha.sum():
            return float(self.colours.mean())
        return float((self.colours.mean(axis=0) * self.alpha).sum() / self.alpha.sum())


def open_png(data: bytes, name: str) -> Picture:
    """Return a picture with what shines through it; PlaygroundError says what is wrong with the file."""
    if not data.startswith(_SIGNATURE):
        raise PlaygroundError(Text("{name} is not a PNG picture.", name=name))
    header, palette, clear, packed = None, b"", b"", bytearray()
    for kind, body in _chunks(data, name):
        if kind == b"IHDR" and header is None:
            header = _header(body, name)
        elif kind == b"PLTE":
            palette = body
        elif kind == b"tRNS":
            clear = body
        elif kind == b"IDAT":
            packed += body
    if header is None:
        raise PlaygroundError(Text("{name} is damaged: it does not say how large it is.", name=name))
    rows = _unfiltered(_unpacked(bytes(packed), header, name), header, name)
    return _coloured(_samples(rows, header), header, palette, clear, name)


def _chunks(data: bytes, name: str) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while place + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        end = data[place + 8 + length : place + 12 + length]
        if len(end) < 4 or struct.unpack(">I", end)[0] != zlib.crc32(kind + body):
            break
        if kind == b"IEND":
            return
        yield kind, body
        place += 12 + length
    raise PlaygroundError(
        Text("{name} is damaged: the picture ends too early or its bytes were changed.", name=name)
    )


def _header(body: bytes, name: str) -> _Header:
    if len(body) != 13:
        raise PlaygroundError(Text("{name} is damaged: it does not say how large it is.", name=name))
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", body)
    if rest[2]:
        raise PlaygroundError(
            Text("{name} is interlaced, which is not read here: save it without.", name=name)
        )
    if rest[:2] != [0, 0] or depth not in _DEPTHS.get(colour, ()):
        raise PlaygroundError(Text("{name} is a kind of PNG that is not read here.", name=name))
    if not 0 < width * height <= MAX_PIXELS:
        size = f"{thousands(width)} × {thousands(height)} pixels"
        raise PlaygroundError(
            Text(
                "{name} is {size}; at most {most} are read.",
                name=name,
                size=size,
                most=thousands(MAX_PIXELS),
            )
        )
    return _Header(width, height, depth, colour)


def _unpacked(packed: bytes, header: _Header, name: str) -> np.ndarray:
    """Return rows (height, 1 + bytes) uint8, the filter's number first; no byte more is unpacked."""
    expected = header.height * (header.row + 1)
    try:
        flat = zlib.decompressobj().decompress(packed, expected)
    except zlib.error:
        flat = b""
    if len(flat) != expected:
        raise PlaygroundError(Text("{name} is damaged: its pixels cannot be unpacked.", name=name))
    return np.frombuffer(flat, np.uint8).reshape(header.height, header.row + 1)


def _unfiltered(rows: np.ndarray, header: _Header, name: str) -> np.ndarray:
    """Undo the five filters of the format, each of which predicts a byte from its neighbours."""
    step = max(1, header.channels * header.depth // 8)
    above = bytearray(header.row)
    done = []
    for row in rows:
        above = _line(int(row[0]), bytearray(row[1:].tobytes()), above, step, name)
        done.append(np.frombuffer(bytes(above), np.uint8))
    return np.stack(done)


def _line(kind: int, line: bytearray, above: bytearray, step: int, name: str) -> bytearray:
    if kind > 4:
        raise PlaygroundError(Text("{name} is damaged: a row names a filter that does not exist.", name=name))
    if kind == 2:  # the byte above, the only filter that needs no order
        total = np.frombuffer(line, np.uint8) + np.frombuffer(above, np.uint8)
        return bytearray(total.tobytes())
    for index in range(len(line) if kind else 0):
        left = line[index - step] if index >= step else 0
        corner = above[index - step] if index >= step else 0
        line[index] = (line[index] + _predicted(kind, left, above[index], corner)) & 0xFF
    return line


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 3:
        return (left + up) // 2
    guess = left + up - corner  # Paeth: the neighbour nearest to the guess
    return min((left, up, corner), key=lambda value: abs(guess - value))


def _samples(rows: np.ndarray, header: _Header) -> np.ndarray:
    """Return whole numbers (height, width, channels), unpacked from bits where a byte holds several."""
    if header.depth == 16:
        values = rows.reshape(header.height, -1, 2).astype(np.uint16)
        flat = values[..., 0] * 256 + values[..., 1]
    elif header.depth == 8:
        flat = rows
    else:
        bits = np.unpackbits(rows, axis=1).reshape(header.height, -1, header.depth)
        flat = bits @ (1 << np.arange(header.depth)[::-1])
    return flat[:, : header.width * header.channels].reshape(header.height, header.width, header.channels)


def _coloured(samples: np.ndarray, header: _Header, palette: bytes, clear: bytes, name: str) -> Picture:
    alpha = None
    if header.colour == 3:
        colours = np.frombuffer(palette[: len(palette) // 3 * 3], np.uint8).reshape(-1, 3)
        if not len(colours) or samples.max() >= len(colours):
            raise PlaygroundError(
                Text("{name} is damaged: it uses colours that it does not list.", name=name)
            )
        shares = colours[samples[..., 0]] / 255
        if clear:  # how opaque the first colours are; the others are wholly
            listed = np.frombuffer(clear[: len(colours)].ljust(len(colours), b"\xff"), np.uint8)
            alpha = listed[samples[..., 0]] / 255
    else:
        shares = samples / (2**header.depth - 1)
    if header.colour in (4, 6):
        alpha, shares = shares[..., -1], shares[..., :-1]
    if alpha is not None and (alpha == 1).all():
        alpha = None
    return Picture(np.ascontiguousarray(shares.transpose(2, 0, 1), np.float32), alpha)
