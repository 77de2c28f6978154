"""Arguments that several sub-commands share: the project file and its current run."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

from playground.app.texts import tr
from playground.cli.own_data import must_be_its_data, with_data_at
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import backup_path, is_file
from playground.core.files.project_file import Opened, open_project
from playground.core.project.records import RunRecord
from playground.core.sentences import Text


def add_file(parser: argparse.ArgumentParser) -> None:
    """Add the project file."""
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("project file"))


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the switch to JSON."""
    parser.add_argument("--json", action="store_true", help=tr("print JSON on stdout and nothing else"))


def open_with_notes(arguments: argparse.Namespace) -> Opened:
    """Open the project; what had to be left out is told on stderr when the command is done."""
    opened = open_as_asked(arguments)
    arguments.notes += map(tr, opened.notes)
    return opened


def open_as_asked(arguments: argparse.Namespace) -> Opened:
    """Open the project, its own data being where they are said to lie."""
    with_data_at(arguments)
    opened = open_project(arguments.file, arguments.catalogue)
    must_be_its_data(arguments, opened)
    return opened


def current_run(opened: Opened, path: Path) -> RunRecord:
    """Return the file's current run; PlaygroundError when it has none, or one that cannot be read."""
    must_be_whole(opened)
    if not opened.runs:
        message = Text(
            "{name} has not been trained yet: run `playground train {path}` first.", name=path.name, path=path
        )
        raise PlaygroundError(message)
    return opened.runs[0]


def must_be_whole(opened: Opened) -> None:
    """Refuse what needs the current run when that had to be left out."""
    if opened.lost:
        raise PlaygroundError(Text("{why}; train it again.", why=opened.lost.open()))


def must_not_touch(project: Path, outs: Iterable[Path]) -> None:
    """Refuse to write something else, or its backup, over the project it is made from or over its backup."""
    for out in outs:
        if _are_one(out, project):
            message = Text("{name} is the project itself; give what is written another name.", name=out.name)
            raise PlaygroundError(message)
        if _are_one(out, backup_path(project)):
            words = "{name} is the project's backup; give what is written another name."
            raise PlaygroundError(Text(words, name=out.name))
        if _are_one(backup_path(out), project):
            message = Text("The backup of {name} would be the project; choose another name.", name=out.name)
            raise PlaygroundError(message)


def _are_one(path: Path, other: Path) -> bool:
    """Say whether two paths lead to one file, be it there or not."""
    if is_file(path) and is_file(other) and path.samefile(other):
        return True
    return os.path.realpath(path) == os.path.realpath(other)
