"""Scales of pictures and axes, which stay calm while numbers move."""

from __future__ import annotations

import math

import numpy as np


def largest(values: np.ndarray) -> float:
    """Return the largest absolute value that is finite; 0 when there is none."""
    if is_finite(values):
        return max(-float(values.min(initial=0)), float(values.max(initial=0)))
    return float(np.abs(values[np.isfinite(values)]).max(initial=0))


def is_finite(values: np.ndarray) -> bool:
    """Tell whether all values are finite, without an array in between."""
    return math.isfinite(values.min(initial=0)) and math.isfinite(values.max(initial=0))


def finite(values: np.ndarray) -> np.ndarray:
    """Return the values themselves if all are finite, else a copy that can be drawn: what is not is 0."""
    return values if is_finite(values) else np.where(np.isfinite(values), values, np.zeros_like(values))


def rounded_up(limit: float) -> float:
    """Return the next of ... 0.5, 1, 2, 5, 10 ... at or above a limit, so that an axis grows in steps."""
    if not 0 < limit < math.inf:
        return 1.0
    power = 10.0 ** math.floor(math.log10(limit))
    return next((step * power for step in (1, 2, 5) if limit <= step * power), 10 * power)
