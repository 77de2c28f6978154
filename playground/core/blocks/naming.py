"""What stands where: the names of the features on a wire, and what the axes of a block's weights stand for.

Weights that go over to a changed network are matched by these names, see `core/model/inheriting.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from playground.core.blocks.params import Params
from playground.core.blocks.shapes import Shape

# ("dense", 3): a unit of a block; ("", "x1"): what the data bring, whichever block hands it on.
Label = tuple[str, Hashable]
Labels = tuple[Label, ...]
# (parameters, labels at each input that is wired, shapes as the kind's call takes them) -> labels of what
# comes out; None: units of the block's own.
NamingRule = Callable[[Params, tuple[Labels, ...], Any], Labels | None]
Axes = tuple[str, ...]
UNITS, INPUTS, WORDS, PLACE = "units", "inputs", "words", ""

BY_UNIT: Mapping[str, Axes] = {"weight": (UNITS, INPUTS), "bias": (UNITS,)}
TRANSPOSED: Mapping[str, Axes] = {"weight": (INPUTS, UNITS), "bias": (UNITS,)}
_OF_FEATURES = ("weight", "bias", "scale", "shift", "running_mean", "running_var")
BY_FEATURE: Mapping[str, Axes] = dict.fromkeys(_OF_FEATURES, (INPUTS,))


def own_units(p: Params, given: tuple[Labels, ...], shapes: Any) -> Labels | None:
    """Say that what comes out is the block's own work."""
    return None


def handed_on(p: Params, given: tuple[Labels, ...], shapes: Any) -> Labels | None:
    """Say that features leave as they came, each for itself."""
    return given[0]


def laid_flat(p: Params, given: tuple[Labels, ...], shapes: Any) -> Labels | None:
    """Name each number of a list by its feature and its place."""
    shape: Shape = shapes[0]
    if shape.rank == 1:
        return given[0]
    places = range(shape.count // max(len(given[0]), 1))
    if shape.rank == 2:
        return tuple((block, (name, place)) for place in places for block, name in given[0])
    return tuple((block, (name, place)) for block, name in given[0] for place in places)


def of_the_data(p: Params, given: tuple[Labels, ...], shapes: Any) -> Labels | None:
    """Name features, or of a text its words, as the data set does; None where it does not."""
    field = shapes[0]
    return labels_of_data(field.parts) if field.parts else None


def columns(p: Params, given: tuple[Labels, ...], shapes: Any) -> Labels | None:
    """Name what is made of a table's columns: numbers first, then a column for each category."""
    field = shapes[0]
    levels = field.levels or (0,) * len(field.parts)
    parts = tuple(zip(field.parts, levels, strict=False))
    numbers = [name for name, count in parts if not count]
    kinds = [(name, kind) for name, count in parts for kind in range(count)]
    return labels_of_data((*numbers, *kinds)) if field.parts else None


def labels_of_data(names: Any) -> Labels:
    """Return the labels of what the data set itself names."""
    return tuple(("", name) for name in names)


def units_of(block: str, count: int) -> Labels:
    """Return the labels of so many units of a block."""
    return tuple((block, number) for number in range(count))


def features(shape: Shape) -> int:
    """Return how many features a shape has: channels of a picture, else the last axis; words of a text."""
    if shape.dtype == "int" and shape.values:
        return shape.values
    return shape.feature_count if shape.rank else 1
