"""Axes that grow only in 1-2-5 steps, so that a live curve does not make its frame dance."""

from __future__ import annotations

import math

from playground.gui.theme import numbers

Ticks = list[tuple[float, str]]


def reach(value: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten that is not below a positive value."""
    if value <= 0 or not math.isfinite(value):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    for step in (1, 2, 5, 10):
        if value <= step * power * (1 + 1e-9):
            return step * power
    return 10 * power


def linear_ticks(value: float, most: int = 4) -> Ticks:
    """Return round positions from 0 up to the first that is not below `value`, with their words."""
    step = reach(value / most)
    count = max(1, math.ceil(value / step - 1e-9))
    return [(index * step, numbers.compact(index * step)) for index in range(count + 1)]


def percent_ticks(low: float) -> Ticks:
    """Return three shares from `low` to 1 as per cent."""
    return [(share, numbers.percent(share, 0)) for share in (low, (low + 1) / 2, 1.0)]


def log_bounds(low: float, high: float) -> tuple[float, float]:
    """Return exponents around positive values that move in steps of half a decade (1, 3, 10)."""
    if not (low > 0 and high > 0 and math.isfinite(low) and math.isfinite(high)):
        return (-2.0, 0.0)
    bottom, top = math.floor(2 * math.log10(low)) / 2, math.ceil(2 * math.log10(high)) / 2
    return (bottom, top) if top - bottom >= 1 else (top - 1, top)


def log_ticks(bottom: float, top: float, most: int = 6) -> Ticks:
    """Return ticks at 1, 3, 10... between two exponents; only decades when there are many."""
    halves = range(round(2 * bottom), round(2 * top) + 1)
    if len(halves) > most:
        halves = range(2 * math.ceil(bottom), round(2 * top) + 1, 2 * math.ceil((top - bottom) / most))
    return [(half / 2, _log_word(half)) for half in halves]


def _log_word(half: int) -> str:
    return numbers.compact(10.0 ** (half // 2) * (3 if half % 2 else 1))
