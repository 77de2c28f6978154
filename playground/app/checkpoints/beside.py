"""The checkpoint of `playground train`: a project file beside the output while the training goes on."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from playground.app.checkpoints.timing import Timing
from playground.app.texts import tr
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import backup_path, is_file
from playground.core.files.leftovers import cut
from playground.core.files.project_file import SUFFIX, Opened, open_project, save_project
from playground.core.files.regular import reason
from playground.core.project.records import RunRecord
from playground.core.project.values import RECIPE_FIELDS, Project
from playground.core.sentences import Text

MARK = ".checkpoint"
_NAME = 255  # bytes that a name may have, its backup's included


def checkpoint_path(out: Path, file: Path) -> Path:
    """Return where the checkpoint of an output lies: never where the file lies that is trained."""
    path = _beside(out)
    with suppress(ValueError):  # a name that no file can have; it is refused in its time
        return _beside(path) if os.path.realpath(path) == os.path.realpath(file) else path
    return path


def _beside(out: Path) -> Path:
    room = _NAME - len(f"{MARK}{SUFFIX}.bak")
    stem = out.stem
    if len(os.fsencode(stem)) > room:  # two long names may begin alike
        stem = f"{cut(stem, room - 9)}-{zlib.crc32(os.fsencode(stem)):08x}"
    return out.parent / f"{stem}{MARK}{SUFFIX}"


class CheckpointFile:
    """Find, write and remove the checkpoint of one output."""

    def __init__(self, out: Path, file: Path, clock: Callable[[], float] = monotonic) -> None:
        self.path = checkpoint_path(out, file)
        self._clock, self._timing = clock, Timing(clock)
        self._told = False  # that it cannot be written
        self._barred = False  # what lies there could not be set aside

    def find(self, opened: Opened) -> Opened | None:
        """Return what was left of a training of this file that got further; PlaygroundError when damaged."""
        if not is_file(self.path):
            return None
        catalogue = opened.project.catalogue
        left = open_project(self.path, catalogue, catalogue.own_files.folder)
        if left.lost:
            raise PlaygroundError(left.lost)
        return left if _goes_on(left, opened) else None

    def set_aside(self) -> Path | None:
        """Make what lies there the one backup; None when nothing does."""
        if not is_file(self.path):
            return None
        aside = backup_path(self.path)
        try:
            self.path.replace(aside)
        except OSError as error:
            self._barred = True
            message = Text(
                "{name} could not be set aside ({why}); this training keeps no checkpoint.",
                name=self.path.name,
                why=reason(error),
            )
            raise PlaygroundError(message) from None
        return aside

    def begin(self) -> None:
        """Count the time from now."""
        self._timing.begin()

    def keep_when_due(self, epoch_ended: bool, parts: Callable[[], tuple[Any, ...]]) -> str:
        """Write the parts of a project file if it is time; return why that failed, the first time it does."""
        if self._barred or not self._timing.due(epoch_ended):
            return ""
        started = self._clock()
        try:
            save_project(self.path, *parts(), keep_old=False)
        except PlaygroundError as error:
            return self._failed(error)
        finally:
            self._timing.taken()  # only now: training stood still
            self._timing.written(self._clock() - started)
        return ""

    def _failed(self, error: PlaygroundError) -> str:
        if self._told:
            return ""
        self._told = True
        message = tr("Training goes on without a checkpoint: {why}")
        return message.format(why=tr(error.message).split("; ")[0].rstrip(".") + ".")

    def remove(self) -> None:
        """Delete it: the output holds more."""
        if not self._barred and is_file(self.path):  # nothing but a file of ours
            with suppress(OSError):
                self.path.unlink(missing_ok=True)


def _goes_on(left: Opened, opened: Opened) -> bool:
    """Say whether a checkpoint holds what the training of this file came to."""
    if not left.runs:
        return False
    if not opened.runs:
        return same_task(left.project, opened.project)
    current, known = opened.runs[0], {run.id: _step(run) for run in left.runs}
    if left.runs[0].id == current.id:
        return known[current.id] > _step(current)
    return known.get(current.id) == _step(current)  # a run that was begun anew beside the file's


def _step(run: RunRecord) -> int:
    return int(run.position["step"])


def same_task(one: Project, other: Project) -> bool:
    """Say whether two projects differ in nothing but how a run may be told to begin."""
    asked = {name: param.default for name, param in RECIPE_FIELDS.items() if not param.live}
    first, second = (replace(each.with_recipe(**asked), data=each.data.placeless) for each in (one, other))
    return replace(first, speed=second.speed) == second
