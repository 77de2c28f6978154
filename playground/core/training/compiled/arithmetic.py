"""Activation functions and their slopes over whole rows, in 32 bits and written so that they become vectors.

Polynomials are those of the Cephes library (S. L. Moshier, 1989): within 2 units in the last place.
"""

from __future__ import annotations

import math

import numpy as np

from playground.core.training.compiled.jit import inner

LINEAR, RELU, LEAKY, TANH, SIGMOID, SILU, GELU, ELU = range(8)  # and softplus

ROUND = np.float32(1.5 * 2**23)  # added and taken away again, it leaves a whole number
_ONE, _HALF, _TWO = np.float32(1.0), np.float32(0.5), np.float32(2.0)
_ZERO = np.float32(0.0)
LOWEST, HIGHEST = np.float32(-87.0), np.float32(88.0)  # beyond, exp leaves the normal numbers
LOG2E, LN2_HIGH, LN2_LOW = np.float32(1.44269504), np.float32(0.693359375), np.float32(-2.12194440e-4)
E0, E1, E2 = np.float32(1.9875691500e-4), np.float32(1.3981999507e-3), np.float32(8.3334519073e-3)
E3, E4, E5 = np.float32(4.1665795894e-2), np.float32(1.6666665459e-1), np.float32(5.0000001201e-1)
LOG = (7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
       -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1)  # fmt: skip
ROOT_TWO = math.sqrt(2.0)
_T0, _T1, _T2 = np.float32(-5.70498872745e-3), np.float32(2.06390887954e-2), np.float32(-5.37397155531e-2)
_T3, _T4 = np.float32(1.33314422036e-1), np.float32(-3.33332819422e-1)
_STRAIGHT = np.float32(0.625)  # up to here tanh is taken from its own polynomial
_ROOT_HALF, _DENSITY = np.float32(math.sqrt(0.5)), np.float32(1 / math.sqrt(2 * math.pi))
_LEAK = np.float32(0.01)
_STEEP = np.float32(20.0)  # beyond, softplus is the number itself, as PyTorch has it
BITS, BIAS = np.int32(23), np.int32(127)


@inner
def place(index: int) -> np.uint64:
    """Return an index that is not counted from the end: to find that out costs more than to read there."""
    return np.uint64(index)


@inner
def exp(x: np.float32) -> np.float32:
    """Return e to the x; what is not a number stays so."""
    low = LOWEST if x < LOWEST else x
    held = HIGHEST if low > HIGHEST else low
    whole = (held * LOG2E + ROUND) - ROUND
    rest = held - whole * LN2_HIGH - whole * LN2_LOW
    p = ((((E0 * rest + E1) * rest + E2) * rest + E3) * rest + E4) * rest + E5
    power = np.int32((np.int32(whole) + BIAS) << BITS).view(np.float32)
    return (p * rest * rest + rest + _ONE) * power


@inner
def tanh(x: np.float32) -> np.float32:
    """Return the hyperbolic tangent."""
    size = abs(x)
    square = x * x
    p = (((_T0 * square + _T1) * square + _T2) * square + _T3) * square + _T4
    near = x * square * p + x
    far = _ONE - _TWO / (exp(_TWO * size) + _ONE)
    signed = -far if x < _ZERO else far
    return near if size < _STRAIGHT else signed


@inner
def sigmoid(x: np.float32) -> np.float32:
    """Return 1 / (1 + exp(-x))."""
    return _ONE / (_ONE + exp(-x))


@inner
def activate(code: int, z: np.ndarray, a: np.ndarray, first: int, last: int) -> None:
    """Fill a stretch of `a` with the activation of that of `z`."""
    if code == LINEAR:
        for k in range(place(first), place(last)):
            a[k] = z[k]
    elif code == RELU:
        for k in range(place(first), place(last)):
            a[k] = _ZERO if z[k] < _ZERO else z[k]
    elif code == TANH:
        for k in range(place(first), place(last)):
            a[k] = tanh(z[k])
    else:
        _activate_smooth(code, z, a, first, last)


@inner
def _activate_smooth(code: int, z: np.ndarray, a: np.ndarray, first: int, last: int) -> None:
    if code == SIGMOID:
        for k in range(place(first), place(last)):
            a[k] = sigmoid(z[k])
    elif code == SILU:
        for k in range(place(first), place(last)):
            a[k] = z[k] * sigmoid(z[k])
    elif code == LEAKY:
        for k in range(place(first), place(last)):
            a[k] = z[k] * _LEAK if z[k] < _ZERO else z[k]
    else:
        _activate_rare(code, z, a, first, last)


@inner
def _activate_rare(code: int, z: np.ndarray, a: np.ndarray, first: int, last: int) -> None:
    for k in range(place(first), place(last)):
        x = z[k]
        if code == GELU:
            a[k] = x * _HALF * (_ONE + np.float32(math.erf(x * _ROOT_HALF)))
        elif code == ELU:
            a[k] = np.float32(math.expm1(x)) if x < _ZERO else x
        else:  # softplus
            a[k] = x if x > _STEEP else np.float32(math.log1p(exp(x)))


@inner
def multiply_slope(code: int, z: np.ndarray, a: np.ndarray, d: np.ndarray, first: int, last: int) -> None:
    """Multiply a stretch of `d` by the activation's slope at `z`, where it gave `a`."""
    if code == RELU:
        for k in range(place(first), place(last)):
            d[k] = d[k] if a[k] > _ZERO else _ZERO
    elif code == TANH:
        for k in range(place(first), place(last)):
            d[k] = d[k] * (_ONE - a[k] * a[k])
    elif code != LINEAR:
        _multiply_smooth(code, z, a, d, first, last)


@inner
def _multiply_smooth(code: int, z: np.ndarray, a: np.ndarray, d: np.ndarray, first: int, last: int) -> None:
    if code == SIGMOID:
        for k in range(place(first), place(last)):
            d[k] = d[k] * (a[k] * (_ONE - a[k]))
    elif code == SILU:
        for k in range(place(first), place(last)):
            s = sigmoid(z[k])
            d[k] = d[k] * (s * (_ONE + z[k] * (_ONE - s)))
    elif code == LEAKY:
        for k in range(place(first), place(last)):
            d[k] = d[k] if z[k] > _ZERO else d[k] * _LEAK
    else:
        _multiply_rare(code, z, a, d, first, last)


@inner
def _multiply_rare(code: int, z: np.ndarray, a: np.ndarray, d: np.ndarray, first: int, last: int) -> None:
    for k in range(place(first), place(last)):
        x = z[k]
        if code == GELU:
            below = _HALF * (_ONE + np.float32(math.erf(x * _ROOT_HALF)))
            d[k] = d[k] * (below + x * _DENSITY * exp(-_HALF * x * x))
        elif code == ELU:
            d[k] = d[k] * (a[k] + _ONE) if x < _ZERO else d[k]
        else:  # softplus
            d[k] = d[k] if x > _STEEP else d[k] * sigmoid(x)
