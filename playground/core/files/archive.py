"""Read and write zip archives that hold a fixed list of members, without trusting one byte of them."""

from __future__ import annotations

import errno
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from playground.core.errors import PlaygroundError
from playground.core.files.regular import open_regular, reason
from playground.core.files.zip_list import open_zip
from playground.core.project.strict_json import shown
from playground.core.sentences import Text, thousands

MAX_FILE = 2**31 - 1  # bytes of the archive: beyond that a zip is another format
MAX_TOTAL = 2**31 - 2**20  # bytes of all members, unpacked
MAX_INFLATED = 2**30  # bytes of those members that are packed: what a small file may grow to
MAX_RATIO = 200  # unpacked to packed
MAX_MEMBERS = 2000
_CHUNK = 2**20
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same members give the same bytes
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error)


class Archive:
    """Members of an open archive by name, checked as a whole before anything is unpacked."""

    def __init__(self, name: str, pack: zipfile.ZipFile, size: int) -> None:
        self._name = name
        self._pack = pack
        self._members = _checked(name, pack.infolist(), size)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the members' names, as they stand in the archive."""
        return tuple(self._members)

    def read(self, member: str, limit: int = MAX_TOTAL) -> bytes:
        """Return one member; PlaygroundError when it is missing, damaged or larger than the limit."""
        info = self._members.get(member)
        if info is None:
            raise PlaygroundError(Text("{name} has no part {member}.", name=self._name, member=member))
        if info.file_size > limit:
            raise PlaygroundError(
                Text(
                    "{name}: {member} has {file_size} bytes; at most {limit} are read.",
                    name=self._name,
                    member=member,
                    file_size=thousands(info.file_size),
                    limit=thousands(limit),
                )
            )
        try:
            buffer = BytesIO()  # gives its bytes away without a copy, which joining pieces would make
            buffer.writelines(self._chunks(info))
            return buffer.getvalue()
        except _BROKEN:
            raise PlaygroundError(
                Text("{name} is damaged: {member} cannot be unpacked.", name=self._name, member=member)
            ) from None
        except OSError as error:
            raise PlaygroundError(
                Text("{name} cannot be read: {why}.", name=self._name, why=reason(error))
            ) from None

    def _chunks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield a member piece by piece, never more than it said it would hold."""
        left = info.file_size
        with self._pack.open(info) as file:
            while chunk := file.read(min(_CHUNK, left + 1)):
                left -= len(chunk)
                if left < 0:
                    raise zipfile.BadZipFile("more bytes than announced")
                yield chunk
        if left:
            raise zipfile.BadZipFile("fewer bytes than announced")


@contextmanager
def open_archive(path: Path, kind: str = "a Neural Playground file") -> Iterator[Archive]:
    """Open an archive for reading; PlaygroundError says in one sentence why it cannot be."""
    with open_regular(path) as file:
        try:
            _check_ends(path.name, kind, file)
            pack = open_zip(path.name, file, MAX_MEMBERS)
        except (*_BROKEN, ValueError, OverflowError, UnicodeDecodeError):
            raise PlaygroundError(
                Text("{path} is damaged: its list of parts cannot be read.", path=path.name)
            ) from None
        except OSError as error:
            why = Text("it points outside itself") if error.errno == errno.EINVAL else reason(error)
            raise PlaygroundError(Text("{path} cannot be read: {why}.", path=path.name, why=why)) from None
        with pack:
            yield Archive(path.name, pack, os.fstat(file.fileno()).st_size)


def write_archive(path: Path, members: Mapping[str, bytes]) -> None:
    """Write members in order, stored as they are: arrays hardly shrink, and reading back is one copy."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=False) as pack:
        for name, data in members.items():
            pack.writestr(zipfile.ZipInfo(name, _MOMENT), data)


def _check_ends(name: str, kind: str, file: BinaryIO) -> None:
    """Refuse what is empty, no zip, cut off, or has a list of parts that would take long to read."""
    size = os.fstat(file.fileno()).st_size
    if size > MAX_FILE:
        raise PlaygroundError(
            Text(
                "{name} has {size} bytes; at most {most} are read.",
                name=name,
                size=thousands(size),
                most=thousands(MAX_FILE),
            )
        )
    head = file.read(4)
    if not head:
        raise PlaygroundError(Text("{name} is empty: it was not written or copied completely.", name=name))
    if head != b"PK\x03\x04"[: len(head)]:
        raise PlaygroundError(Text("{name} is not {kind}.", name=name, kind=kind))
    file.seek(max(0, size - 65_557))
    _check_directory(name, file.read())
    file.seek(0)


def _check_directory(name: str, tail: bytes) -> None:
    """See that the record is there that a zip ends in."""
    start = tail.rfind(b"PK\x05\x06")
    if start < 0 or len(tail) < start + 22:
        raise PlaygroundError(
            Text("{name} ends too early: it was not written or copied completely.", name=name)
        )


def _checked(name: str, listed: list[zipfile.ZipInfo], size: int) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for info in listed:
        if info.filename in members:
            raise PlaygroundError(
                Text(
                    "{name} is damaged: it holds {filename} twice.", name=name, filename=shown(info.filename)
                )
            )
        why = _objection(info)
        if why:
            raise PlaygroundError(
                Text(
                    "{name} is damaged: {filename} {why}.", name=name, filename=shown(info.filename), why=why
                )
            )
        members[info.filename] = info
    total = sum(info.file_size for info in listed)
    if total > MAX_TOTAL:
        raise PlaygroundError(
            Text(
                "{name} unpacks to {total} bytes; at most {most} are read.",
                name=name,
                total=thousands(total),
                most=thousands(MAX_TOTAL),
            )
        )
    inflated = sum(info.file_size for info in listed if info.compress_type != zipfile.ZIP_STORED)
    if inflated > MAX_INFLATED:
        raise PlaygroundError(
            Text(
                "{name} unpacks to {inflated} bytes; at most {most} are read.",
                name=name,
                inflated=thousands(inflated),
                most=thousands(MAX_INFLATED),
            )
        )
    if sum(info.compress_size for info in listed) > size:
        raise PlaygroundError(Text("{name} is damaged: its parts overlap.", name=name))
    return members


def _objection(info: zipfile.ZipInfo) -> str:
    """Say what is wrong with a member, judging by its entry alone."""
    if info.flag_bits & 0x1:
        return Text("is encrypted")
    if not info.filename:
        return Text("has no name")
    mode = info.external_attr >> 16
    if info.is_dir() or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
        return "is not a plain file"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that is not read here"
    if info.file_size > max(info.compress_size, 1024) * MAX_RATIO:
        return "would unpack to far more than it holds"
    if info.compress_type == zipfile.ZIP_STORED and info.file_size != info.compress_size:
        return "states two different sizes"
    return ""
