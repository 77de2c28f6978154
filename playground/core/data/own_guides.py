"""What a split of somebody's own data goes by: which samples are equal, a column, or the parts it names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from playground.core.catalogue.data_set import DataSet
from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_inputs import KINDS, brings
from playground.core.catalogue.own_splits import (
    BY_COLUMN,
    BY_GROUP,
    BY_TIME,
    GIVEN,
    LACKS,
    PARTED_BY_TIME,
    can_split,
    part_of,
)
from playground.core.catalogue.own_texts import TEXTS
from playground.core.data.kept_together import Groups, joined
from playground.core.data.own_arrays import ReadColumns
from playground.core.data.text_ways import way_of
from playground.core.errors import Fix, PlaygroundError
from playground.core.sentences import Text, listed


def guide_of(
    made: DataSet, manifest: Manifest, rows: ReadColumns, split: str, by: str, together: Groups = ()
) -> np.ndarray | None:
    """Return what samples are split by, see `split`; None where nothing but chance says it.

    `rows` are the columns (n,) of the samples, of texts and the one it goes by; `together` are samples that
    somebody wants in one part, which only a split as given parts. PlaygroundError where there is no such
    column, and where time would part them.
    """
    if split not in BY_COLUMN:
        units = joined(_as_written(made, manifest, rows).equals, together)
        return units if together or (len(units) and units.max() + 1 < len(units)) else None
    column = _column(manifest, split, by)
    if column.name not in rows:
        words = "{title} has no column {name!r} any more; find the file that the project was made of."
        raise PlaygroundError(Text(words, title=manifest.title, name=column.name))
    if split == BY_TIME and together:
        raise PlaygroundError(PARTED_BY_TIME)
    guide = guide_by(column, rows[column.name], split)
    return joined(guide, together) if split == BY_GROUP else guide


def _as_written(made: DataSet, manifest: Manifest, rows: ReadColumns) -> DataSet:
    """Return samples whose texts are told apart by all their words: which are learned, the split decides."""
    texts = {
        each.name: way_of(column.type).numbered(rows[column.name].tolist())
        for each in brings(manifest) for column in each.columns if column.type in TEXTS
    }  # fmt: skip
    return replace(made, arrays={**made.arrays, **texts}) if texts else made


def guide_by(column: Column, values: np.ndarray, split: str) -> np.ndarray:
    """Return what a column's values (n,) say of a split that goes by it."""
    return _GUIDES[split](column, values)


def _column(manifest: Manifest, split: str, by: str) -> Column:
    fit = {each.name: each for each in can_split(manifest, split)}
    if by in fit:
        return fit[by]
    fixes = (Fix(Text("Split at random"), lambda it: it.with_data(split="in_proportion", split_by="")),)
    words = "{name!r:.60} is no column that the split can go by; choose one of {names}."
    message = Text(words, name=by, names=listed(list(fit))) if fit else LACKS[split]
    raise PlaygroundError(message, fixes=fixes)


def _groups(column: Column, values: np.ndarray) -> np.ndarray:
    """Return the group of each row (n,) int64; what has none is a group by itself."""
    groups = np.unique(values.astype(str) if values.dtype == object else values, return_inverse=True)[1]
    missing = _missing(column, values)
    groups[missing] = groups.max(initial=0) + 1 + np.arange(int(missing.sum()))
    return groups.astype(np.int64)


def _missing(column: Column, values: np.ndarray) -> np.ndarray:
    if values.dtype == object:
        return np.array(values == "")
    return values < 0 if column.type in KINDS else np.isnan(values)


def _times(column: Column, values: np.ndarray) -> np.ndarray:
    return values.astype(np.float64)


def _parts(column: Column, values: np.ndarray) -> np.ndarray:
    """Return the place in `PARTS` that each row names, -1 for none."""
    return np.array([*map(part_of, column.kinds), -1], np.int64)[values.astype(np.int64)]


_GUIDES = {BY_GROUP: _groups, BY_TIME: _times, GIVEN: _parts}
