"""Pairs of small pictures that show the same shape or two different ones: a picture of two channels each."""

from __future__ import annotations

import numpy as np

from playground.core.blocks.params import Params
from playground.core.catalogue.data_set import DataSet
from playground.core.data import fields
from playground.core.data.seeds import generator
from playground.core.data.shapes import INSIDE, SIDE, drawn_shapes, stretches, with_clutter


def shape_pairs(options: Params, seed: int) -> DataSet:
    """Draw pictures (n, 2, 28, 28) float32 of 0 to 1, different (0) and alike (1) in turns."""
    count, random = options["samples"], generator(seed, "shape pairs")
    labels = np.arange(count, dtype=np.int64) % 2
    first = random.integers(0, len(INSIDE), count)
    others = (first + random.integers(1, len(INSIDE), count)) % len(INSIDE)
    shown = np.stack([first, np.where(labels == 1, first, others)], axis=1)
    pictures = np.empty((count, 2, SIDE, SIDE), np.float32)
    for here in stretches(count):
        for place in range(2):
            ink = drawn_shapes(shown[here, place], random.random((here.stop - here.start, 6)))
            pictures[here, place] = with_clutter(ink, options["noise"], random)
    return DataSet(fields.shape_pairs(options), {"image": pictures, "label": labels})
