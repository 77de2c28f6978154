"""The list of a zip's members, bounded before it is taken apart, whatever its last records claim."""

from __future__ import annotations

import os
import zipfile
from typing import IO, BinaryIO, cast

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, thousands

_TAIL = 65_557  # bytes within which a zip's last record begins
_ENTRY = 400  # bytes of one in the list, at most, on average
_BEGINS = b"PK\x01\x02"  # each of them


def open_zip(name: str, file: BinaryIO, most: int) -> zipfile.ZipFile:
    """Return a zip whose list of members was read; PlaygroundError where it has more than `most`.

    What a damaged one makes of the library is raised as it is.
    """
    _check_claims(name, file, most)
    listed = _Listed(name, file, most)
    pack = zipfile.ZipFile(cast("IO[bytes]", listed))
    listed.reading = False
    return pack


class _Listed:
    """A zip's file; while its list is read no piece is larger, or holds more entries, than is allowed."""

    def __init__(self, name: str, file: BinaryIO, most: int) -> None:
        self._name, self._file, self._most = name, file, most
        self.reading = True
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self.mode = "rb"

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        if not self.reading:
            return self._file.read(size)
        most = max(_TAIL, _ENTRY * self._most)
        found = self._file.read(most + 1 if size < 0 else min(size, most + 1))
        if len(found) > most or found.count(_BEGINS) > self._most:
            words = "{name} holds more than {most} parts: it is not read."
            raise PlaygroundError(Text(words, name=self._name, most=thousands(self._most)))
        return found


def _check_claims(name: str, file: BinaryIO, most: int) -> None:
    """Refuse at once what says itself that it holds too many."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    file.seek(0)
    end, wide = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")  # of more than the old one can count
    claims = tail[wide + 32 : wide + 40] if wide >= 0 else tail[end + 10 : end + 12]
    count = int.from_bytes(claims, "little")
    if end >= 0 and count > most:
        words = "{name} holds {count} parts; at most {most} are read."
        raise PlaygroundError(Text(words, name=name, count=thousands(count), most=thousands(most)))
