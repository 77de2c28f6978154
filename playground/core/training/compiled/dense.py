"""Dense layers over a batch: forward, and back to gradients.

Numbers of a batch lie in rows of LANES samples, a row a unit, blocks of rows one after the other: a row is
one vector of the processor, and every sum over a layer's inputs is a row of sums.
"""

from __future__ import annotations

import numpy as np

from playground.core.training.compiled.arithmetic import activate, multiply_slope
from playground.core.training.compiled.jit import inner
from playground.core.training.compiled.vectors import LANES, add_rows, sum_products, sum_rows

INPUTS, OUTPUTS, WEIGHTS, BIASES, ACTIVATION, READS, WRITES = range(7)  # columns of a table of layers

_ZERO = np.float32(0.0)


@inner
def forward(layers: np.ndarray, w: np.ndarray, z: np.ndarray, a: np.ndarray, blocks: int) -> None:
    """Fill rows of sums `z` and of activations `a`, both flat, layer by layer."""
    for index in range(len(layers)):
        first = layers[index, WRITES]
        for block in range(blocks):
            _sums(layers, index, w, a, z, block)
        last = first + blocks * layers[index, OUTPUTS]
        activate(layers[index, ACTIVATION], z, a, first * LANES, last * LANES)


@inner
def backward(layers: np.ndarray, w: np.ndarray, g: np.ndarray, z: np.ndarray, a: np.ndarray,
             d: np.ndarray, blocks: int) -> None:  # fmt: skip
    """Fill gradients `g` of weights `w` from the rows `d` behind the last layer."""
    for index in range(len(layers) - 1, -1, -1):
        first = layers[index, WRITES]
        last = first + blocks * layers[index, OUTPUTS]
        multiply_slope(layers[index, ACTIVATION], z, a, d, first * LANES, last * LANES)
        _gradients(layers, index, g, a, d, blocks)
        if index:
            for block in range(blocks):
                _hand_back(layers, index, w, d, block)


@inner
def _sums(layers: np.ndarray, index: int, w: np.ndarray, a: np.ndarray, z: np.ndarray, block: int) -> None:
    inputs, outputs, biases = layers[index, INPUTS], layers[index, OUTPUTS], layers[index, BIASES]
    x, y = layers[index, READS] + block * inputs, layers[index, WRITES] + block * outputs
    for unit in range(outputs):
        start = w[biases + unit] if biases >= 0 else _ZERO
        add_rows(z, y + unit, start, w, layers[index, WEIGHTS] + unit * inputs, 1, a, x, inputs)


@inner
def _gradients(
    layers: np.ndarray, index: int, g: np.ndarray, a: np.ndarray, d: np.ndarray, blocks: int
) -> None:
    inputs, outputs, biases = layers[index, INPUTS], layers[index, OUTPUTS], layers[index, BIASES]
    for unit in range(outputs):
        back, at = layers[index, WRITES] + unit, layers[index, WEIGHTS] + unit * inputs
        for i in range(inputs):
            g[at + i] = sum_products(d, back, outputs, a, layers[index, READS] + i, inputs, blocks)
        if biases >= 0:
            g[biases + unit] = sum_rows(d, back, outputs, blocks)


@inner
def _hand_back(layers: np.ndarray, index: int, w: np.ndarray, d: np.ndarray, block: int) -> None:
    inputs, outputs = layers[index, INPUTS], layers[index, OUTPUTS]
    x, y = layers[index, READS] + block * inputs, layers[index, WRITES] + block * outputs
    for i in range(inputs):
        add_rows(d, x + i, _ZERO, w, layers[index, WEIGHTS] + i, inputs, d, y, outputs)
