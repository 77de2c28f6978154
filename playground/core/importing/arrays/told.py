"""What arrays tell of each of their pictures: its class or number, and the part that it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.core.catalogue.manifest import LONGEST_NAME, Column
from playground.core.catalogue.own_splits import PART_NAMES
from playground.core.errors import PlaygroundError
from playground.core.importing.arrays.named import NamedPart
from playground.core.importing.arrays.table import aims_of, names_of_aims
from playground.core.importing.classes import PART
from playground.core.importing.tables.layout import unique
from playground.core.importing.tables.numbers import as_learned
from playground.core.sentences import Text, thousands

MOST_CLASSES = 1000  # whole numbers that are different; more are amounts


@dataclass(frozen=True)
class ToldByArrays:
    """Columns beside the pictures, and the values (n,) of each: classes int64 with -1, numbers float64."""

    columns: tuple[Column, ...]
    values: Mapping[str, np.ndarray]


def told_by(parts: tuple[NamedPart, ...], name: str, options: Mapping[str, Any]) -> ToldByArrays:
    """Return what is told of each picture; PlaygroundError where the targets are of no use.

    A single column of targets is the one to learn.
    """
    aims = np.concatenate([aims_of(each, name) for each in parts])
    names = unique(names_of_aims(parts[0], aims))
    called = [each.strip() for each in str(options.get("class_names", "")).split(",") if each.strip()]
    found = [_judged(key, aims[:, place], called) for place, key in enumerate(names)]
    columns, values = [each for each, _ in found], {each.name: told for each, told in found}
    if len(columns) == 1 and (columns[0].low < columns[0].high or len(columns[0].kinds) > 1):
        columns = [replace(columns[0], use="target")]
    if parts[0].part >= 0:
        columns.append(_parts(parts, values))
    return ToldByArrays(tuple(columns), values)


def _judged(name: str, numbers: np.ndarray, called: list[str]) -> tuple[Column, np.ndarray]:
    """Return a column of targets as classes, or as numbers where they are no few whole ones."""
    if numbers.dtype.kind == "U":
        return _words(name, numbers)
    found = as_learned(numbers.astype(np.float64))
    known = np.isfinite(found)
    different = np.unique(found[known])
    missing = int((~known).sum())
    if not len(different) or len(different) > MOST_CLASSES or (different != np.rint(different)).any():
        low, high = (float(different[0]), float(different[-1])) if len(different) else (0.0, 0.0)
        return Column(name, "number", "out", low=low, high=high, missing=missing), found
    named = _kinds(different, called)
    places = np.searchsorted(different, np.where(known, found, different[0]))
    if called:
        places = np.where(known, found, 0)
    values = np.where(known, places, -1).astype(np.int64)
    return Column(name, "category", "out", named, missing=missing), values


def _words(name: str, told: np.ndarray) -> tuple[Column, np.ndarray]:
    """Return a column of words as classes; "" is none."""
    kinds, places = np.unique(told, return_inverse=True)
    if kinds.size and kinds[0] == "":
        kinds, places = kinds[1:], places - 1
    if len(kinds) > MOST_CLASSES or any(len(each) > LONGEST_NAME for each in kinds.tolist()):
        words = "{name} holds {count} different words: as classes there are at most {most}, each a short one."
        raise PlaygroundError(Text(words, name=name, count=thousands(len(kinds)), most=MOST_CLASSES))
    column = Column(name, "category", "out", tuple(kinds.tolist()), missing=int((places < 0).sum()))
    return column, places.astype(np.int64)


def _kinds(different: np.ndarray, called: list[str]) -> tuple[str, ...]:
    """Return what classes are called; PlaygroundError where there are other classes than names."""
    if not called:
        return tuple(str(int(each)) for each in different)
    if different[0] < 0 or different[-1] >= len(called):
        words = "{count} names of classes stand for 0 to {most}, but the classes go from {low} to {high}."
        ends = {"low": int(different[0]), "high": int(different[-1])}
        raise PlaygroundError(Text(words, count=len(called), most=len(called) - 1, **ends))
    return tuple(unique(called))


def _parts(parts: tuple[NamedPart, ...], values: dict[str, np.ndarray]) -> Column:
    """Return the column that says which part a picture is for, and note its values."""
    kinds = tuple(PART_NAMES[each.part] for each in parts)
    values[PART] = np.repeat(np.arange(len(parts)), [len(each.inputs) for each in parts]).astype(np.int64)
    return Column(PART, "category", "out", kinds)
