"""Which code page bytes are in that are no UTF-8: told by what no Western text would hold."""

from __future__ import annotations

import re

_RUN = re.compile(rb"[\x80-\xff]+")
_BESIDE = re.compile(rb"[A-Za-z][\x80-\xff]+|[\x80-\xff]+(?=[A-Za-z])")  # accents beside plain letters
_NEARLY_ALL = 0.95
_FEWEST = 6  # characters by which a code page of two bytes each is told
_LONG = 2.5  # bytes of a run at least on average, where they are words of Cyrillic
_LETTER = rb"[A-Za-z\xc0-\xff]"
# What code page 1252 has as superscripts, signs of money and questions amid words are letters of Polish and
# Romanian in 1250.
_AMID = re.compile(
    rb"(?:" + _LETTER + rb"[\xb3\xb9\xbf\xba]" + _LETTER + rb"|[\xa3\xaf\xa5][a-z\xe0-\xff][a-z])"
)
_CZECH = (re.compile(rb"[A-Za-z]\xf8|\xf8[a-z]"), re.compile(rb"[A-Za-z]\xec|\xec[a-z]"))
_QUOTES = b"\x85\x91\x92\x93\x94\x95\x96\x97\x99"  # and dashes and dots
_HANGUL, _KANA = range(0xAC00, 0xD7A4), range(0x3041, 0x30FF)


def code_page_of(lines: bytes) -> str:
    """Return the encoding of lines with bytes beyond ASCII; "" for a Western one, or too little to tell.

    Chinese, Japanese and Korean have two bytes a character, Cyrillic words have no byte of ASCII; Central
    European text holds what amid words means nothing in the West.
    """
    beyond = _RUN.findall(lines)
    whole = sum(map(len, beyond))
    if not whole:
        return ""
    if _is_japanese(lines):
        return "cp932"
    if 2 * len(_BESIDE.findall(lines)) > len(beyond):
        central = len(_AMID.findall(lines)) > 1 or all(each.search(lines) for each in _CZECH)
        return "cp1250" if central else ""
    letters = sum(byte >= 0xC0 or byte in (0xA8, 0xB8) for run in beyond for byte in run)
    if letters >= _NEARLY_ALL * whole and whole >= max(2 * _FEWEST, _LONG * len(beyond)):
        return "cp1251"
    return _of_two_bytes(lines)


def _characters(lines: bytes, encoding: str) -> list[int]:
    """Return the characters beyond ASCII that lines hold in an encoding; none where they are not in it."""
    try:
        return [ord(each) for each in lines.decode(encoding) if each > "\x7f"]
    except UnicodeDecodeError:
        return []


def _is_japanese(lines: bytes) -> bool:
    """Say whether most characters are kana and kanji.

    The West has quotation marks and dashes where some of their first bytes are, little at the others.
    """
    first = sum(0x81 <= byte <= 0x9F for byte in lines)
    if 3 * sum(0x81 <= byte <= 0x9F and byte not in _QUOTES for byte in lines) < first:
        return False
    found = _characters(lines, "cp932")
    wide = [each for each in found if each in _KANA or 0x4E00 <= each < 0xA000]
    return len(found) >= _FEWEST and 10 * len(wide) > 9 * len(found) and 3 * first > len(found)


def _of_two_bytes(lines: bytes) -> str:
    """Return the encoding in which lines are words of Korean or Chinese; "" for neither."""
    korean, chinese = _characters(lines, "cp949"), _characters(lines, "gb18030")
    if len(korean) >= _FEWEST and sum(each in _HANGUL for each in korean) >= _NEARLY_ALL * len(korean):
        return "cp949"
    usual = sum(0x4E00 <= each < 0xA000 or 0x3000 <= each < 0x3020 or each >= 0xFF00 for each in chinese)
    return "gb18030" if len(chinese) >= _FEWEST and usual >= 0.9 * len(chinese) else ""
