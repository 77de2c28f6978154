"""The first call of the kernel, which compiles it or loads what was kept."""

from __future__ import annotations

import numpy as np

from playground.core.training.compiled.kernel import Batches, Marks, Net, run
from playground.core.training.compiled.losses import SQUARED, TOLD, Sought
from playground.core.training.compiled.updates import SGD, Mover
from playground.core.training.compiled.vectors import LANES


def take_one_step() -> None:
    """Call everything with arrays of the types that runs have."""
    one, order = np.zeros(1, np.float32), np.zeros((1, 1), np.int64)
    layers = np.array([[1, 1, 0, -1, 0, 0, 1]], np.int64)
    net = Net(layers, one, one.copy(), *(np.zeros(TOLD * LANES, np.float32) for _ in range(4)))
    aim = Sought(SQUARED, 1, 0.0, 1.0, np.zeros(0, np.int64), np.zeros((1, 1), np.float32))
    batches = Batches(np.zeros((1, 1), np.float32), aim, 1, 0.0, 0.0)
    mover = Mover(SGD, 0.0, 0.0, 0.0, False, 0.0, one.copy(), one.copy())
    rates, losses, counts, sums = np.zeros(1), np.zeros(1), np.zeros((1, 0), np.int64), np.zeros((1, 5))
    scores, marks = np.zeros((1, 1), np.float32), Marks(1, 0, np.zeros((0, 1), np.float32))
    run(net, batches, batches, mover, marks, order, 0, rates, 0.0, losses, counts, sums, scores,
        losses, counts, sums)  # fmt: skip
