"""Small pictures with two or three shapes side by side, and of each pixel which shape it belongs to.

Whole shapes are marked, those that are drawn as outlines too: brightness alone does not tell.
"""

from __future__ import annotations

import numpy as np

from playground.core.blocks.params import Params
from playground.core.catalogue.data_set import DataSet
from playground.core.data import fields
from playground.core.data.seeds import generator
from playground.core.data.shapes import (
    INSIDE,
    SIDE,
    marked,
    shapes_and_wholes,
    stretches,
    with_clutter,
    with_rims,
)

QUARTERS = np.array([(-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5), (0.5, 0.5)])  # their middles, across and down
SMALL, SPREAD = 0.36, 0.11  # of the shapes' sizes, half the picture being 1: each stays in its quarter
MOST = 3  # shapes in a picture


def side_by_side(options: Params, seed: int) -> DataSet:
    """Draw pictures (n, 1, 28, 28) float32 of 0 to 1, and of each pixel 0 or 1 + its shape, (n, 28, 28)."""
    count, random = options["samples"], generator(seed, "side by side")
    pictures = np.empty((count, 1, SIDE, SIDE), np.float32)
    marks = np.empty((count, SIDE, SIDE), np.int64)
    for here in stretches(count):
        pictures[here, 0], marks[here] = _drawn(here.stop - here.start, options["noise"], random)
    return with_rims(DataSet(fields.side_by_side(options), {"image": pictures, "pixel_labels": marks}))


def _drawn(count: int, clutter: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return some pictures (count, side, side) and their pixels' classes."""
    labels = random.integers(0, len(INSIDE), (count, MOST))
    draws = random.random((count, MOST, 6))
    quarters = random.permuted(np.tile(np.arange(len(QUARTERS)), (count, 1)), axis=1)
    third = random.random(count) < 0.5  # the last shape is there
    ink: np.ndarray = np.zeros(1, np.float32)
    marks = np.zeros((count, SIDE, SIDE), np.int64)
    for place in range(MOST):
        one = _in_quarter(draws[:, place], QUARTERS[quarters[:, place]])
        there = third if place == MOST - 1 else np.ones(count, bool)
        shape, whole = shapes_and_wholes(labels[:, place], one, SMALL, SPREAD)
        ink = np.maximum(ink, (shape * there[:, None, None]).astype(np.float32))
        marks = np.where(marked(whole & there[:, None, None]), labels[:, place, None, None] + 1, marks)
    return with_clutter(ink, clutter, random), marks


def _in_quarter(draws: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """Return draws (n, 6) that put each shape into a quarter of the picture, a little off its middle."""
    size = SMALL + SPREAD * draws[:, :1]
    at = middles + (draws[:, 1:3] - 0.5) * 2 * (0.48 - size)
    moved = draws.copy()
    moved[:, 1:3] = (at / (0.95 - size) + 1) / 2  # as `drawn_shapes` reads them
    return moved
