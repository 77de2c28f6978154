"""`playground export`: the network as a file for other programs, tried before it is kept."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.app.texts import tr
from playground.cli.opening import add_file, must_not_touch, open_with_notes
from playground.cli.own_data import add_data
from playground.cli.progress import progress_bar
from playground.cli.subject import add_drawn, run_or_project
from playground.cli.voice import note, say
from playground.core.errors import PlaygroundError
from playground.core.export.registry import EXPORTERS
from playground.core.export.spec import ExporterSpec
from playground.core.files.atomic import is_file, is_folder, must_be_writable
from playground.core.sentences import Text

CHANGED = (
    "The network drawn was changed since {moment}: the one that was trained is written; "
    "--drawn writes the one drawn."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file, the format and where to write it."""
    add_file(parser)
    add_data(parser)
    formats = [spec.id for spec in EXPORTERS]
    parser.add_argument("--to", required=True, choices=formats, help=tr("format"))
    add_drawn(parser, tr("write the network drawn, with the run's weights that fit"))
    parser.add_argument("-o", dest="out", type=Path, required=True, metavar="PATH",
                        help=tr("file to write; for python, a folder"))  # fmt: skip


def _must_be_writable(spec: ExporterSpec, out: Path) -> None:
    """Refuse before the work what could not be written after it: the file, or those in a folder."""
    if not spec.inside or not is_folder(out):
        must_be_writable(out)
    if spec.inside and is_file(out):
        raise PlaygroundError(Text("{path} is a file; give the folder another name.", path=out))
    for path in spec.files(out) if spec.inside and is_folder(out) else ():
        must_be_writable(path)


def run(arguments: argparse.Namespace) -> int:
    """Export the current run's network, the one drawn, or an untrained one; tell the largest difference."""
    opened = open_with_notes(arguments)
    spec, out = EXPORTERS.get(arguments.to), arguments.out
    if spec.inside and not out.name:  # the working folder
        out = out.absolute()
    _must_be_writable(spec, out)
    must_not_touch(arguments.file, spec.files(out))
    from playground.core.export.exporting import export

    project, record = run_or_project(arguments, opened, CHANGED)
    with progress_bar() as tell:
        made = export(spec, record or project, out, progress=tell)
    if made.note:
        note(tr(made.note))
    say(tr("Wrote {files}").format(files=", ".join(map(str, made.files))))
    verified = tr("Verified in a fresh process on {count} samples: largest difference {difference}")
    say(verified.format(count=made.samples, difference=repr(made.largest_difference)))
    return 0
