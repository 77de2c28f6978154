"""Write a file so that whatever dies, the old one or the new one is there, whole.

A temporary in the same folder is written, flushed to the disk and read back; then the old file becomes the
one `.bak` and the temporary takes its place.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playground.core.errors import PlaygroundError
from playground.core.files.leftovers import sweep, temporary_name
from playground.core.files.regular import reason
from playground.core.sentences import Text

_WINDOWS_PATIENCE_SECONDS = 2.0


def write_atomically(
    path: Path, write: Callable[[Path], None], verify: Callable[[Path], None], *, keep_old: bool = True
) -> None:
    """Write a file by way of a verified temporary; PlaygroundError says what went wrong, the old file stays.

    `write` fills the path it is given, which ends in the same suffix; `verify` reads it back and raises when
    it is not what it should be. Without `keep_old` the old file becomes no `.bak`.
    """
    try:
        target = _target(path)
        sweep(target.parent)
        temporary = target.with_name(temporary_name(target, target.suffix))
        try:
            _fill(temporary, target, write)
            verify(temporary)
            _put_in_place(temporary, target, keep_old)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise PlaygroundError(_sentence(path, reason(error))) from error
    except ValueError as error:  # values that have no JSON form
        raise PlaygroundError(_sentence(path, str(error))) from error


def must_be_writable(path: Path) -> None:
    """Refuse before the work what could not be written after it, by trying a temporary in its place."""
    try:
        target = _target(path)
        if not target.parent.is_dir():
            raise PlaygroundError(
                Text("The folder {target} does not exist; make it first.", target=target.parent)
            )
        temporary = target.with_name(temporary_name(target, target.suffix))
        temporary.touch(exist_ok=False)
        temporary.unlink()
    except OSError as error:
        why = reason(error)
        raise PlaygroundError(
            Text("{path} cannot be written: {why}; give the file another name.", path=path, why=why)
        ) from None


def _target(path: Path) -> Path:
    """Return the file to replace, which a link leads to; OSError for what cannot be one, or have a `.bak`."""
    if "\0" in str(path):
        raise OSError(None, "its name cannot be that of a file")
    target = Path(os.path.realpath(path))  # a link stays a link
    if target.is_symlink():
        raise OSError(errno.ELOOP, "its links go round in a circle")
    _must_be_replaceable(target)
    with suppress(FileNotFoundError, NotADirectoryError):
        backup_path(target).lstat()  # where that is too long a name, the next save would fail
    return target


def backup_path(path: Path) -> Path:
    """Return where the save before the last one lies."""
    return path.parent / f"{path.name}.bak"


def _sentence(path: Path, why: str) -> Text:
    words = "{file} could not be written: {why}; save it somewhere else."
    if is_file(path):
        words = "{file} could not be written: {why}; the file as it was is intact; save it somewhere else."
    return Text(words, file=path.name or path, why=why)


def is_file(path: Path) -> bool:
    """Say whether a file is there; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # longer than the disk allows, or with a NUL
        return False


def is_folder(path: Path) -> bool:
    """Say whether a folder is there; a name that none can have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _must_be_replaceable(target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if target.exists() and not target.is_file():
        raise OSError(None, "it is not a regular file")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only")


def _fill(temporary: Path, target: Path, write: Callable[[Path], None]) -> None:
    """Let the caller write, give the file the old one's permissions, and see it on the disk."""
    temporary.touch(exist_ok=False)
    write(temporary)
    if target.exists():
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    _flush(temporary)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_in_place(temporary: Path, target: Path, keep_old: bool) -> None:
    if keep_old and target.exists():
        _back_up(target)
    _replace(temporary, target)
    with suppress(OSError):  # Windows and some network disks cannot flush folders; the file itself is safe
        _flush(target.parent)


def _back_up(target: Path) -> None:
    """Give the old file a second name, `.bak`; nothing is missing at any moment."""
    spare = target.with_name(temporary_name(target, ".bak"))
    try:
        try:
            os.link(target, spare)
        except OSError:  # no hard links on this disk
            shutil.copy2(target, spare)
            _flush(spare)
        _replace(spare, backup_path(target))
    finally:
        spare.unlink(missing_ok=True)


def _replace(source: Path, target: Path) -> None:
    """Rename over the target; on Windows a virus scanner may hold it for a moment."""
    give_up = time.monotonic() + (_WINDOWS_PATIENCE_SECONDS if sys.platform == "win32" else 0.0)
    while True:
        try:
            source.replace(target)
            return
        except PermissionError:
            if time.monotonic() >= give_up:
                raise
            time.sleep(0.05)
