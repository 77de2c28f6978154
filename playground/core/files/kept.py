"""What takes long to make of somebody's files: each in a folder of its own, whole or not at all.

What was stopped while it grew by parts is gone on with the next time. The oldest go first once all of them
together take more than a bound.
"""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from playground.core.errors import PlaygroundError
from playground.core.files.growing import PARTS
from playground.core.files.leftovers import is_left_over, temporary_name
from playground.core.files.regular import reason
from playground.core.sentences import Text

PLACE = "PLAYGROUND_TABLES_DIR"  # in the environment: the folder
KNOWN = "known.json"  # what is known of the rest, written last: a folder without it is not whole
MOST_KEPT = 20 * 2**30  # bytes of all folders together
ReadBack = TypeVar("ReadBack")
_VERSION = "2"  # of how they are kept
_STOPPED = ".stopped"  # what a folder ends in that waits to be gone on with
_SPOILT = (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError)


def kept(
    path: Path, how: Sequence[str], write: Callable[[Path], None], needs: int = 0, files: Sequence[Path] = ()
) -> Path:
    """Return the folder of what was made in a certain way of a file, or of the `files` of a folder.

    `write` fills one where there is none, in about as many bytes as it `needs`; one that grows by parts may
    have some of them already. PlaygroundError where the disk has no room for it. What is not whole is never
    found.
    """
    home = Path(os.environ.get(PLACE) or _until_the_end())
    try:
        found = home / _name(path, how, files)
        if (found / KNOWN).is_file():
            os.utime(found)
            return found
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return _made(found, write, needs)
    except OSError as error:
        words = "{name} cannot be read: {folder} has no room for its columns, since {why}."
        raise PlaygroundError(Text(words, name=path.name, folder=home, why=reason(error))) from None


def read_kept(folder: Callable[[], Path], read: Callable[[Path], ReadBack]) -> ReadBack:
    """Return what is read from a folder that is kept; one that a disk or somebody spoilt is made again."""
    found = folder()
    try:
        return read(found)
    except _SPOILT:
        shutil.rmtree(found, ignore_errors=True)
        return read(folder())


@cache
def _until_the_end() -> str:
    """Return a folder that goes with this process, where nobody says which is to stay."""
    made = TemporaryDirectory(prefix="playground-tables-", ignore_cleanup_errors=True)
    atexit.register(made.cleanup)
    return made.name


def _name(path: Path, how: Sequence[str], files: Sequence[Path]) -> str:
    """Return what it is kept as: another name once a file was changed, or is read in another way."""
    known = sha256("\0".join((_VERSION, str(path.resolve()), *how)).encode("utf-8", "surrogatepass"))
    for file in files or (path,):
        found = file.stat()
        facts = (file, found.st_size, found.st_mtime_ns, found.st_ino)
        known.update("\0".join(map(str, facts)).encode("utf-8", "surrogatepass"))
    return known.hexdigest()[:32]


def _made(found: Path, write: Callable[[Path], None], needs: int) -> Path:
    """Fill a folder beside and give it its name once it is whole."""
    unfinished = _begun(found)
    try:
        _make_room(found.parent, needs)
        write(unfinished)
        _give_name(unfinished, found)
    except OSError:  # the disk may be full: nothing stays on it
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    finally:
        _leave(unfinished, found)
    return found


def _give_name(unfinished: Path, found: Path) -> None:
    """Let what is whole be found; what another process made meanwhile stays, for it may be looked at."""
    try:
        unfinished.replace(found)
    except OSError:
        if not (found / KNOWN).is_file():
            shutil.rmtree(found, ignore_errors=True)
            unfinished.replace(found)


def _begun(found: Path) -> Path:
    """Return a folder of this process's own to be filled: one that was left unfinished, or an empty one."""
    unfinished = found.with_name(temporary_name(found, ""))
    for each in found.parent.glob(f".{found.stem}.*"):
        if each != _stopped(found) and not is_left_over(each):
            continue
        if (each / PARTS).is_file():
            with suppress(FileNotFoundError):
                return each.replace(unfinished)
            continue  # another process was quicker
        shutil.rmtree(each, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    return unfinished


def _stopped(found: Path) -> Path:
    """Return the folder in which what was stopped waits to be gone on with."""
    return found.with_name(f".{found.stem}{_STOPPED}")


def _leave(unfinished: Path, found: Path) -> None:
    """Keep what has some of its parts; what has none, or was written by two at once, goes."""
    if (unfinished / PARTS).is_file() and not _stopped(found).exists():
        with suppress(OSError):  # another process was quicker
            unfinished.replace(_stopped(found))
    shutil.rmtree(unfinished, ignore_errors=True)


def _make_room(home: Path, needs: int) -> None:
    """Remove what a process left unfinished without a part, and what was not asked for the longest."""
    found, taken = {each: _age_and_size(each) for each in home.iterdir() if each.is_dir()}, needs
    for each, (_, size) in sorted(found.items(), key=lambda item: -item[1][0]):
        waits = each.suffix == _STOPPED or (is_left_over(each) and (each / PARTS).is_file())
        if each.name.startswith(".") and not waits:
            if is_left_over(each):
                shutil.rmtree(each, ignore_errors=True)
            continue
        taken += size
        if taken > MOST_KEPT:
            shutil.rmtree(each, ignore_errors=True)


def _age_and_size(folder: Path) -> tuple[float, int]:
    """Return when a folder was asked for last, and its bytes; zeros once another process took it away."""
    try:
        return folder.stat().st_mtime, sum(file.stat().st_size for file in folder.iterdir())
    except OSError:
        return 0.0, 0
