"""The files of a zip, read by name in memory: nothing is unpacked to the disk, never more than a bound."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from playground.core.errors import PlaygroundError
from playground.core.files.file_names import is_hidden
from playground.core.files.zip_list import open_zip
from playground.core.sentences import Text, thousands

MOST_MEMBERS = 200_000
MOST_UNPACKED = 16 * 2**30  # bytes
MOST_RATIO, A_LITTLE = 200, 64 * 2**20  # unpacked to packed, once it is more than a little
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
           OverflowError, UnicodeDecodeError, OSError)  # fmt: skip


@dataclass
class HeldZip:
    """The members of a zip that are files."""

    name: str
    pack: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    left_out: tuple[tuple[str, Text], ...] = ()

    @classmethod
    @contextmanager
    def opened(cls, name: str, file: BinaryIO) -> Iterator[HeldZip]:
        """Yield the members of an open zip; PlaygroundError for a damaged, a locked and a swelling one."""
        try:
            pack = open_zip(name, file, MOST_MEMBERS)
        except _BROKEN:
            words = "{name} is damaged: its list of parts cannot be read."
            raise PlaygroundError(Text(words, name=name)) from None
        with pack:
            members, left_out = _files(name, pack)
            _check_sizes(name, list(members.values()), file)
            yield cls(name, pack, members, left_out)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all files."""
        return tuple(self.members)

    def size(self, name: str) -> int:
        """Return how many bytes a file has unpacked."""
        return self.members[name].file_size

    def read(self, name: str, most: int) -> bytes:
        """Return a file's content; PlaygroundError where it is larger or damaged."""
        info = self.members[name]
        if info.file_size > most:
            words = "{path} has {size} bytes; at most {limit} are read."
            sizes = {"size": thousands(info.file_size), "limit": thousands(most)}
            raise PlaygroundError(Text(words, path=name, **sizes))
        try:
            with self.pack.open(info) as inner:
                return inner.read(info.file_size)
        except _BROKEN:
            raise PlaygroundError(Text("{name} is damaged within the zip.", name=name)) from None


def _files(
    name: str, pack: zipfile.ZipFile
) -> tuple[dict[str, zipfile.ZipInfo], tuple[tuple[str, Text], ...]]:
    members, left_out = dict[str, zipfile.ZipInfo](), list[tuple[str, Text]]()
    for info in pack.infolist():
        called = _called(info)
        parts = called.split("/")
        if info.is_dir() or any(map(is_hidden, parts)):
            continue
        if info.flag_bits & 1:
            raise PlaygroundError(Text("{name} is locked by a password: unpack it first.", name=name))
        if why := _why_not(info, parts, called in members):
            left_out.append((called, why))
        else:
            members[called] = info
    return dict(sorted(members.items())), tuple(left_out)


def _why_not(info: zipfile.ZipInfo, parts: list[str], twice: bool) -> Text | None:
    if ".." in parts or not parts[0] or ":" in parts[0]:
        return Text("its name leads out of the zip")
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        return Text("it is a link, which is not followed")
    return Text("the zip holds it twice") if twice else None


def _called(info: zipfile.ZipInfo) -> str:
    """Return a member's name: one that is not marked as UTF-8 often is all the same."""
    name = info.filename.replace("\\", "/")
    if info.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _check_sizes(name: str, members: list[zipfile.ZipInfo], file: BinaryIO) -> None:
    packed, whole = os.fstat(file.fileno()).st_size, sum(each.file_size for each in members)
    if whole > MOST_UNPACKED or whole > max(A_LITTLE, MOST_RATIO * packed):
        words = "{name} has {packed} bytes and would unpack to {whole}: that is too much, it is not read."
        sizes = {"packed": thousands(packed), "whole": thousands(whole)}
        raise PlaygroundError(Text(words, name=name, **sizes))
