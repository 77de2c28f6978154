"""Compile the kernel before it is needed: ten seconds once a machine, half a second from the cache."""

from __future__ import annotations

import logging
from functools import cache
from threading import Event, Thread

import numpy as np

from playground.core.training.cancel import Stop
from playground.core.training.compiled.kernel import Batches, Marks, Net, run
from playground.core.training.compiled.losses import SQUARED, Sought
from playground.core.training.compiled.updates import SGD, Mover
from playground.core.training.compiled.vectors import LANES

LOOK_S = 0.05  # between two looks whether to stop waiting

log = logging.getLogger(__name__)

_done = Event()


@cache
def begin() -> None:
    """Start compiling in a thread of its own, once."""
    Thread(target=_compile, name="compiling", daemon=True).start()


def wait(stop: Stop) -> bool:
    """Wait until the kernel is there; False when `stop` says so before."""
    begin()
    while not _done.wait(LOOK_S):
        if stop():
            return False
    return True


def _compile() -> None:
    try:
        _take_one_step()
    except Exception:
        log.exception("The kernel could not be compiled.")  # the first step says so to the person
    finally:
        _done.set()


def _take_one_step() -> None:
    """Call everything with arrays of the types that runs have."""
    one, order = np.zeros(1, np.float32), np.zeros((1, 1), np.int64)
    layers = np.array([[1, 1, 0, -1, 0, 0, 1]], np.int64)
    net = Net(layers, one, one.copy(), *(np.zeros(2 * LANES, np.float32) for _ in range(3)))
    aim = Sought(SQUARED, 1, 0.0, 1.0, np.zeros(0, np.int64), np.zeros((1, 1), np.float32))
    batches = Batches(np.zeros((1, 1), np.float32), aim, 1, 0.0, 0.0)
    mover = Mover(SGD, 0.0, 0.0, 0.0, False, 0.0, one.copy(), one.copy())
    rates, losses, counts, sums = np.zeros(1), np.zeros(1), np.zeros((1, 0), np.int64), np.zeros((1, 5))
    scores = np.zeros((1, 1), np.float32)
    marks = Marks(1, 0, np.zeros((0, 1), np.float32))
    run(net, batches, batches, mover, marks, order, 0, rates, 0.0, losses, counts, sums, scores,
        losses, counts, sums)  # fmt: skip
