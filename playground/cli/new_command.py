"""`playground new`: a project file from a template or of a published network, without torch."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.app import own_templates
from playground.app.texts import tr
from playground.cli.voice import say
from playground.core.files.project_file import save_project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the template and the file to write."""
    parser.add_argument(
        "template",
        metavar="TEMPLATE",
        help=tr("an id of `playground list templates` or `playground list published`"),
    )
    parser.add_argument(
        "-o", dest="out", type=Path, required=True, metavar="FILE.nnplay", help=tr("file to write")
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the project."""
    save_project(arguments.out, own_templates.find(arguments.template, arguments.catalogue).open())
    say(tr("Wrote {path}").format(path=arguments.out))
    return 0
