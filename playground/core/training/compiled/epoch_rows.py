"""What the kernel tells of epochs in a row."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.core.training.tally import Sums


class EpochRows(NamedTuple):
    """What the kernel tells of epochs: losses of their steps, and a row of figures each."""

    losses: np.ndarray
    counts: np.ndarray
    sums: np.ndarray
    held_losses: np.ndarray
    held_counts: np.ndarray
    held_sums: np.ndarray
    weights: np.ndarray  # (waypoints, weights)

    @staticmethod
    def empty(epochs: int, steps: int, nothing: Sums, waypoints: int = 0, weights: int = 0) -> EpochRows:
        """Return room for so many epochs, with so many steps and waypoints in all."""
        counts, sums = (np.tile(each, (epochs, 1)) for each in nothing)
        kept = np.empty((waypoints, weights), np.float32)
        return EpochRows(np.empty(steps), counts, sums, np.empty(epochs), counts.copy(), sums.copy(), kept)
