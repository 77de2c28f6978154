"""What a gallery card shows of a data set: a few points or pictures, made in a moment and without torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from playground.core.data.fields import POINTS
from playground.core.data.registry import DATASETS
from playground.core.data.spec import DataSetSpec

POINT_COUNT = 160
PICTURE_COUNT = 10


@dataclass(frozen=True)
class Preview:
    """The drawing of one card; either points or pictures are empty.

    `points` (n, 2) float32 lie in 0..1 with y downwards, as painters count; `tones` (n,) float32 are -1 for
    the negative colour (class 0, blue), +1 for the positive one (class 1, orange), and between for numbers;
    `pictures` (k, height, width) float32 lie in 0..1.
    """

    points: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    tones: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))
    pictures: np.ndarray = field(default_factory=lambda: np.zeros((0, 1, 1), np.float32))


@lru_cache(maxsize=32)
def preview(data_id: str) -> Preview:
    """Return the drawing of a data set with its default options; KeyError when there is none."""
    spec = DATASETS.get(data_id)
    return _of_pictures(spec) if spec.family == "images" else _of_points(spec)


def _of_pictures(spec: DataSetSpec) -> Preview:
    field = spec.fields(spec.options({})).fields["image"]
    pictures = spec.first_pictures(PICTURE_COUNT)
    return Preview(pictures=((pictures[:, 0] - field.low) / (field.high - field.low)).astype(np.float32))


def _of_points(spec: DataSetSpec) -> Preview:
    arrays = spec.make({"samples": POINT_COUNT}, seed=0).arrays
    span = POINTS.high - POINTS.low
    unit = (arrays["points"] - POINTS.low) / np.float32(span)
    inside = ((unit >= 0) & (unit <= 1)).all(axis=1)
    tones = arrays["label"] * 2 - 1 if "label" in arrays else np.clip(arrays["value"], -1, 1)
    unit[:, 1] = 1 - unit[:, 1]
    return Preview(points=unit[inside], tones=tones[inside].astype(np.float32))
