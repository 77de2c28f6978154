"""Small pictures of shapes that lost something, beside what they were: to be made whole again."""

from __future__ import annotations

import numpy as np

from playground.core.blocks.params import Params
from playground.core.blocks.spec import JUDGED
from playground.core.catalogue.data_set import DataSet
from playground.core.data import fields
from playground.core.data.seeds import generator
from playground.core.data.shapes import INSIDE, SIDE, drawn_shapes, marked, rims, stretches, without_specks

STROKES = 0.25  # the share of strokes that belong to no shape
COLOURS = np.array([  # of each shape
    (1.0, 0.45, 0.3), (0.35, 0.7, 1.0), (0.4, 0.85, 0.45), (1.0, 0.8, 0.2), (0.75, 0.5, 1.0),
    (1.0, 0.5, 0.75),
], np.float32)  # fmt: skip
BRIGHTNESS = np.array((0.299, 0.587, 0.114), np.float32)  # of red, green and blue: ITU-R BT.601


def damaged(options: Params, seed: int) -> DataSet:
    """Draw pictures (n, channels, h, w) float32 and what they were, `picture` of 0 to 1.

    They lost their size (half of it is left), their colour, or got noise of a spread of `noise`.
    """
    count, random = options["samples"], generator(seed, "damaged")
    labels = np.arange(count, dtype=np.int64) % len(INSIDE)
    clean, shown = np.empty((count, 1, SIDE, SIDE), np.float32), np.empty((count, SIDE, SIDE), bool)
    for here in stretches(count):
        ink = drawn_shapes(labels[here], random.random((here.stop - here.start, 6)))
        clean[here, 0], shown[here] = without_specks(ink, STROKES, random), marked(ink)
    image, picture = _lost(options, clean, labels, random)
    found, arrays = fields.damaged(options), {"image": image, "picture": picture}
    return DataSet(found, {**arrays, **({JUDGED: shown | rims(shown)} if JUDGED in found.fields else {})})


def _lost(
    options: Params, clean: np.ndarray, labels: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return what is left, and what was."""
    if options["lost"] == "size":
        return clean.reshape(len(clean), 1, SIDE // 2, 2, SIDE // 2, 2).mean(axis=(3, 5)), clean
    if options["lost"] == "colour":
        coloured = clean * COLOURS[labels][:, :, None, None]
        return np.einsum("nchw,c->nhw", coloured, BRIGHTNESS)[:, None], coloured
    noise = random.standard_normal(clean.shape, np.float32) * np.float32(options["noise"])
    return clean + noise, clean  # not cut off at black and white, as a sensor's would not be
