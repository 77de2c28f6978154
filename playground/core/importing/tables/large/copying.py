"""Write a table's text as UTF-8 whose lines all end in one way: what is read after that has no surprises."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

from playground.core.errors import PlaygroundError
from playground.core.importing.tables.encodings import BOM, UTF_16, decoding_errors
from playground.core.importing.tables.lines import MOST_LINE
from playground.core.importing.tables.source import Contents
from playground.core.sentences import Text, thousands

HALVES = "surrogatepass"  # how bytes that mean no character stand in the copy
_MARK = BOM.encode()
CHUNK = 2**21


def copy_text(inside: Contents, encoding: str, name: str, to: Path, tell: Callable[[float], None]) -> None:
    """Write all lines of a table; PlaygroundError at one that is too long to be a table's."""
    decoder = codecs.getincrementaldecoder(encoding)(decoding_errors(encoding))
    ends, lengths, begun = _LineEnds(), _LineLengths(name), False
    with to.open("wb") as copy:
        while chunk := inside.bytes.read(CHUNK):
            text = _decoded(chunk, encoding, decoder)
            while not begun and text.startswith(_MARK):
                text = text.removeprefix(_MARK)
            begun = begun or len(text) > 0
            piece = ends.made_one(text)
            lengths.see(piece)
            copy.write(piece)
            tell(inside.share())
        copy.write(ends.made_one(decoder.decode(b"", True).encode("utf-8", HALVES), over=True))


def _decoded(chunk: bytes, encoding: str, decoder: codecs.IncrementalDecoder) -> bytes:
    """Return bytes as UTF-8; those that mean the same in it as they are."""
    if chunk.isascii() and encoding not in UTF_16 and not decoder.getstate()[0]:
        return chunk
    return decoder.decode(chunk).encode("utf-8", HALVES)


class _LineEnds:
    """Make every end of a line the same, and one at the very end."""

    def __init__(self) -> None:
        self._held = False  # whether the last byte was half an end, perhaps
        self._last = b"\n"

    def made_one(self, text: bytes, over: bool = False) -> bytes:
        """Return the next piece of text with line feeds alone."""
        text = b"\r" + text if self._held else text
        self._held = text.endswith(b"\r") and not over
        text = text[:-1] if self._held else text
        if b"\r" in text:
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self._last = text[-1:] or self._last
        return text + b"\n" if over and self._last != b"\n" else text


class _LineLengths:
    """See that no line is longer than a table's."""

    def __init__(self, name: str) -> None:
        self._name, self._line = name, 1
        self._since = 0  # characters of the line so far

    def see(self, piece: bytes) -> None:
        """Look at the next piece, shorter than such a line; PlaygroundError where one is too long."""
        head, end, _ = piece.partition(b"\n")
        self._since += _characters(head)
        if self._since >= MOST_LINE - 1:
            words = "{name} is no table: its line {line} has more than {most} characters."
            raise PlaygroundError(Text(words, name=self._name, line=self._line, most=thousands(MOST_LINE)))
        if end:
            self._line += piece.count(b"\n")
            self._since = _characters(piece[piece.rfind(b"\n") + 1 :])


def _characters(text: bytes) -> int:
    return len(text) if text.isascii() else len(text.decode("utf-8", HALVES))
