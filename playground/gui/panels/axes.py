"""Axes that grow only in 1-2-5 steps, so that a live curve does not make its frame dance."""

from __future__ import annotations

import math

from playground.gui.theme import numbers

Ticks = list[tuple[float, str]]
FARTHEST = 1e300  # sums of what lies beyond would be without end


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
    return span_ticks(0.0, value if value > 0 else 1.0, most)


def span_ticks(low: float, high: float, most: int = 4) -> Ticks:
    """Return round positions around two values, with their words; around one value where they are equal."""
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = 0.0, 1.0
    low, high = max(low, -FARTHEST), min(high, FARTHEST)
    near = 1e-6 * max(abs(low), abs(high))  # closer values than that are one at an axis
    if high - low <= near:
        low, high = low - (near * 1e5 or 0.5), high + (near * 1e5 or 0.5)
    step = reach((high - low) / most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [(index * step, numbers.tick(_rounded(index, step))) for index in range(first, last + 1)]


def _rounded(index: int, step: float) -> float:
    """Return so many steps without what a sum of decimals leaves: 0.3, not 0.30000000000000004."""
    return float(f"{index * step:.12g}")


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


def log_ticks_over_zero(bottom: float, top: float) -> Ticks:
    """Return such ticks half a decade above `bottom`, where zero stands: it has no logarithm."""
    return [(bottom, numbers.tick(0)), *log_ticks(bottom + 0.5, top)]


def _log_word(half: int) -> str:
    return numbers.tick(float(f"{3 if half % 2 else 1}e{half // 2}"))
