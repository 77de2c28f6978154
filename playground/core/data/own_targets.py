"""What is aimed at in somebody's own data: which rows have it, and as numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.catalogue.manifest import Column
from playground.core.catalogue.own_inputs import KINDS, NUMBERS
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text

ColumnArrays = Mapping[str, np.ndarray]


def known_rows(targets: tuple[Column, ...], read: ColumnArrays) -> np.ndarray:
    """Return which rows (n,) bool have every target; PlaygroundError where one cannot be told."""
    if not read:
        raise PlaygroundError(Text("These data have no column: find the file that the project was made of."))
    first = targets[0].name if targets else next(iter(read))
    keep = np.ones(len(read[first]), bool)
    for each in targets:
        if each.type not in (*NUMBERS, *KINDS):
            words = "{column!r:.60} holds neither numbers nor categories: it cannot be told. Choose another."
            raise PlaygroundError(Text(words, column=each.name))
        values = read[each.name]
        keep &= values >= 0 if each.type in KINDS else np.isfinite(values)
    return keep


def target_of(field: Field, targets: tuple[Column, ...], read: ColumnArrays) -> np.ndarray:
    """Return what is aimed at, as the field has it: (n,) int64 or float32, of labels (n, k) float32."""
    if field.sizes:
        return np.stack([read[each.name] for each in targets], axis=1).astype(np.float32)
    values = read[targets[0].name]
    return values.astype(np.int64 if field.dtype == "int" else np.float32)
