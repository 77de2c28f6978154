"""Temporaries by name: whose they are, and which of them a killed process left behind."""

from __future__ import annotations

import os
import platform
import re
import secrets
import stat
import sys
import time
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_STEM = 80  # bytes; with mark, owner and suffix it stays under the 255 that a name may have
_SUFFIX = 32  # bytes; what is longer is no suffix that anybody reads
_STALE_SECONDS = 3600.0  # where it cannot be seen whether the owner lives
_OURS = re.compile(r"\..*\.tmp-(?:(\d{1,10})-([0-9a-f]{8})-)?[0-9a-f]{12}(?:\.[^.]*)?", re.DOTALL)


def temporary_name(target: Path, suffix: str) -> str:
    """Return a name for a temporary beside the target that says which process writes it."""
    owner = f"{os.getpid()}-{_place()}-{secrets.token_hex(6)}"
    kept = suffix if len(os.fsencode(suffix)) <= _SUFFIX else ""
    return f".{cut(target.stem, _STEM)}.tmp-{owner}{kept}"


def cut(name: str, most: int) -> str:
    """Return as much of a name's beginning as fits in so many bytes, for file systems count those."""
    kept = name[:most]
    while len(os.fsencode(kept)) > most:
        kept = kept[:-1]
    return kept


def sweep(folder: Path) -> None:
    """Remove temporaries of ours whose process has died, or that are too old to be of any use."""
    for leftover, owner in _temporaries(folder):
        try:
            found = leftover.lstat()
            too_old = time.time() - found.st_mtime > _STALE_SECONDS
            if stat.S_ISREG(found.st_mode) and (too_old or _has_died(*owner)):
                leftover.unlink()
        except OSError:
            continue  # another process may be quicker; what stays does no harm


def is_left_over(path: Path) -> bool:
    """Say whether a file or folder is a temporary of ours whose process is known to be dead."""
    match = _OURS.fullmatch(path.name)
    return match is not None and _has_died(match[1], match[2])


def _temporaries(folder: Path) -> Iterator[tuple[Path, tuple[str | None, str | None]]]:
    """Yield the folder's temporaries, each with the number and the place of the process that wrote it."""
    try:
        hidden = [path for path in folder.iterdir() if path.name.startswith(".")]
    except (OSError, ValueError):  # nothing can be swept where nothing can be listed
        return
    for path in hidden:
        if match := _OURS.fullmatch(path.name):
            yield path, (match[1], match[2])


def _has_died(number: str | None, place: str | None) -> bool:
    """Say whether a process is known to be dead: one of this machine whose number nobody bears."""
    if number is None or place != _place() or sys.platform == "win32":  # asking there would end it
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # another person's
        return False
    return False


@cache
def _place() -> str:
    """Return what tells apart the machines, and the containers on them, whose processes share a folder."""
    try:
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:  # only Linux has these
        space = 0
    return f"{zlib.crc32(f'{platform.node()} {space}'.encode()):08x}"
