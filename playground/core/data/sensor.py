"""Made-up recordings of a sensor worn on the body: 48 steps in three directions, four ways to move."""

from __future__ import annotations

import numpy as np

from playground.core.blocks.params import Params
from playground.core.catalogue.data_set import DataSet
from playground.core.data import fields
from playground.core.data.seeds import generator

PACE = np.array([0.0, 3.0, 6.0, 3.0])  # swings in a recording: rest, walk, run, jump
STRENGTH = np.array([0.0, 2.5, 5.0, 6.0])


def sensor(options: Params, seed: int) -> DataSet:
    """Make recordings (n, 48, 3) float32 in metres a second squared, gravity included; classes take turns.

    They last 2.4 s, 20 steps a second: a walk swings about 1.2 times a second.
    """
    count, random = options["samples"], generator(seed, "sensor")
    labels = np.arange(count, dtype=np.int64) % len(fields.MOVES)
    time = np.arange(fields.STEPS) / fields.STEPS
    pace = PACE[labels] * random.uniform(0.75, 1.3, count)
    phase = 2 * np.pi * (pace[:, None] * time + random.random((count, 1)))
    strength = (STRENGTH[labels] * random.uniform(0.7, 1.3, count))[:, None]
    swing = np.sin(phase)
    leap = np.where(labels[:, None] == 3, np.maximum(swing, 0) ** 4 * 2 - 0.5, swing)
    values = np.stack([0.4 * strength * np.sin(phase / 2), 0.3 * strength * np.cos(phase),
                       9.81 + strength * leap], axis=2)  # fmt: skip
    values += random.normal(0, 4 * options["noise"], values.shape)
    values = np.clip(values, fields.RECORDING.low, fields.RECORDING.high)
    swings = np.where(labels[:, None] == 0, 0, np.where(np.cos(phase) >= 0, 1, 2))  # still, up, down
    arrays = {"series": values.astype(np.float32), "label": labels, "step_labels": swings.astype(np.int64)}
    return DataSet(fields.sensor(options), arrays)
