"""The kinds of data there are, each described in one record; no torch."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.catalogue.data_set import DataSetSpec
from playground.core.catalogue.family import Family, Preview
from playground.core.data import fields

POINT_COUNT = 160
GRAVITY = 9.81  # m/s², which a sensor at rest measures
_LANES, _LANE_POINTS = 4, 200  # recordings of a card where there are no classes, and points of each
PICTURE_COUNT = 10


NOBODY = Field(())


def _tones_of_points(arrays: Mapping[str, np.ndarray], classes: int) -> np.ndarray:
    """Return -1 for the first class, 1 for the last and the others between; numbers as they are."""
    found = arrays["label"] / max(classes - 1, 1) * 2 - 1 if "label" in arrays else arrays["value"]
    return np.asarray(np.clip(found, -1, 1))


def _of_points(spec: DataSetSpec) -> Preview:
    arrays = spec.make({"samples": POINT_COUNT}, seed=0).arrays
    span = fields.POINTS.high - fields.POINTS.low
    unit = (arrays["points"] - fields.POINTS.low) / np.float32(span)
    inside = ((unit >= 0) & (unit <= 1)).all(axis=1)
    tones = _tones_of_points(arrays, len(spec.fields(spec.options({})).fields.get("label", NOBODY).classes))
    unit[:, 1] = 1 - unit[:, 1]
    return Preview(points=unit[inside], tones=tones[inside].astype(np.float32))


POINTS = Family(
    "points", "Points", "points", "chart-scatter", "source", source="points", drawing="features",
    card=_of_points, recipe={"learning_rate": 0.01, "batch_size": 16, "epochs": 150}, short="2-D",
    in_a_plane=True,
)  # fmt: skip


def _of_pictures(spec: DataSetSpec) -> Preview:
    field = spec.fields(spec.options({})).fields["image"]
    pictures = spec.first_pictures(PICTURE_COUNT)
    grey = (pictures[:, 0] - field.low) / (field.high - field.low)
    return Preview(pictures=grey.clip(0, 1).astype(np.float32))


IMAGES = Family(
    "images", "Images", "pictures", "image", "image", source="image", drawing="sample", card=_of_pictures,
    recipe={"learning_rate": 0.005, "epochs": 60}, width=32,
)  # fmt: skip


def _of_rows(spec: DataSetSpec) -> Preview:
    """Return rows by two of their columns, in the colours of their targets."""
    arrays = spec.make({}, seed=0).arrays
    table = np.nan_to_num(arrays["table"])  # where somebody's own has gaps
    chosen = np.linspace(0, len(table) - 1, POINT_COUNT).astype(int)
    columns = table[chosen][:, [0, min(2, table.shape[1] - 1)]]
    return Preview(points=_unit(columns), tones=_tones(arrays, chosen))


TABLES = Family(
    "tables", "Tables", "rows", "table", "core", source="table", drawing="table", card=_of_rows,
    recipe={"learning_rate": 0.01, "batch_size": 16, "epochs": 60}, brings="a table", in_a_plane=True,
)  # fmt: skip


def _of_sentences(spec: DataSetSpec) -> Preview:
    """Return one row of dots a sentence, as many as it has words."""
    arrays = spec.make({"samples": 10}, seed=0).arrays
    tokens = arrays["tokens"][:10]  # somebody's own are all there
    lines, words = np.nonzero(tokens)
    points = np.stack([words / tokens.shape[1], (lines + 0.5) / 10], axis=1)
    return Preview(points=points.astype(np.float32), tones=_tones(arrays, lines))


TEXT = Family(
    "text", "Text", "sentences", "type", "sequence", source="tokens", drawing="words", card=_of_sentences,
    recipe={"learning_rate": 0.003, "epochs": 12}, brings="text", over_time=True,
)  # fmt: skip


def _of_recordings(spec: DataSetSpec) -> Preview:
    """Return one recording of each class, by its last channel, one above the other."""
    arrays, known = spec.make({"samples": 12}, seed=0).arrays, spec.fields(spec.options({})).fields
    classes = len(known["label"].classes) if "label" in known else _LANES
    series, most = arrays["series"], known["series"].high
    middle, reach = (GRAVITY, 9.0) if most > GRAVITY else (0.0, most)
    values = series[:classes, :: max(2, series.shape[1] // _LANE_POINTS), -1]
    swings = 0.36 * ((values - middle) / reach).clip(-1, 1)
    heights = (np.arange(len(values))[:, None] + 0.5 - swings) / len(values)
    across = np.broadcast_to(np.linspace(0, 1, values.shape[1]), values.shape)
    points = np.stack([across.ravel(), heights.clip(0, 1).ravel()], axis=1)
    return Preview(points=points.astype(np.float32),
                   tones=_tones(arrays, np.repeat(np.arange(len(values)), values.shape[1])))  # fmt: skip


SERIES = Family(
    "series", "Series", "recordings", "audio-lines", "sequence", source="series", drawing="series",
    card=_of_recordings, recipe={"learning_rate": 0.003}, over_time=True,
)  # fmt: skip

BUILTIN = (POINTS, IMAGES, TABLES, TEXT, SERIES)


def _tones(arrays: Mapping[str, np.ndarray], chosen: np.ndarray) -> np.ndarray:
    """Return targets of some samples as -1 to 1."""
    targets = next((arrays[name] for name in ("label", "value") if name in arrays), np.zeros(len(chosen)))
    return np.asarray(_unit(targets[:, None])[chosen, 0] * 2 - 1, np.float32)


def _unit(values: np.ndarray) -> np.ndarray:
    """Return columns stretched to 0 to 1."""
    low, span = values.min(axis=0), np.ptp(values, axis=0)
    return np.asarray((values - low) / np.where(span > 0, span, 1), np.float32)
