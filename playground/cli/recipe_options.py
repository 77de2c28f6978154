"""Options of `train` that the recipe's records make: what belongs to the start of a run can be said there."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import Any

from playground.app.texts import tr
from playground.core.blocks.params import Param
from playground.core.project.values import RECIPE_FIELDS

ASKED = tuple(param for param in RECIPE_FIELDS.values() if not param.live)


def add_recipe_options(parser: argparse.ArgumentParser) -> None:
    """Add one option for each field of the recipe that holds from a run's start to its end."""
    for param in ASKED:
        name, help = _option(param), tr(param.help)
        if param.type == "choice":
            parser.add_argument(name, choices=tuple(choice.id for choice in param.choices), help=help)
        elif param.type == "flag":
            parser.add_argument(name, action=argparse.BooleanOptionalAction, help=help)
        else:
            parser.add_argument(name, type=_reader(param), metavar="N", help=help)


def asked_for(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of the recipe that were said."""
    said = {param.name: getattr(arguments, param.name) for param in ASKED}
    return {name: value for name, value in said.items() if value is not None}


def fixed_by_a_run(arguments: argparse.Namespace) -> Iterator[str]:
    """Yield the options that a run to go on with has settled; what leaves it to the plan settles nothing."""
    for param in ASKED:
        if getattr(arguments, param.name) not in (None, param.auto):
            yield _option(param)


def whole(text: str, least: float, most: float) -> int:
    """Return a whole number in a range; argparse turns what is raised into a usage error."""
    if not text.isascii() or not text.isdigit() or len(text) > 20 or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(tr("a whole number from {least} to {most} is needed").format(
            least=least, most=most))  # fmt: skip
    return int(text)


def _option(param: Param) -> str:
    return "--" + param.name.replace("_", "-")


def _reader(param: Param) -> Callable[[str], Any]:
    """Return what reads an option's text; a number that leaves it to the plan is not said but left out."""
    if param.type == "integer":
        low, high = param.minimum or 0, param.maximum or 10**12
        return lambda text: whole(text, low + 1 if low == param.auto else low, high)
    return lambda text: _number(param, text)


def _number(param: Param, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not param.fits(value):
        raise argparse.ArgumentTypeError(tr("{expected} is needed").format(expected=tr(param.expectation())))
    return value
