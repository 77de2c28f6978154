"""Columns of somebody's own as the arrays of the fields they make."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.catalogue.manifest import Column
from playground.core.data.text_ways import cut_of

ReadColumns = Mapping[str, np.ndarray]


def table(columns: tuple[Column, ...], read: ReadColumns, field: Field) -> np.ndarray:
    """Return columns side by side, (n, columns) float32: NaN for a missing number, -1 for a category."""
    rows = len(read[columns[0].name])
    made = np.empty((rows, len(columns)), np.float32)
    for place, each in enumerate(columns):
        made[:, place] = read[each.name]
    return made


def picture(columns: tuple[Column, ...], read: ReadColumns, field: Field) -> np.ndarray:
    """Return a column of pictures as they were read, (n, channels, side, side) uint8."""
    return read[columns[0].name]


def tokens(columns: tuple[Column, ...], read: ReadColumns, field: Field) -> np.ndarray:
    """Return one column's texts by their places in its vocabulary, (n, tokens) int64, 0 behind the last."""
    return cut_of(field).ids(read[columns[0].name].tolist(), field.parts, field.sizes[0])


def spectrogram(columns: tuple[Column, ...], read: ReadColumns, field: Field) -> np.ndarray:
    """Return one column's sounds as pictures in dB, (n, 1, bands, columns) float32."""
    return np.asarray(read[columns[0].name], np.float32)[:, None]


def wave(columns: tuple[Column, ...], read: ReadColumns, field: Field) -> np.ndarray:
    """Return one column's sounds as they swing, (n, samples, 1) float32."""
    return np.asarray(read[columns[0].name], np.float32)[:, :, None]
