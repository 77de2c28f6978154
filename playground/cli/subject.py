"""Which network a command means: the one that the file's current run trained, or the one that is drawn."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from playground.app.texts import tr
from playground.cli.opening import must_be_whole
from playground.cli.voice import note
from playground.core.files.project_file import Opened
from playground.core.graph.drawn import is_drawn
from playground.core.project.records import RunRecord
from playground.core.project.values import Project
from playground.core.sentences import Text

if TYPE_CHECKING:
    from playground.core.training.session import Session


def add_drawn(parser: argparse.ArgumentParser, words: str) -> None:
    """Add the switch to the network that is drawn."""
    parser.add_argument("--drawn", action="store_true", help=words)


def differs(opened: Opened) -> bool:
    """Say whether the network drawn is another one than the current run trained."""
    return bool(opened.runs) and not is_drawn(opened.runs[0].project, opened.project)


def tell_difference(opened: Opened, words: str) -> None:
    """Say in a sentence since when the network drawn is another one, and which of the two is meant."""
    if differs(opened):
        note(tr(Text(words, moment=_moment(opened.runs[0]))))


def run_or_project(
    arguments: argparse.Namespace, opened: Opened, words: str
) -> tuple[Project, RunRecord | None]:
    """Return the frozen project of the run that is meant and the run; without one the project and None.

    PlaygroundError when there is one that cannot be read: neither an older run nor none may answer for it.
    """
    must_be_whole(opened)
    if not opened.runs:
        return opened.project, None
    if arguments.drawn and differs(opened):
        record = session_as_drawn(opened).record()
        return record.project, record
    tell_difference(opened, words)
    return opened.runs[0].project, opened.runs[0]


def session_as_drawn(opened: Opened) -> Session:
    """Begin a child of the current run: the network drawn, with the weights that fit; say how many do."""
    from playground.core.training.session import Session

    session = Session.start(opened.project, inherit=opened.runs[0])
    total = sum(each.numel() for each in session.parts.parameters.values())
    kept = session.kept.weights if session.kept is not None else 0
    words = tr("The network drawn has all its {total} weights from the run.")
    if kept < total:
        words = tr(
            "The network drawn has {kept} of its {total} weights from the run; the others are initial."
        )
    note(words.format(kept=kept, total=total))
    return session


def _moment(run: RunRecord) -> Text:
    epoch, step = int(run.position["epoch"]), int(run.position["step"])
    return Text("epoch {epoch}", epoch=epoch) if epoch else Text("step {step}", step=step)
