"""Augmentation on the command line: strengths of what a new project does to its training samples."""

from __future__ import annotations

import argparse
from typing import Any

from playground.app.settable import FLAGS
from playground.app.texts import tr
from playground.core.checks.analysis import analyse
from playground.core.checks.augmenting import of_augmentation
from playground.core.data.prepared import fields_of
from playground.core.errors import refuse_first
from playground.core.project.augmentations import AUGMENTATIONS
from playground.core.project.values import Project


def add_augmentation(parser: argparse.ArgumentParser) -> None:
    """Add the option that says strengths."""
    words = tr(
        "vary training samples, such as shift=10% or flip=on; several times for several, see "
        "`playground list augmentations`"
    )
    parser.add_argument(
        "--augment", action="append", type=_strength, metavar="NAME=STRENGTH", help=words.replace("%", "%%")
    )


def with_augmentation(arguments: argparse.Namespace, project: Project) -> Project:
    """Return a project with the strengths that were said; PlaygroundError for what it does not bear."""
    if not arguments.augment:
        return project
    made = project.with_recipe(augmentation={**project.recipe.augmentation, **dict(arguments.augment)})
    refuse_first(tuple(of_augmentation(analyse(made, fields_of(made), shaped=False))))
    return made


def _strength(text: str) -> tuple[str, Any]:
    """Return a name and its strength; argparse turns what is raised into a usage error."""
    name, _, typed = text.partition("=")
    spec = AUGMENTATIONS.find(name.strip())
    if spec is None:
        known = ", ".join(each.id for each in AUGMENTATIONS)
        words = tr("there is no augmentation {name!r:.40}; choose some of {known}")
        raise argparse.ArgumentTypeError(words.format(name=name, known=known))
    value = FLAGS.get(typed.strip().casefold(), typed) if spec.param.type == "flag" else _number(typed)
    if not spec.param.fits(value):
        words, wanted = tr("{name}: {expected} is needed"), tr(spec.param.expectation())
        raise argparse.ArgumentTypeError(words.format(name=name, expected=wanted))
    return spec.id, value


def _number(typed: str) -> float:
    """Return a number as it is said, or as so many per cent."""
    plain = typed.strip().removesuffix("%")
    try:
        return float(plain) / (100 if typed.strip().endswith("%") else 1)
    except ValueError:
        return float("nan")
