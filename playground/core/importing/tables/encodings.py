"""Which characters the bytes of a table mean."""

from __future__ import annotations

import codecs
import re

from playground.core.importing.tables.code_pages import code_page_of

UTF_16 = ("utf-16-le", "utf-16-be")
BOM = "\ufeff"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_NOT_IN_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))  # Windows code page 1252 leaves these five open
_ESCAPED = re.compile("[\udc80-\udcff]")
_SAMPLE = 2**16  # bytes by which one code page is told from another
_FEW = 0.2  # of what lies beyond ASCII: with fewer faults it is UTF-8 that was damaged


class EncodingJudge:
    """Look at all bytes, piece by piece, and say which encoding they are in."""

    def __init__(self, head: bytes) -> None:
        self._sure = _marked(head) or _by_zeros(head)
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._beyond = self._faults = 0  # characters beyond ASCII, and bytes that are no UTF-8
        self._open = False  # whether a byte is there that code page 1252 leaves open
        self._lines = b""  # the first ones with characters beyond ASCII
        self._begun = 0  # lines to leave of a chunk: all but the first begin amid one

    def see(self, chunk: bytes) -> None:
        """Look at the next bytes."""
        if self._sure or chunk.isascii():
            self._begun = 1
            return
        text = self._decoder.decode(chunk)
        faults = len(_ESCAPED.findall(text))
        self._faults += faults
        self._beyond += sum(1 for each in text if each > "\x7f") if faults else len(text.encode()) - len(text)
        self._open |= any(each in chunk for each in _NOT_IN_CP1252)
        if len(self._lines) < _SAMPLE:  # a chunk more at most
            whole = chunk[: chunk.rfind(b"\n") + 1] or chunk  # no character of several bytes is cut
            lines = whole.splitlines(True)[self._begun :]
            self._lines += b"".join(each for each in lines if not each.isascii())
        self._begun = 1

    def encoding(self) -> str:
        """Return the encoding's id, as the option names it."""
        if self._sure:
            return self._sure
        if self._faults <= _FEW * (self._beyond - self._faults):
            return "utf-8"
        if found := code_page_of(self._lines):
            return found
        return "latin-1" if self._open else "cp1252"


def encoding_of(data: bytes) -> str:
    """Return the encoding of a table's first bytes."""
    judge = EncodingJudge(data)
    judge.see(data)
    return judge.encoding()


def decoding_errors(encoding: str) -> str:
    """Return what stands for bytes that an encoding does not know: what lines are rejected for."""
    return "replace" if encoding in UTF_16 else "surrogateescape"


def _marked(head: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "")


def _by_zeros(head: bytes) -> str:
    """Return UTF-16 where every second byte is mostly zero, as of Latin letters and digits."""
    half = len(head) // 2
    even, odd = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    if odd > 0.3 * half and even < 0.1 * odd:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.1 * even else ""
