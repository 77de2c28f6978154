"""Many files as one thing: those of a folder, of an archive, or those that a table names.

Nothing outside is read: links that lead out are left out, links to folders are not followed.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from playground.core.errors import PlaygroundError
from playground.core.files.atomic import is_file, is_folder
from playground.core.files.file_names import (
    PICTURE_ENDINGS,
    SOUND_ENDINGS,
    TABLE_ENDINGS,
    can_be_kept,
    ending_of,
    is_hidden,
)
from playground.core.files.held_zip import HeldZip
from playground.core.files.regular import open_regular, read_bytes, reason
from playground.core.sentences import Text, thousands

MOST_FILES = 200_000
MOST_OF_ONE = 2**28  # bytes of a file
MOST_DEEP = 30  # folders within one another
MOST_TABLE = 64 * 2**20  # bytes of a table that is looked through for names
_ENDS = tuple(each.encode() for each in (*PICTURE_ENDINGS, *SOUND_ENDINGS))
_LONGEST = 400  # bytes of a name before its ending
_BETWEEN = b',;\t|"\r\n'  # cells


class Held(Protocol):
    """Files by their names: relative, with "/" between folders, in one order."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all files."""

    @property
    def left_out(self) -> tuple[tuple[str, Text], ...]:
        """Return what is not read, with the reason."""

    def size(self, name: str) -> int:
        """Return how many bytes a file has."""

    def read(self, name: str, most: int) -> bytes:
        """Return a file's content; PlaygroundError where it is larger, gone or damaged."""


