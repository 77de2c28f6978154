"""Where large tables are kept: each in a folder of its own, whole or not at all, the oldest going first."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from playground.core.errors import PlaygroundError
from playground.core.files.leftovers import is_left_over, temporary_name
from playground.core.files.regular import reason
from playground.core.importing.tables.large.folder import KNOWN
from playground.core.sentences import Text

PLACE = "PLAYGROUND_TABLES_DIR"  # in the environment: the folder
MOST_KEPT = 20 * 2**30  # bytes of all tables together
_VERSION = "1"  # of how they are kept


def kept_table(path: Path, how: Sequence[str], write: Callable[[Path], None]) -> Path:
    """Return the folder of a file's table, read in a certain way; `write` fills one where there is none.

    PlaygroundError where the disk has no room for it. What is not whole is never found.
    """
    home = Path(os.environ.get(PLACE) or _until_the_end())
    try:
        found = home / _name(path, how)
        if (found / KNOWN).is_file():
            os.utime(found)
            return found
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_room(home)
        return _made(found, write)
    except OSError as error:
        words = "{name} cannot be read: {folder} has no room for its columns, since {why}."
        raise PlaygroundError(Text(words, name=path.name, folder=home, why=reason(error))) from None


@cache
def _until_the_end() -> str:
    """Return a folder that goes with this process, where nobody says which is to stay."""
    made = TemporaryDirectory(prefix="playground-tables-", ignore_cleanup_errors=True)
    atexit.register(made.cleanup)
    return made.name


def _name(path: Path, how: Sequence[str]) -> str:
    """Return what a table is kept as: another name once the file was changed, or is read in another way."""
    found = path.stat()
    facts = (found.st_size, found.st_mtime_ns, found.st_ino)
    known = "\0".join((_VERSION, str(path.resolve()), *map(str, facts), *how))
    return sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _made(found: Path, write: Callable[[Path], None]) -> Path:
    """Fill a folder beside and give it its name once it is whole."""
    unfinished = found.with_name(temporary_name(found, ""))
    unfinished.mkdir(mode=0o700)
    try:
        write(unfinished)
        shutil.rmtree(found, ignore_errors=True)
        unfinished.replace(found)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return found


def _make_room(home: Path) -> None:
    """Remove what a process left unfinished, and the tables that were not asked for the longest."""
    tables, kept = [each for each in home.iterdir() if each.is_dir()], 0
    for each in sorted(tables, key=lambda each: -each.stat().st_mtime):
        if each.name.startswith("."):
            if is_left_over(each):
                shutil.rmtree(each, ignore_errors=True)
            continue
        kept += sum(file.stat().st_size for file in each.iterdir())
        if kept > MOST_KEPT:
            shutil.rmtree(each, ignore_errors=True)
