"""`playground history`: every step and epoch of the current run."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice

from playground.cli.opening import add_file, add_json, current_run, open_with_notes
from playground.cli.printing import as_json, figures
from playground.cli.subject import tell_difference
from playground.cli.voice import emit_pieces, say
from playground.core.project.records import RunRecord
from playground.core.training.history import epochs_and_changes, steps

AT_ONCE = 10_000  # steps
CHANGED = "The network drawn was changed since {moment}: this is the history of the one that was trained."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    add_file(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the history: all of it as JSON, else the epochs and changes a line each."""
    opened = open_with_notes(arguments)
    record = current_run(opened, arguments.file)
    tell_difference(opened, CHANGED)
    if arguments.json:
        emit_pieces(_json(record))
        return 0
    told = epochs_and_changes(record)
    for each in (*told["epochs"], *told["changes"]):
        say(figures(each))
    return 0


def _json(record: RunRecord) -> Iterator[str]:
    """Yield one JSON object piece by piece: a run of ten million steps would not fit in memory as text."""
    left, joint = steps(record), ""
    yield '{"steps": ['
    while piece := list(islice(left, AT_ONCE)):
        yield joint + as_json(piece)[1:-1]
        joint = ", "
    yield f"], {as_json(epochs_and_changes(record))[1:]}"
