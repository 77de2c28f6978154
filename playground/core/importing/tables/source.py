"""The bytes of a file that a table may be in: packed or not, never more than a bound, no file that grows."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from playground.core.errors import PlaygroundError
from playground.core.files.file_names import TABLE_ENDINGS, ending_of
from playground.core.files.regular import open_regular, reason
from playground.core.files.zip_list import open_zip
from playground.core.sentences import Text, thousands

MOST_BYTES = 16 * 2**30  # of a table, unpacked
MOST_RATIO = 200  # unpacked to packed, once it is more than a little
A_LITTLE = 64 * 2**20
MOST_MEMBERS = 2000  # of a zip
_CHUNK = 2**20
_FIRST = 2**16  # bytes by which it is told how a file is packed, and how much
_OF_GZIP = 31  # zlib's window bits for a gzip's header
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Contents:
    """The bytes of a table, and how far the file that holds them has been read."""

    bytes: io.BufferedReader
    file: BinaryIO
    size: int  # of the file, as it was when it was opened
    unpacked: float  # about how many bytes it holds unpacked

    def share(self) -> float:
        """Return which share of the file has been read."""
        return min(1.0, self.file.tell() / max(1, self.size))


class _Bounded(io.RawIOBase):
    """Bytes of an unpacking file; PlaygroundError where there are too many or they are damaged."""

    def __init__(self, name: str, inner: BinaryIO, most: int) -> None:
        self._name, self._inner, self._left = name, inner, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            found = cast(io.BufferedIOBase, self._inner).readinto(buffer[:_CHUNK])
        except _BROKEN:
            raise PlaygroundError(
                Text("{name} is damaged or cut off: it cannot be unpacked.", name=self._name)
            ) from None
        except OSError as error:
            raise PlaygroundError(
                Text("{name} cannot be read: {why}.", name=self._name, why=reason(error))
            ) from None
        self._left -= found
        if self._left < 0:
            raise PlaygroundError(Text("{name} unpacks to too much: it is not read.", name=self._name))
        return found


class _AsItWas(io.RawIOBase):
    """A file's bytes as many as there were when it was opened, though it may grow."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._file.tell(), os.SEEK_END: self._size}[whence]
        return self._file.seek(start + offset)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        left = max(0, self._size - self._file.tell())
        return cast(io.BufferedIOBase, self._file).readinto(buffer[:left])


@contextmanager
def contents(path: Path) -> Iterator[Contents]:
    """Open a file, or the one table packed in it; PlaygroundError says in a sentence why it cannot be."""
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if not size:
            raise PlaygroundError(Text("{name} is empty: it holds no table.", name=path.name))
        if size > MOST_BYTES:
            words = "{name} has {size} bytes; tables of at most {most} are read."
            raise PlaygroundError(
                Text(words, name=path.name, size=thousands(size), most=thousands(MOST_BYTES))
            )
        kept = io.BufferedReader(_AsItWas(file, size), _CHUNK)
        with _unpacked(path.name, kept, size) as (inner, about):
            most = size if inner is kept else min(MOST_BYTES, max(A_LITTLE, MOST_RATIO * size))
            yield Contents(io.BufferedReader(_Bounded(path.name, inner, most), _CHUNK), file, size, about)


@contextmanager
def _unpacked(name: str, file: io.BufferedReader[Any], size: int) -> Iterator[tuple[BinaryIO, float]]:
    """Yield a file's bytes unpacked, and about how many there are."""
    head = file.peek(_FIRST)[:_FIRST]
    if head.startswith(_GZIP):
        with gzip.open(file) as inner:
            yield cast(BinaryIO, inner), size * _ratio(head)
    elif head.startswith(_ZIP):
        with _member(name, file) as (member, length):
            yield member, length
    else:
        yield cast(BinaryIO, file), size


def _ratio(head: bytes) -> float:
    """Return how much a gzip grows, by its first bytes."""
    try:
        return len(zlib.decompressobj(_OF_GZIP).decompress(head, MOST_RATIO * _FIRST)) / len(head)
    except zlib.error:
        return 1.0


@contextmanager
def _member(name: str, file: io.BufferedReader[Any]) -> Iterator[tuple[BinaryIO, int]]:
    """Open the one table of a zip; yield its length too."""
    try:
        pack = open_zip(name, cast(BinaryIO, file), MOST_MEMBERS)
        info = _only_table(name, pack.infolist())
        inner = pack.open(info)
    except (*_BROKEN, ValueError, OverflowError, UnicodeDecodeError, OSError):
        raise PlaygroundError(
            Text("{name} is damaged: its list of parts cannot be read.", name=name)
        ) from None
    with pack, inner:
        yield cast(BinaryIO, inner), info.file_size


def _only_table(name: str, members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """Return the one file of a zip that is not hidden; PlaygroundError where there are several or none."""
    files = [
        each
        for each in members
        if not each.is_dir() and not each.filename.startswith("__MACOSX/")
        and not each.filename.rsplit("/", 1)[-1].startswith(".")
    ]  # fmt: skip
    if any(each.flag_bits & 1 for each in files):
        raise PlaygroundError(Text("{name} is locked by a password: unpack it first.", name=name))
    tables = [each for each in files if ending_of(each.filename) in TABLE_ENDINGS]
    if len(tables) == 1:
        return tables[0]  # what lies beside it tells of it
    if len(files) != 1:
        words = "{name} holds {count} files: unpack it and open the one that holds the table."
        raise PlaygroundError(Text(words, name=name, count=thousands(len(files))))
    return files[0]
