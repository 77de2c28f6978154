"""What is told of an epoch that is complete."""

from __future__ import annotations

import math
from collections.abc import Mapping
from operator import mul
from typing import Any

import numpy as np

from playground.core.training.stepper import WholeEpochs


def epoch_record(epoch: int, step: int, sizes: tuple[int, ...], losses: Mapping[str, np.ndarray],
                 trained: Mapping[str, float],
                 held_out: Mapping[str, float]) -> Mapping[str, Any]:  # fmt: skip
    """Return an epoch's record: losses and figures as training saw them, then held out."""
    told: dict[str, Any] = {"epoch": epoch, "step": step, **_means(sizes, losses)}
    judged = {f"val_{name}": value for name, value in held_out.items()}
    if judged:
        told["val_loss"] = judged["val_loss"]
    return told | dict(trained) | judged


def epoch_records(epochs: int, steps: int, sizes: tuple[int, ...], losses: Mapping[str, np.ndarray],
                  done: WholeEpochs) -> list[Mapping[str, Any]]:  # fmt: skip
    """Return the records of epochs in a row, so many epochs and steps behind the first."""
    told, each = [], len(sizes)
    for index, (trained, held) in enumerate(zip(done.trained, done.held_out, strict=True), 1):
        own = {name: every[(index - 1) * each : index * each] for name, every in losses.items()}
        told.append(epoch_record(epochs + index, steps + index * each, sizes, own, trained, held))
    return told


def _means(sizes: tuple[int, ...], losses: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Return each loss's mean over the samples of an epoch, in batches of such sizes."""
    total = sum(sizes)
    return {name: math.fsum(map(mul, each.tolist(), sizes)) / total for name, each in losses.items()}