@dataclass
class HeldFolder:
    """The files of a folder, or some of them."""

    folder: Path
    sizes: dict[str, int]
    left_out: tuple[tuple[str, Text], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all files."""
        return tuple(self.sizes)

    def size(self, name: str) -> int:
        """Return how many bytes a file had when the folder was listed."""
        return self.sizes[name]

    def read(self, name: str, most: int) -> bytes:
        """Return a file's content; PlaygroundError where it is larger, gone or not to be read."""
        return read_bytes(self.folder / name, most)


@dataclass
class _Listing:
    root: Path
    real: Path
    found: dict[str, int] = field(default_factory=dict)
    left_out: list[tuple[str, Text]] = field(default_factory=list)
    met: int = 0

    def walk(self, folder: Path, within: str, deep: int) -> None:
        """Take the files of a folder and those within."""
        try:
            with os.scandir(folder) as entries:
                inside = sorted(self._counted(entries), key=lambda each: each.name)
        except OSError as error:
            if not within:
                words = "{name} cannot be opened: {why}."
                raise PlaygroundError(Text(words, name=folder.name or folder, why=reason(error))) from None
            self.left_out.append((within, Text("the folder cannot be opened: {why}", why=reason(error))))
            return
        for entry in inside:
            self._take(entry, f"{within}/{entry.name}" if within else entry.name, deep)

    def _counted(self, entries: Iterator[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
        for entry in entries:
            self.met += 1
            if self.met > MOST_FILES:
                words = "{name} holds more than {most} files: choose a smaller folder."
                raise PlaygroundError(Text(words, name=self.root.name, most=thousands(MOST_FILES)))
            yield entry

    def _take(self, entry: os.DirEntry[str], name: str, deep: int) -> None:
        if is_hidden(entry.name):
            return
        if not can_be_kept(Path(entry.name)):
            shown = name.encode("utf-8", "replace").decode()
            self.left_out.append((shown, Text("its name holds bytes that mean no character: rename it")))
            return
        try:
            if entry.is_dir(follow_symlinks=False):
                if deep >= MOST_DEEP:
                    self.left_out.append((name, Text("it lies too deep")))
                else:
                    self.walk(Path(entry.path), name, deep + 1)
            elif why := self._why_not(entry):
                self.left_out.append((name, why))
            else:
                self.found[name] = entry.stat().st_size
        except OSError as error:
            self.left_out.append((name, Text("it cannot be read: {why}", why=reason(error))))
        except RuntimeError:  # what `resolve` says of a circle before Python 3.13
            self.left_out.append((name, Text("its links go round in a circle")))

    def _why_not(self, entry: os.DirEntry[str]) -> Text | None:
        if entry.is_symlink():
            target = Path(entry.path).resolve(strict=True)
            if target.is_dir():
                return Text("it is a link to a folder, which is not followed")
            if not target.is_relative_to(self.real):
                return Text("it is a link that leads out of the folder")
        found = entry.stat()
        if found.st_size > MOST_OF_ONE:
            return Text("it has more than {most} bytes", most=thousands(MOST_OF_ONE))
        return None if stat.S_ISREG(found.st_mode) else Text("it is no regular file")


def list_folder(path: Path) -> HeldFolder:
    """Return the files of a folder; PlaygroundError where it cannot be opened or holds too many."""
    listing = _Listing(path, path.resolve())
    listing.walk(path, "", 0)
    return HeldFolder(path, dict(sorted(listing.found.items())), tuple(listing.left_out))


def named_beside(path: Path) -> HeldFolder | None:
    """Return a table with the pictures and sounds that it names beside or below it; None for none."""
    if ending_of(path.name) not in TABLE_ENDINGS or not path.is_file() or path.stat().st_size > MOST_TABLE:
        return None
    named = set(_names_in(read_bytes(path, MOST_TABLE)))
    folder, sizes = path.parent, dict[str, int]()
    for name in sorted(each.decode("utf-8", "replace").replace("\\", "/") for each in named):
        size = _size_within(folder, name)
        if size is not None and len(sizes) < MOST_FILES:
            sizes[name] = size
    return HeldFolder(folder, {path.name: path.stat().st_size, **sizes}) if sizes else None


def _names_in(table: bytes) -> Iterator[bytes]:
    """Yield the cells that end as files do; it takes no longer where other cells are very long."""
    small = table.lower()
    ends = b"|".join(each for each in _ENDS if b"." + each in small)
    if not ends:
        return
    for found in re.finditer(rb"\.(?:%s)(?=[%s]|\Z)" % (ends, _BETWEEN), small):
        first = max(0, found.start() - _LONGEST)
        before = max(table.rfind(_BETWEEN[place : place + 1], first, found.start()) for place in range(7)) + 1
        if (before or not first) and before < found.start():
            yield table[before : found.end()].strip()


def _size_within(folder: Path, name: str) -> int | None:
    """Return the size of a file that a table names; None where it is none, or not within the folder."""
    try:
        if name.startswith("/") or not (folder / name).resolve().is_relative_to(folder.resolve()):
            return None
        found = (folder / name).stat()
    except (OSError, ValueError, RuntimeError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def is_many(path: Path) -> bool:
    """Say whether a path is that of many files: a folder, or a zip."""
    return is_folder(path) or (ending_of(path.name) == "zip" and is_file(path))


@contextmanager
def held(path: Path) -> Iterator[Held]:
    """Yield the files of a folder, of a zip, or of a table that names some; else the file alone."""
    if path.is_dir():
        yield list_folder(path)
    elif ending_of(path.name) == "zip":
        with open_regular(path) as file, HeldZip.opened(path.name, file) as pack:
            yield pack
    else:
        yield named_beside(path) or HeldFolder(path.parent, {path.name: path.stat().st_size})


def summed(files: Held, known: Mapping[str, str] = MappingProxyType({})) -> tuple[int, str]:
    """Return the size of all files together, and a sha256 of their names, sizes and contents.

    `known` has the sha256 of files that were read before, by name.
    """
    whole, size = sha256(), 0
    for name in files.names:
        told = known.get(name) or sha256(files.read(name, MOST_OF_ONE)).hexdigest()
        size += files.size(name)
        whole.update(f"{name}\0{files.size(name)}\0{told}\n".encode("utf-8", "surrogatepass"))
    return size, whole.hexdigest()


def as_zip(files: Held, most: int) -> bytes:
    """Return files as a zip, the same bytes for the same files; PlaygroundError where one is larger."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as pack:
        for name in files.names:
            pack.writestr(zipfile.ZipInfo(name), files.read(name, most))
    return made.getvalue()
