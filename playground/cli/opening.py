"""Arguments that several sub-commands share: the project file and its current run."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.app.texts import tr
from playground.cli.printing import note
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import Opened, open_project
from playground.core.project.records import RunRecord
from playground.core.project.values import Project


def add_file(parser: argparse.ArgumentParser) -> None:
    """Add the project file."""
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("project file"))


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the switch to JSON."""
    parser.add_argument("--json", action="store_true", help=tr("print JSON on stdout and nothing else"))


def open_with_notes(path: Path) -> Opened:
    """Open a project; what had to be left out is told on stderr."""
    opened = open_project(path)
    for sentence in opened.notes:
        note(sentence)
    return opened


def current_run(opened: Opened, path: Path) -> RunRecord:
    """Return the file's current run; PlaygroundError when it has none."""
    if not opened.runs:
        message = tr("{name} has not been trained yet: run `playground train {path}` first.")
        raise PlaygroundError(message.format(name=path.name, path=path))
    return opened.runs[0]


def run_or_project(opened: Opened) -> tuple[Project, RunRecord | None]:
    """Return the frozen project of the current run and the run; without one the project and None."""
    return (opened.runs[0].project, opened.runs[0]) if opened.runs else (opened.project, None)
