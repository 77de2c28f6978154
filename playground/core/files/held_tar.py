"""The files of a tar archive, one after the other in memory: nothing is unpacked to where their names say."""

from __future__ import annotations

import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from playground.core.errors import PlaygroundError
from playground.core.files.file_names import is_hidden
from playground.core.files.regular import open_regular
from playground.core.sentences import Text, thousands

MOST_MEMBERS = 500_000
MOST_UNPACKED = 16 * 2**30  # bytes of those that are wanted
MOST_OF_MEMBER = 2**28  # bytes
_BROKEN = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError, UnicodeError)


def tar_files(
    path: Path, wanted: Callable[[str], bool], tell: Callable[[float], None]
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the regular files of an archive that are wanted, in its order.

    Names are relative, with "/" between folders; what leads out, links and what systems add is passed over.
    PlaygroundError for a damaged archive and one that swells.
    """
    left = MOST_UNPACKED
    with open_regular(path) as file:
        size = max(1, os.fstat(file.fileno()).st_size)
        for place, (archive, member) in enumerate(_members(path.name, file)):
            tell(file.tell() / size)
            if place >= MOST_MEMBERS or member.size > MOST_OF_MEMBER:
                words = "{name} holds too many parts, or too large ones: it is not read."
                raise PlaygroundError(Text(words, name=path.name))
            called = member.name.removeprefix("./")
            if not member.isreg() or not _stays_inside(called) or not wanted(called):
                continue
            left -= member.size
            if left < 0:
                words = "{name} unpacks to more than {most} bytes: it is not read."
                raise PlaygroundError(Text(words, name=path.name, most=thousands(MOST_UNPACKED)))
            yield called, _content(path.name, archive, member)


def _members(name: str, file: BinaryIO) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    try:
        with tarfile.open(fileobj=file, mode="r|*") as archive:
            while (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined] # it would remember them all
                yield archive, member
    except _BROKEN:
        raise PlaygroundError(Text("{name} is damaged: it cannot be unpacked.", name=name)) from None


def _stays_inside(name: str) -> bool:
    parts = name.split("/")
    strange = "\\" in name or ":" in name or "\0" in name
    return not strange and "" not in parts and ".." not in parts and not any(map(is_hidden, parts))


def _content(name: str, archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    try:
        inner = archive.extractfile(member)
        content = inner.read(member.size) if inner is not None else b""
    except _BROKEN:
        content = b""
    if len(content) != member.size:
        raise PlaygroundError(Text("{name} is damaged: it ends too early.", name=name))
    return content
