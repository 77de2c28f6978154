"""The copies that windows keep in the data folder: whose they are, and which of them nobody owns any more.

A copy is a project file with a note beside it that says where the document's own file is. Its owner holds a
lock for as long as it lives, however it ends. A copy whose note is gone was let go.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from playground.app.folders import folders
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import is_file, write_atomically
from playground.core.files.leftovers import sweep
from playground.core.files.project_file import SUFFIX, save_project
from playground.core.files.regular import read_bytes
from playground.core.project import strict_json
from playground.core.project.records import RunRecord
from playground.core.project.values import Project
from playground.core.sentences import Text

NOTE, LOCK, DAMAGED = ".json", ".lock", ".damaged"
_MAX_NOTE = 2**16  # bytes


def folder() -> Path:
    """Return where copies are; it is made with the first of them."""
    return folders().data / "recovery"


@dataclass(frozen=True)
class CopyContents:
    """What a copy holds: the project as drawn, its runs, and where its file is."""

    project: Project
    runs: Sequence[RunRecord]
    path: Path | None


class Copy:
    """One document's copy; nothing is on the disk before the first writing."""

    def __init__(self, name: str = "") -> None:
        self._name = name or secrets.token_hex(8)
        self._lock: int | None = None
        self._releasing = Lock()
        self._noted = False
        self._gone = False

    @property
    def file(self) -> Path:
        """Return the project file."""
        return self._at(SUFFIX)

    def write(self, kept: CopyContents) -> None:
        """Write the copy in place of the one before; PlaygroundError says why it could not be."""
        try:
            folder().mkdir(parents=True, exist_ok=True)
            if not self.claim():
                return
            self._write_note(kept.path)
            save_project(self.file, kept.project, kept.runs, keep_old=False)
        except OSError as error:
            raise PlaygroundError(
                Text("{path} could not be written: {why}.", path=self.file, why=error.strerror)
            ) from error
        finally:
            if self._gone:  # let go meanwhile
                self._delete()

    def claim(self) -> bool:
        """Become the owner, for as long as this process lives; False when there is another."""
        if self._lock is None:
            self._lock = _locked(self._at(LOCK))
        return self._lock is not None

    def release(self) -> None:
        """Leave the copy to whoever comes next; the window and who writes may do so at the same time."""
        with self._releasing:
            held, self._lock = self._lock, None
        if held is not None:
            os.close(held)

    def remove(self) -> None:
        """Delete the copy, also when it is just being written."""
        self._gone = True
        self._delete()

    def set_aside(self) -> Path:
        """Keep a damaged copy under another name, where nobody looks for copies."""
        aside = self._at(DAMAGED)
        with suppress(OSError):
            self.file.replace(aside)
        self.remove()
        return aside

    def path(self) -> Path | None:
        """Return where the document's file was; None when it had none, or when that cannot be read."""
        try:
            told = strict_json.parse(read_bytes(self._at(NOTE), _MAX_NOTE), NOTE)
        except PlaygroundError:
            return None
        path = told.get("path") if isinstance(told, dict) else None
        return Path(path) if isinstance(path, str) and path and "\0" not in path else None

    def _write_note(self, path: Path | None) -> None:
        if self._noted:
            return
        told = json.dumps({"path": str(path.absolute()) if path else ""})
        write_atomically(self._at(NOTE), lambda it: _put(it, told), lambda it: None, keep_old=False)
        self._noted = True

    def _delete(self) -> None:
        """Delete the note first: without it the rest counts for nothing."""
        for suffix in (NOTE, SUFFIX, LOCK):
            with suppress(OSError):
                self._at(suffix).unlink(missing_ok=True)
        self.release()

    def _at(self, suffix: str) -> Path:
        return folder() / f"{self._name}{suffix}"


def left_behind() -> Iterator[Copy]:
    """Yield the copies whose owners died, newest first, each of them ours from now on."""
    place = folder()
    sweep(place)
    for file in _newest_first(place):
        copy = Copy(file.stem)
        if not _claimed(copy):
            continue
        if is_file(file.with_suffix(NOTE)) and is_file(file):
            yield copy
        else:
            copy.remove()


def _newest_first(place: Path) -> list[Path]:
    try:
        found = [path for path in place.iterdir() if path.suffix == SUFFIX and path.name[0] != "."]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:  # there is none, or another window was quicker
        return []


def _claimed(copy: Copy) -> bool:
    try:
        return copy.claim()
    except OSError:  # nothing can be offered where nothing can be owned
        return False


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="ascii")


def _locked(path: Path) -> int | None:
    """Return the handle of a file that is locked for us; None when another window has it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        if isinstance(error, (BlockingIOError, PermissionError)):
            return None
        raise
    return handle
