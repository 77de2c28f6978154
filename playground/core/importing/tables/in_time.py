"""Whether the rows of a table follow one another in even steps of time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

_LEAST_ROWS = 50
_EVEN = 0.8  # of the steps must be as long as most
_MONTH = (28.0, 31.0)  # days


def even_in_time(times: np.ndarray, names: Iterable[np.ndarray]) -> bool:
    """Say whether days (n,) go on evenly, in one series or in as many as names (n,) tell apart."""
    known = times[np.isfinite(times)]
    moments = np.unique(known)
    if len(known) < _LEAST_ROWS or len(moments) < _LEAST_ROWS // 2:
        return False
    steps = np.diff(moments)
    usual = float(np.median(steps))
    if _MONTH[0] <= usual <= _MONTH[1]:
        even = (steps >= _MONTH[0]) & (steps <= _MONTH[1])
    else:
        even = np.abs(steps - usual) <= 0.01 * usual
    if even.mean() < _EVEN:
        return False
    return len(moments) == len(known) or any(_told_apart(times, each) for each in names)


def _told_apart(times: np.ndarray, names: np.ndarray) -> bool:
    return len(np.unique(np.stack([times, names.astype(float)]), axis=1).T) == len(times)
