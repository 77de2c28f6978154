"""What the best linear code of some width reaches: principal components."""

from __future__ import annotations

import numpy as np


def residual(train: np.ndarray, held_out: np.ndarray, components: int) -> float:
    """Return the mean squared error on held-out rows (m, d) of components fitted on training rows (n, d)."""
    middle = train.mean(axis=0)
    spread = (train - middle).T @ (train - middle)
    _, directions = np.linalg.eigh(spread)  # the widest last
    widest = directions[:, -components:]
    centred = held_out - middle
    left = centred - centred @ widest @ widest.T
    return float(np.square(left).mean())
