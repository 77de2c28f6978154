"""What is told of an epoch that is complete."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from playground.core.training.metrics import FigureColumns


def epoch_record(epochs: int, steps: int, sizes: tuple[int, ...], losses: Mapping[str, np.ndarray],
                 trained: Mapping[str, float],
                 held_out: Mapping[str, float]) -> Mapping[str, Any]:  # fmt: skip
    """Return the record of one epoch with so many epochs and steps before it."""
    figures = ({name: [value] for name, value in part.items()} for part in (trained, held_out))
    return epoch_records(epochs, steps, sizes, losses, *figures)[0]


def epoch_records(epochs: int, steps: int, sizes: tuple[int, ...], losses: Mapping[str, np.ndarray],
                  trained: FigureColumns, held_out: FigureColumns) -> list[Mapping[str, Any]]:  # fmt: skip
    """Return the records of epochs in a row: losses and figures as training saw them, then held out.

    So many epochs and steps came before the first; `losses` are those of all their steps.
    """
    means = _means(sizes, losses)
    rows = range(1, 1 + max(map(len, means.values())))
    columns: dict[str, Iterable[Any]] = {
        "epoch": [epochs + row for row in rows],
        "step": [steps + row * len(sizes) for row in rows],
        **means,
    }
    if held_out:
        columns["val_loss"] = held_out["loss"]
    columns |= {**trained, **{f"val_{name}": values for name, values in held_out.items()}}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _means(sizes: tuple[int, ...], losses: Mapping[str, np.ndarray]) -> dict[str, list[float]]:
    """Return each loss's mean over the samples of each epoch, in batches of such sizes."""
    total, shares = sum(sizes), np.array(sizes, np.float64)
    return {
        name: [math.fsum(row) / total for row in (each.reshape(-1, len(sizes)) * shares).tolist()]
        for name, each in losses.items()
    }
