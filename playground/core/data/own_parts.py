"""How large the parts of a table become that is looked at and not yet built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from playground.core.catalogue.manifest import Manifest
from playground.core.catalogue.own_inputs import KINDS, NUMBERS
from playground.core.catalogue.own_splits import BY_COLUMN, BY_GROUP, BY_TIME
from playground.core.data.kept_together import Groups, among, joined
from playground.core.data.own_guides import guide_by
from playground.core.data.own_targets import known_rows
from playground.core.data.own_windows import windows_of
from playground.core.data.split import PARTS, counts, split
from playground.core.errors import PlaygroundError
from playground.core.importing.understood import SeenData
from playground.core.project.values import DataChoice, Part

SizesOfParts = tuple[int, int, int]


class _Seen(Mapping[str, np.ndarray]):
    """Columns (rows,) by name, each made when it is asked for."""

    def __init__(self, table: SeenData) -> None:
        self._table, self._places = table, {each.name: place for place, each in enumerate(table.columns)}

    def __getitem__(self, name: str) -> np.ndarray:
        return self._table.values(self._places[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def every_column(table: SeenData) -> Mapping[str, np.ndarray]:
    """Return the values of all columns (rows,) by name; those that nobody asks for are not made."""
    return _Seen(table)


def sizes_of_parts(
    manifest: Manifest, table: SeenData, data: DataChoice, groups: Groups = ()
) -> SizesOfParts:
    """Return how many samples train, validate and test; about as many, where equal rows stay together.

    `groups` are rows that go into one part, as far as they are known.
    """
    if manifest.windows is not None and data.split == BY_TIME:
        return _of_windows(manifest, table, data)
    if not groups and (data.split not in BY_COLUMN or not data.split_by):
        return counts(manifest.windows.samples if manifest.windows is not None else table.rows, data)
    return _sizes(rows_of_parts(table, data, groups))


def rows_of_parts(table: SeenData, data: DataChoice, groups: Groups = ()) -> dict[Part, np.ndarray]:
    """Return the rows (k,) int64 of each part; about those, where equal rows stay together.

    `groups` are rows that go into one part, as far as they are known.
    """
    target = table.columns[table.target] if table.target >= 0 else None
    aimed = table.values(table.target) if target is not None else None
    keep = np.ones(table.rows, bool)
    if target is not None and aimed is not None:
        if target.type not in (*NUMBERS, *KINDS):
            return dict.fromkeys(PARTS, np.zeros(0, np.int64))  # it cannot be told, as the proposal says, too
        keep = known_rows((target,), {target.name: aimed})
    classes = aimed[keep] if aimed is not None and target is not None and target.kinds else None
    rows, some = np.flatnonzero(keep), among(groups, keep)
    guide = joined(np.arange(len(rows)), some) if some else None
    if data.split in BY_COLUMN and data.split_by:
        place = next(at for at, each in enumerate(table.columns) if each.name == data.split_by)
        guide = guide_by(table.columns[place], table.values(place)[keep], data.split)
        guide = joined(guide, some) if data.split == BY_GROUP else guide
    return {part: rows[each] for part, each in split(len(rows), data, classes, guide).items()}


def _of_windows(manifest: Manifest, table: SeenData, data: DataChoice) -> SizesOfParts:
    spans = windows_of(manifest, every_column(table), held=False).spans
    try:
        return _sizes(split(len(spans), data, None, spans))
    except PlaygroundError:
        return 0, 0, 0  # which training says, too


def _sizes(parts: Mapping[Part, np.ndarray]) -> SizesOfParts:
    train, validation, test = (len(parts[part]) for part in PARTS)
    return train, validation, test
