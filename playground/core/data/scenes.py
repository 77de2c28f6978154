"""Small pictures with any of six shapes in them, none to six: several labels a picture."""

from __future__ import annotations

import numpy as np

from playground.core.blocks.params import Params
from playground.core.catalogue.data_set import DataSet
from playground.core.data import fields
from playground.core.data.seeds import generator
from playground.core.data.shapes import FINE, INSIDE, SIDE, drawn_shapes, stretches, with_clutter

CHANCE = 0.35  # of each shape to be in a picture
SMALL, SPREAD = 0.3, 0.14  # of the shapes' sizes, half the picture being 1


def scenes(options: Params, seed: int) -> DataSet:
    """Draw pictures (n, 1, 28, 28) float32 of 0 to 1, and which shapes they show (n, 6) float32 of 0 or 1."""
    count, random = options["samples"], generator(seed, "scenes")
    shown = (random.random((count, len(INSIDE))) < CHANCE).astype(np.float32)
    pictures = np.empty((count, 1, SIDE, SIDE), np.float32)
    for here in stretches(count):
        pictures[here, 0] = _drawn(shown[here], options["noise"], random)
    return DataSet(fields.scenes(options), {"image": pictures, "labels": shown})


def _drawn(shown: np.ndarray, clutter: float, random: np.random.Generator) -> np.ndarray:
    ink = np.zeros((len(shown), SIDE * FINE, SIDE * FINE), np.float32)
    for index in range(len(INSIDE)):
        draws = random.random((len(shown), 6))
        mine = shown[:, index] > 0
        labels = np.full(int(mine.sum()), index)
        ink[mine] = np.maximum(ink[mine], drawn_shapes(labels, draws[mine], SMALL, SPREAD))
    return with_clutter(ink, clutter, random)
