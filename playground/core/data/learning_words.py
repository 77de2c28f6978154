"""The vocabulary of somebody's own texts, learned from the rows that train and from no others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_sounds import SOUNDS
from playground.core.catalogue.own_texts import TEXTS
from playground.core.data.own import as_data_set
from playground.core.data.own_targets import known_rows
from playground.core.data.prepared import parts_of
from playground.core.data.text_ways import way_of
from playground.core.importing.tables.remarks import LookedAt
from playground.core.project.values import DataChoice

_MOST_TEXTS = 20_000  # that a vocabulary is learned from, evenly chosen


def with_vocabularies(own: Manifest, choice: DataChoice, looked: object) -> Manifest:
    """Return a manifest whose columns of texts have vocabularies, by a table as it was read and its split.

    Texts beside pictures are not read, and none goes into windows over time.
    """
    texts = [each for each in own.used_as("input") if each.type in TEXTS]
    if not isinstance(looked, LookedAt) or not texts or own.windows is not None:
        return own
    rows = _training_rows(own, looked, choice)
    made = {each.name: _learned(each, _values(each, looked), rows) for each in texts}
    return replace(own, columns=tuple(made.get(each.name, each) for each in own.columns))


def _values(column: Column, table: LookedAt) -> np.ndarray:
    """Return a column's values of all rows as its present type says, (rows,)."""
    found = next(each for each in table.found if each.name == column.name)
    return found.row_values(column)


def _learned(column: Column, texts: np.ndarray, rows: np.ndarray) -> Column:
    some = rows[:: max(1, -(-len(rows) // _MOST_TEXTS))]
    known, length = way_of(column.type).learned(filter(None, texts[some].tolist()), column.most)
    return replace(column, kinds=known, high=float(length))


def _training_rows(own: Manifest, table: LookedAt, choice: DataChoice) -> np.ndarray:
    """Return the rows that train, (k,), as the samples of a project will be split."""
    needed = {choice.split_by, *(each.name for use in ("input", "target") for each in own.used_as(use))}
    read = {each.name: _values(each, table) for each in own.columns if each.name in needed}
    stand_ins = []
    for each in own.columns:
        is_wide = each.use == "input" and each.type in (*TEXTS, *SOUNDS)
        if is_wide:
            read[each.name] = way_of(each.type).numbered(read[each.name].tolist())
        stand_ins.append(replace(each, type="category", kinds=("any",)) if is_wide else each)
    plain = replace(own, columns=tuple(stand_ins))
    keep = np.flatnonzero(known_rows(own.used_as("target"), read))
    made = as_data_set(plain, read, choice.split, choice.split_by)
    found: np.ndarray = keep[parts_of(made, choice)["train"]]
    return found
