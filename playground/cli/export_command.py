"""`playground export`: the network as a file for other programs, tried before it is kept."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.app.texts import tr
from playground.cli.opening import add_file, must_not_touch, open_with_notes
from playground.cli.progress import progress_bar
from playground.cli.subject import add_drawn, run_or_project
from playground.cli.voice import note, say
from playground.core.errors import PlaygroundError
from playground.core.export.registry import EXPORTERS
from playground.core.files.atomic import must_be_writable
from playground.core.sentences import Text

LATER = ("python",)
CHANGED = (
    "The network drawn was changed since {moment}: the one that was trained is written; "
    "--drawn writes the one drawn."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file, the format and where to write it."""
    add_file(parser)
    formats = (*(spec.id for spec in EXPORTERS), *LATER)
    parser.add_argument("--to", required=True, choices=formats, help=tr("format"))
    add_drawn(parser, tr("write the network drawn, with the run's weights that fit"))
    parser.add_argument("-o", dest="out", type=Path, required=True, metavar="PATH", help=tr("file to write"))


def run(arguments: argparse.Namespace) -> int:
    """Export the current run's network, the one drawn, or an untrained one; tell the largest difference."""
    if arguments.to in LATER:
        raise PlaygroundError(
            Text("Export to Python is not part of this version: choose onnx or safetensors.")
        )
    opened = open_with_notes(arguments)
    must_be_writable(arguments.out)
    spec = EXPORTERS.get(arguments.to)
    must_not_touch(arguments.file, spec.files(arguments.out))
    from playground.core.export.exporting import export

    project, record = run_or_project(arguments, opened, CHANGED)
    with progress_bar() as tell:
        made = export(spec, record or project, arguments.out, progress=tell)
    if made.note:
        note(tr(made.note))
    say(tr("Wrote {files}").format(files=", ".join(map(str, made.files))))
    verified = tr("Verified in a fresh process on {count} samples: largest difference {difference}")
    say(verified.format(count=made.samples, difference=repr(made.largest_difference)))
    return 0
