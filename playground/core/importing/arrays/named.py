"""What arrays of a file are by their names: inputs, what is to be told, and the part they are for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from playground.core.catalogue.own_splits import part_of
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, listed, thousands

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
INPUTS = ("x", "images", "image", "data", "features", "inputs", "input", "samples")
TARGETS = ("y", "labels", "label", "targets", "target", "classes", "outputs")


@dataclass(frozen=True)
class NamedPart:
    """The arrays of one part, or of everything: inputs, and what is to be told of each, if anything is."""

    part: int  # the place in `PARTS`, -1 for everything
    inputs: np.ndarray
    targets: np.ndarray | None
    aim: str = ""  # what the targets are called


def parts_in(arrays: Mapping[str, np.ndarray], name: str) -> tuple[NamedPart, ...]:
    """Return the pairs of arrays that a file holds; PlaygroundError says why there are none.

    X and y, X_train, y_train, X_test and y_test, images and labels; a single array is all inputs.
    """
    if len(arrays) == 1:
        return (NamedPart(-1, next(iter(arrays.values())), None),)
    roles = {key: role_of(key) for key in arrays}
    made = []
    for part in sorted({part for role, part in roles.values() if role in INPUTS}):
        of_part = {role: key for key, (role, where) in roles.items() if where == part}
        found = next(role for role in INPUTS if role in of_part)
        aim = next((role for role in TARGETS if role in of_part), "")
        inputs, targets = arrays[of_part[found]], _in_a_row(arrays[of_part[aim]]) if aim else None
        _must_agree(of_part[found], inputs, of_part.get(aim, ""), targets, name)
        made.append(NamedPart(part, inputs, targets, aim))
    if not made:
        words = "{name} holds {arrays}: call what goes in X and what is to be told y."
        raise PlaygroundError(Text(words, name=name, arrays=listed(sorted(arrays)[:10])))
    return _without_whole(made, name)


def role_of(key: str) -> tuple[str, int]:
    """Return what an array's name says that it is, and the part: x_train, testLabels, t10k-images."""
    words = [word.lower() for word in _WORDS.findall(key.replace("t10k", "test"))]  # as MNIST says it
    part = next((part_of(word) for word in words if part_of(word) >= 0), -1)
    return next((word for word in words if word in (*INPUTS, *TARGETS)), ""), part


def _in_a_row(targets: np.ndarray) -> np.ndarray:
    """Return a single row of several numbers, as MATLAB has a vector, as a vector."""
    return targets[0] if targets.ndim == 2 and len(targets) == 1 and targets.size > 1 else targets


def _must_agree(one: str, inputs: np.ndarray, other: str, targets: np.ndarray | None, name: str) -> None:
    if targets is None or (targets.ndim and inputs.ndim and len(targets) == len(inputs)):
        return
    counts = (thousands(len(each)) if each.ndim else "0" for each in (inputs, targets))
    words = "{name} has {many} samples in {one} and {few} in {other}: there must be as many in both."
    raise PlaygroundError(Text(words, name=name, one=one, other=other, many=next(counts), few=next(counts)))


def _without_whole(made: list[NamedPart], name: str) -> tuple[NamedPart, ...]:
    """Return the parts that are named, else everything; PlaygroundError where they are not alike."""
    found = [each for each in made if each.part >= 0] or made
    shapes = {(each.inputs.shape[1:], each.targets is None) for each in found}
    if len(shapes) > 1:
        words = "{name} has parts that are not alike: their samples are of different sizes or lack targets."
        raise PlaygroundError(Text(words, name=name))
    return tuple(found)
