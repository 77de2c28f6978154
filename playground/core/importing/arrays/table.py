"""Arrays of two axes as a table: a row a sample, a column a feature, and what is to be told beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.catalogue.own_splits import PART_NAMES
from playground.core.errors import PlaygroundError
from playground.core.importing.arrays.many import found_in
from playground.core.importing.arrays.named import NamedPart
from playground.core.importing.arrays.options import TABLE
from playground.core.importing.classes import PART
from playground.core.importing.tables.layout import Layout, unique
from playground.core.importing.tables.lines import Record
from playground.core.importing.tables.opened import MOST_COLUMNS, OpenTable
from playground.core.sentences import Text, thousands

_AT_ONCE = 4096  # rows that are put in words together


@contextmanager
def open_arrays(path: Path, options: Mapping[str, Any], at_once: bool = False) -> Iterator[OpenTable]:
    """Open a file's arrays as a table; PlaygroundError where they make none."""
    yield table_of(found_in(path).parts, path.name, options)


def table_of(parts: tuple[NamedPart, ...], name: str, options: Mapping[str, Any]) -> OpenTable:
    """Return arrays as an open table; PlaygroundError where they make none."""
    flat = options.get("taken_as") == TABLE  # somebody says that they are one
    tables = [(each, _features(each, name, flat), aims_of(each, name)) for each in parts]
    whole = sum(len(features) for _, features, _ in tables)
    names = [f"x{place}" for place in range(1, tables[0][1].shape[1] + 1)]
    names += [*names_of_aims(parts[0], tables[0][2]), *([PART] if parts[0].part >= 0 else [])]
    if len(names) > MOST_COLUMNS:
        words = "{name} has {width} columns; at most {most} are read."
        raise PlaygroundError(
            Text(words, name=name, width=thousands(len(names)), most=thousands(MOST_COLUMNS))
        )
    seen = [0]
    records = _records(tables, seen)
    layout = Layout(len(names), 0, "data", unique(names), ("",) * len(names), 1)
    return OpenTable(name, layout, records, {"taken_as": TABLE}, lambda: seen[0] / max(1, whole))


def _features(part: NamedPart, name: str, flat: bool) -> np.ndarray:
    """Return the inputs (n, columns); PlaygroundError where they are of another rank."""
    inputs = part.inputs
    if flat and inputs.ndim > 2 and inputs.size:
        return inputs.reshape(len(inputs), -1)
    if inputs.ndim == 2 and inputs.size:
        return inputs
    if inputs.ndim == 1 and len(inputs):
        return inputs[:, None]
    sizes = " × ".join(map(thousands, inputs.shape)) or "one number"
    words = "{name} holds {sizes}: arrays of one or two axes with something in them make a table."
    raise PlaygroundError(Text(words, name=name, sizes=sizes))


def aims_of(part: NamedPart, name: str) -> np.ndarray:
    """Return what is to be told (n, columns), none or more: classes in place of columns of one 1 each."""
    targets = part.targets
    if targets is None:
        return np.empty((len(part.inputs), 0))
    if targets.ndim > 2:
        words = "{name} holds targets of {count} axes; of a table they have one or two."
        raise PlaygroundError(Text(words, name=name, count=targets.ndim))
    if targets.ndim == 1:
        return targets[:, None]
    if targets.dtype.kind == "U":
        return targets
    one_hot = (
        targets.shape[1] > 1 and ((targets == 0) | (targets == 1)).all() and (targets.sum(axis=1) == 1).all()
    )
    return targets.argmax(axis=1)[:, None] if one_hot else targets


def names_of_aims(part: NamedPart, aims: np.ndarray) -> list[str]:
    """Return what the columns of targets (n, columns) are called."""
    several = aims.shape[1] > 1
    return [f"{part.aim}{place}" if several else part.aim for place in range(1, aims.shape[1] + 1)]


def _records(tables: list[tuple[NamedPart, np.ndarray, np.ndarray]], seen: list[int]) -> Iterator[Record]:
    for part, features, aims in tables:
        end = [PART_NAMES[part.part]] if part.part >= 0 else []
        for start in range(0, len(features), _AT_ONCE):
            rows = slice(start, start + _AT_ONCE)
            columns = [*map(_words, features[rows].T), *map(_words, aims[rows].T)]
            for cells in zip(*columns, strict=True):
                seen[0] += 1
                yield Record(seen[0], [*cells, *end])


def _words(values: np.ndarray) -> list[str]:
    """Return numbers as the shortest words that mean them exactly; "" for what is none."""
    if values.dtype.kind == "U":
        return list(map(str, values.tolist()))
    if values.dtype.kind != "f":
        return [str(int(each)) for each in values.tolist()]
    short = values.astype(np.float64 if values.dtype.itemsize == 8 else np.float32)
    words = short.astype(str).tolist()
    return [word if known else "" for word, known in zip(words, np.isfinite(short).tolist(), strict=True)]
