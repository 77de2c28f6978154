"""`playground new`: a project file from a template, of a published network or of own data, without torch."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.app import own_templates
from playground.app.texts import tr
from playground.cli.augmenting import add_augmentation, with_augmentation
from playground.cli.opening import add_json
from playground.cli.own_data import add_target, begin_with_data
from playground.cli.voice import say
from playground.core.files.project_file import save_project
from playground.core.published.network import PREFIX
from playground.core.sentences import listed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the template or the data, and the file to write."""
    parser.add_argument(
        "template",
        metavar="TEMPLATE",
        nargs="?",
        help=tr("an id of `playground list templates` or `playground list published`"),
    )
    add_target(parser)
    add_augmentation(parser)
    parser.add_argument(
        "-o", dest="out", type=Path, required=True, metavar="FILE.nnplay", help=tr("file to write")
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the project."""
    if arguments.template is None and arguments.data is None:
        arguments.parser.error(tr("give a TEMPLATE or --data PATH"))
    if arguments.window is None and any(
        (arguments.horizon, arguments.time, arguments.series, arguments.known, arguments.change)
    ):
        arguments.parser.error(tr("--horizon, --time, --series, --known and --change belong to --window"))
    if arguments.data is not None:
        if not (arguments.template or PREFIX).startswith(PREFIX):
            words = tr("only published networks are fitted to data of one's own: {name} is none")
            arguments.parser.error(words.format(name=arguments.template))
        return begin_with_data(arguments)
    named = (
        "json", "target", "as", "vocabulary", "pack", "split", "split_by", "window", "horizon", "time",
        "series", "known", "change",
    )  # fmt: skip
    given = [f"--{name.replace('_', '-')}" for name in named if getattr(arguments, name)]
    if given:
        arguments.parser.error(tr("{options} belong to --data").format(options=tr(listed(given))))
    project = own_templates.find(arguments.template, arguments.catalogue).open()
    save_project(arguments.out, with_augmentation(arguments, project))
    say(tr("Wrote {path}").format(path=arguments.out))
    return 0
