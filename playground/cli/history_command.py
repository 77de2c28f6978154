"""`playground history`: every step and epoch of the current run."""

from __future__ import annotations

import argparse

from playground.cli.opening import add_file, add_json, current_run, open_with_notes
from playground.cli.printing import emit, figures
from playground.core.training.history import to_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    add_file(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the history: all of it as JSON, else the epochs and changes a line each."""
    history = to_json(current_run(open_with_notes(arguments.file), arguments.file))
    if arguments.json:
        emit(history)
        return 0
    for record in (*history["epochs"], *history["changes"]):
        print(figures(record))
    return 0
