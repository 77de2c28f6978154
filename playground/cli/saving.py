"""Save what was trained, somewhere, whatever the disk says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from playground.app.chosen_files import remember_saved
from playground.app.folders import folders
from playground.app.logs import log
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import backup_path
from playground.core.files.leftovers import cut
from playground.core.files.project_file import SUFFIX, save_project
from playground.core.project.values import Project
from playground.core.sentences import LONGEST, Text, brief

_STEM = 80  # bytes of a rescued file's name
_PLACES: tuple[Callable[[], Path], ...] = (
    lambda: folders().data / "rescued",
    lambda: Path(gettempdir()),
)


class SavedElsewhere(PlaygroundError):
    """Report that the chosen file could not be written, and where the work lies instead."""


def save_somewhere(out: Path, project: Project, *others: Any) -> None:
    """Save a project with its runs; where that fails, elsewhere, so that no training is lost.

    SavedElsewhere says where; PlaygroundError says that no place took it.
    """
    parts = (project, *others)
    try:
        save_project(out, *parts)
        remember_saved(project, out)
    except PlaygroundError as error:
        refuge = _rescued(cut(out.stem, _STEM), parts)
        if refuge is None:
            raise
        where = Text("The trained project was saved as {path} instead.", path=refuge)
        most = max(LONGEST - len(where) - 1, LONGEST // 3)
        why = error.message.changed(lambda words: brief(words, most))
        raise SavedElsewhere(Text("{why} {where}", why=why, where=where)) from error


def _rescued(stem: str, parts: tuple[Any, ...]) -> Path | None:
    """Save in our own folder, or where temporary files lie; None when neither takes it."""
    for place in _PLACES:
        try:
            return _save_beside_others(place(), stem, parts)
        except (PlaygroundError, OSError) as error:
            log.info("Nothing can be rescued: %s", error)
    return None


def _save_beside_others(folder: Path, stem: str, parts: tuple[Any, ...]) -> Path:
    """Save under the first name that is free: what was rescued before stays."""
    folder.mkdir(parents=True, exist_ok=True)
    path = next(path for path in _names(folder, stem) if _reserve(path))
    try:
        save_project(path, *parts)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    backup_path(path).unlink(missing_ok=True)  # of the empty file that kept the name
    return path


def _names(folder: Path, stem: str) -> Iterator[Path]:
    yield folder / f"{stem}{SUFFIX}"
    yield from (folder / f"{stem}-{number}{SUFFIX}" for number in count(2))


def _reserve(path: Path) -> bool:
    """Take a name for ourselves, unless somebody has it."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
