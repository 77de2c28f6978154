"""Networks whose run no project file can hold: refused before they are trained, not when they are saved."""

from __future__ import annotations

from collections.abc import Iterator

from playground.core.checks.structure import last_ways
from playground.core.errors import Place, Problem
from playground.core.files.archive import MAX_TOTAL
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Recipe
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived
from playground.core.shapes.memory import BYTES_PER_NUMBER, in_words

COPIES_IN_FILE = 2  # of a weight: how it began and how it is; what its optimizer keeps comes on top


def too_large_to_save(known: Derived) -> Iterator[Problem]:
    """Yield the one problem of a network with more weights than a file can hold."""
    inference, needed = known.inference, _bytes_in_file(known, known.inference.total)
    if needed <= MAX_TOTAL:
        return
    node = max(known.project.network.nodes, key=lambda each: inference.parameters.get(each, 0))
    message = Text(
        "A run of this network would take {needed} in its file, most of it for "
        "{block}; at most {most} can be saved.",
        needed=in_words(needed),
        block=known.drawn.label(node),
        most=in_words(MAX_TOTAL),
    )
    yield Problem("error", Place(node), message, last_ways(known.drawn, node))


def has_room(known: Derived, weights: int) -> bool:
    """Say whether a file can hold a layer of so many weights beside those there are."""
    return _bytes_in_file(known, known.inference.total + weights) <= MAX_TOTAL


def _bytes_in_file(known: Derived, weights: int) -> int:
    return weights * (COPIES_IN_FILE + _copies_beside(known.project.recipe)) * BYTES_PER_NUMBER


def _copies_beside(recipe: Recipe) -> int:
    """Return how many copies of all weights a recipe keeps beside them: the optimizer's, and an average."""
    average = 1 if recipe.average else 0
    spec = OPTIMIZERS.find(recipe.optimizer)
    if spec is None:
        return average
    options, rest = spec.options(recipe.options), OPTIMIZERS.find(spec.rest)
    history = spec.history(options) if all(each.fits(options[each.name]) for each in spec.params) else 0
    return average + history + max(len(spec.kept), len(rest.kept) if rest is not None else 0)
