"""Dense layers over a batch: forward, and back to gradients.

Numbers of a batch lie in rows of LANES samples, a row a unit, blocks of rows one after the other: a row is
one vector of the processor, and every sum over a layer's inputs is a row of sums.
"""

from __future__ import annotations

import numpy as np

from playground.core.training.compiled.arithmetic import activate, multiply_slope
from playground.core.training.compiled.jit import inner
from playground.core.training.compiled.vectors import add_rows, sum_products, sum_rows

INPUTS, OUTPUTS, WEIGHTS, BIASES, ACTIVATION, READS, WRITES = range(7)  # columns of a table of layers

_ZERO = np.float32(0.0)


@inner
def forward(layers: np.ndarray, w: np.ndarray, z: np.ndarray, a: np.ndarray, blocks: int) -> None:
    """Fill rows of sums `z` and of activations `a` (rows, LANES), layer by layer."""
    for index in range(len(layers)):
        layer = layers[index]
        outputs, first = layer[OUTPUTS], layer[WRITES]
        for block in range(blocks):
            _sums(layer, w, a, z, block)
        last = first + blocks * outputs
        activate(layer[ACTIVATION], z[first:last].reshape(-1), a[first:last].reshape(-1))


@inner
def backward(layers: np.ndarray, w: np.ndarray, g: np.ndarray, z: np.ndarray, a: np.ndarray,
             d: np.ndarray, blocks: int) -> None:  # fmt: skip
    """Fill gradients `g` of weights `w` from the rows `d` (rows, LANES) behind the last layer."""
    for index in range(len(layers) - 1, -1, -1):
        layer = layers[index]
        outputs, first = layer[OUTPUTS], layer[WRITES]
        last = first + blocks * outputs
        multiply_slope(
            layer[ACTIVATION], z[first:last].reshape(-1), a[first:last].reshape(-1), d[first:last].reshape(-1)
        )
        _gradients(layer, g, a, d, blocks)
        if index:
            for block in range(blocks):
                _hand_back(layer, w, d, block)


@inner
def _sums(layer: np.ndarray, w: np.ndarray, a: np.ndarray, z: np.ndarray, block: int) -> None:
    inputs, outputs, biases = layer[INPUTS], layer[OUTPUTS], layer[BIASES]
    x, y = layer[READS] + block * inputs, layer[WRITES] + block * outputs
    for unit in range(outputs):
        start = w[biases + unit] if biases >= 0 else _ZERO
        add_rows(z, y + unit, start, w, layer[WEIGHTS] + unit * inputs, 1, a, x, inputs)


@inner
def _gradients(layer: np.ndarray, g: np.ndarray, a: np.ndarray, d: np.ndarray, blocks: int) -> None:
    inputs, outputs, biases = layer[INPUTS], layer[OUTPUTS], layer[BIASES]
    for unit in range(outputs):
        back, at = layer[WRITES] + unit, layer[WEIGHTS] + unit * inputs
        for i in range(inputs):
            g[at + i] = sum_products(d, back, outputs, a, layer[READS] + i, inputs, blocks)
        if biases >= 0:
            g[biases + unit] = sum_rows(d, back, outputs, blocks)


@inner
def _hand_back(layer: np.ndarray, w: np.ndarray, d: np.ndarray, block: int) -> None:
    inputs, outputs = layer[INPUTS], layer[OUTPUTS]
    x, y = layer[READS] + block * inputs, layer[WRITES] + block * outputs
    for i in range(inputs):
        add_rows(d, x + i, _ZERO, w, layer[WEIGHTS] + i, inputs, d, y, outputs)
