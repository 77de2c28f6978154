"""How a training begins: anew, where the file's run stopped, or at the checkpoint of one that was cut off."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from playground.app.checkpoints.beside import CheckpointFile, same_task
from playground.app.texts import tr
from playground.cli.opening import must_be_whole
from playground.cli.progress import progress_bar
from playground.cli.recipe_options import asked_for, fixed_by_a_run
from playground.cli.subject import differs, session_as_drawn, tell_difference
from playground.cli.voice import note
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import Opened
from playground.core.project.values import Project
from playground.core.sentences import brief

if TYPE_CHECKING:
    from playground.core.training.session import Session

CHANGED = (
    "The network drawn was changed since {moment}: training goes on with the one that was trained; "
    "--drawn goes on with the one drawn."
)


def begin(arguments: argparse.Namespace, opened: Opened) -> tuple[Session, Opened]:
    """Return the session and what the file keeps beside its run."""
    from playground.core.training.session import Session

    if arguments.drawn and differs(opened):
        return session_as_drawn(opened), opened
    if arguments.resume:
        tell_difference(opened, CHANGED)
        return Session.resume(opened.runs[0]), replace(opened, runs=opened.runs[1:])
    if arguments.from_step is not None:
        return _gone_back(arguments, opened), replace(opened, runs=opened.runs[1:])
    project = _asked_for(arguments, opened.project)
    return Session.start(project), replace(opened, project=project)


def _gone_back(arguments: argparse.Namespace, opened: Opened) -> Session:
    """Return the file's run at an earlier step, and say what is left out."""
    from playground.core.training.replay import session_at

    run, step = opened.runs[0], arguments.from_step
    with progress_bar(arguments.json) as tell:
        session = session_at(run, step, tell=lambda at: tell(tr("Going back"), at / max(step, 1)))
    tell_difference(opened, CHANGED)
    if left := int(run.position["step"]) - step:
        note(tr("Going on from step {step}: {count} later steps are left out.").format(step=step, count=left))
    return session


def _asked_for(arguments: argparse.Namespace, project: Project) -> Project:
    """Return the project with the fields of the recipe that were asked for."""
    given = asked_for(arguments)
    return project.with_recipe(**given) if given else project


def resumable(arguments: argparse.Namespace, opened: Opened, checkpoint: CheckpointFile) -> Opened:
    """Return the file, or what a training of it that was cut off left, with the run to go on with first.

    Leave with a usage error when there is none, or when something else is asked for as well.
    """
    _must_go_on_alike(arguments, opened, "--resume")
    left = _left(opened, checkpoint)
    if left is not None:
        message = tr("Going on from step {step}, where {name} was left by a training that was cut off.")
        note(brief(message.format(step=left.runs[0].position["step"], name=checkpoint.path.name)))
        project = left.project if same_task(left.project, opened.project) else opened.project
        return replace(opened, project=project, runs=left.runs)
    must_hold_a_run(arguments, opened, "--resume")
    return opened


def must_hold_a_run(arguments: argparse.Namespace, opened: Opened, option: str) -> None:
    """Leave with a usage error where there is no run to go on with, or something else is asked for too."""
    _must_go_on_alike(arguments, opened, option)
    if not opened.runs:
        arguments.parser.error(tr("{option}: this file holds no run to go on with").format(option=option))


def _must_go_on_alike(arguments: argparse.Namespace, opened: Opened, option: str) -> None:
    must_be_whole(opened)
    for name in _mixed(arguments):
        words = tr("{option} goes on as the run began: leave out {name}")
        arguments.parser.error(words.format(option=option, name=name))


def _left(opened: Opened, checkpoint: CheckpointFile) -> Opened | None:
    """Return the checkpoint's content if it belongs to the file; what does not is set aside."""
    try:
        left = checkpoint.find(opened)
        if left is None and (aside := checkpoint.set_aside()) is not None:
            message = tr(
                "{name} belongs to another training or an earlier step; it was set aside as {aside}."
            )
            note(brief(message.format(name=checkpoint.path.name, aside=aside.name)))
        return left
    except PlaygroundError as error:
        _set_aside_damaged(checkpoint, error)
        return None


def _set_aside_damaged(checkpoint: CheckpointFile, error: PlaygroundError) -> None:
    note(brief(tr(error.message)))
    if (aside := _set_aside(checkpoint)) is not None:
        note(brief(tr("It cannot be gone on with; it was set aside as {aside}.").format(aside=aside.name)))


def _set_aside(checkpoint: CheckpointFile) -> Path | None:
    """Make what lies there the one backup; say so where that fails. None when nothing was set aside."""
    try:
        return checkpoint.set_aside()
    except PlaygroundError as error:
        note(brief(tr(error.message)))
        return None


def start_anew(checkpoint: CheckpointFile, out: Path) -> None:
    """Keep what an earlier training left, and say how to go on with it."""
    aside = _set_aside(checkpoint)
    if aside is not None:
        message = tr(
            "An earlier training was cut off; its checkpoint is now {aside}. To go on with it: {command}"
        )
        command = shlex.join(["playground", "train", str(aside), "--resume", "-o", str(out)])
        note(brief(message.format(aside=aside.name, command=command)))


def _mixed(arguments: argparse.Namespace) -> Iterator[str]:
    yield from fixed_by_a_run(arguments)
