"""Samples as a person changed them: other labels, and some left out; which part a sample is of stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from playground.core.blocks.shapes import DataFields, Field
from playground.core.catalogue.data_set import DataSet
from playground.core.errors import Fix, PlaygroundError
from playground.core.project.row_edits import AS_GIVEN, RowEdits
from playground.core.project.values import Part
from playground.core.sentences import Text

RowsByPart = Mapping[Part, np.ndarray]


def label_field(fields: DataFields) -> Field | None:
    """Return the field that says the class of each sample; None where samples have none, or several."""
    return next((each for each in fields.fields.values() if each.classes and not each.sizes), None)


def relabelled(dataset: DataSet, edits: RowEdits) -> DataSet:
    """Return a data set with other labels; PlaygroundError where a sample or a class is unknown."""
    changed = [each for each in edits if each.label != AS_GIVEN]
    field = label_field(dataset.fields)
    most = len(field.classes) if field is not None else 0
    if any(each.row >= dataset.fields.samples for each in edits) or any(e.label >= most for e in changed):
        words = "What was changed about single samples does not fit these data."
        raise PlaygroundError(Text(words), fixes=(_undone(),))
    if field is None or not changed:
        return dataset
    labels = dataset.arrays[field.name].copy()
    labels[[each.row for each in changed]] = [each.label for each in changed]
    labels.flags.writeable = False
    return replace(dataset, arrays={**dataset.arrays, field.name: labels})


def without(parts: RowsByPart, edits: RowEdits, ignore_wrong: bool) -> RowsByPart:
    """Return parts without what is left out; PlaygroundError where nothing is left to train."""
    gone = [each.row for each in edits if each.out or (ignore_wrong and each.wrong)]
    if not gone:
        return parts
    left = {part: rows[~np.isin(rows, gone)] for part, rows in parts.items()}
    if len(parts["train"]) and not len(left["train"]):
        raise PlaygroundError(Text("Every sample of the training part is left out."), fixes=(_undone(),))
    for rows in left.values():
        rows.flags.writeable = False
    return left


def _undone() -> Fix:
    title = Text("Take all samples as their data have them")
    return Fix(title, lambda project: project.with_data(edits=()))
