"""What optimizers make of gradients: the arithmetic of PyTorch's fused kernels, weight by weight."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from playground.core.training.compiled.jit import inner

SGD, ADAM, ADAMW = range(3)

_ZERO, _ONE = np.float32(0.0), np.float32(1.0)
_NOTHING = math.log(2.0**-54)  # less than this, taken from 1, leaves 1


class Mover(NamedTuple):
    """An optimizer at work on all weights; `first` and `second` are what it keeps beside each."""

    code: int
    momentum: float  # or beta1
    beta2: float
    epsilon: float
    nesterov: bool
    decay: float
    first: np.ndarray
    second: np.ndarray


@inner
def update(mover: Mover, w: np.ndarray, g: np.ndarray, rate: float, taken: float) -> None:
    """Change weights `w` by gradients `g`; `taken` counts updates, this one too."""
    if mover.code == SGD:
        if mover.momentum:
            _roll(mover, w, g, rate)
        else:
            _descend(mover, w, g, rate)
    else:
        _adapt(mover, w, g, rate, taken)


@inner
def _descend(mover: Mover, w: np.ndarray, g: np.ndarray, rate: float) -> None:
    pace, decay = np.float32(rate), np.float32(mover.decay)
    for k in range(len(w)):
        w[k] -= pace * (g[k] + decay * w[k])


@inner
def _roll(mover: Mover, w: np.ndarray, g: np.ndarray, rate: float) -> None:
    pace, decay, momentum = np.float32(rate), np.float32(mover.decay), np.float32(mover.momentum)
    ahead = momentum if mover.nesterov else _ZERO
    straight = _ONE if mover.nesterov else _ZERO
    own = _ZERO if mover.nesterov else _ONE
    kept = mover.first
    for k in range(len(w)):
        slope = g[k] + decay * w[k]
        kept[k] = momentum * kept[k] + slope
        w[k] -= pace * (straight * slope + (ahead + own) * kept[k])


@inner
def _grown(beta: float, taken: float) -> float:
    """Return 1 - beta ** taken, without the power where it is too small to count: it takes long there."""
    return 1.0 if taken * math.log(beta) < _NOTHING else 1.0 - beta**taken


@inner
def _adapt(mover: Mover, w: np.ndarray, g: np.ndarray, rate: float, taken: float) -> None:
    beta1, beta2 = np.float32(mover.momentum), np.float32(mover.beta2)
    other1, other2 = np.float32(1.0 - mover.momentum), np.float32(1.0 - mover.beta2)
    pace = np.float32(rate / _grown(mover.momentum, taken))
    root = np.float32(math.sqrt(_grown(mover.beta2, taken)))
    epsilon = np.float32(mover.epsilon)
    added = np.float32(mover.decay) if mover.code == ADAM else _ZERO
    left = np.float32(1.0 - rate * mover.decay) if mover.code == ADAMW else _ONE
    mean, square = mover.first, mover.second
    for k in range(len(w)):
        slope = g[k] + added * w[k]
        mean[k] = beta1 * mean[k] + other1 * slope
        square[k] = beta2 * square[k] + other2 * slope * slope
        w[k] = left * w[k] - pace * mean[k] / (np.sqrt(square[k]) / root + epsilon)
