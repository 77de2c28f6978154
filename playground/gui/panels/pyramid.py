"""A min/max pyramid: a curve of a million points drawn at the cost of a thousand, no spike lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

FACTOR = 4  # points of one level that become one block of the next


class _Level:
    """One level's blocks in arrays that grow by doubling."""

    def __init__(self) -> None:
        self.low: Values = np.empty(64)
        self.high: Values = np.empty(64)
        self.size = 0

    def write(self, start: int, low: Values, high: Values) -> None:
        """Replace everything from `start` on."""
        end = start + len(low)
        while end > len(self.low):
            self.low = np.concatenate([self.low, np.empty_like(self.low)])
            self.high = np.concatenate([self.high, np.empty_like(self.high)])
        self.low[start:end] = low
        self.high[start:end] = high
        self.size = end


class Pyramid:
    """Hold a growing curve and give back as few points as a screen can show."""

    def __init__(self) -> None:
        self._levels = [_Level()]

    def __len__(self) -> int:
        return self._levels[0].size

    def clear(self) -> None:
        """Forget every point."""
        self._levels = [_Level()]

    def append(self, values: Values) -> None:
        """Add points at the end; what is not a number leaves a gap in the curve."""
        if len(values) == 0:
            return
        start = len(self)
        self._levels[0].write(start, values, values)
        depth = 0
        while self._levels[depth].size > FACTOR:
            start = self._summarise(depth, start)
            depth += 1

    def _summarise(self, depth: int, start: int) -> int:
        """Bring the level above up to date from `start` on; return where that level changed first."""
        if depth + 1 == len(self._levels):
            self._levels.append(_Level())
            start = 0
        below = self._levels[depth]
        first = start // FACTOR
        edges = np.arange(first * FACTOR, below.size, FACTOR)
        low = np.fmin.reduceat(below.low[: below.size], edges)
        high = np.fmax.reduceat(below.high[: below.size], edges)
        self._levels[depth + 1].write(first, low, high)
        return first

    def window(self, first: int, last: int, buckets: int) -> tuple[Values, Values]:
        """Return positions and values of the points from `first` up to `last`, at most about 8 a bucket.

        Short stretches come back as they are; longer ones as the minimum and maximum of each block.
        """
        first, last = max(0, first), min(len(self), last)
        depth, span = 0, max(0, last - first)
        while span > 4 * buckets and depth + 1 < len(self._levels):
            depth, span = depth + 1, -(-span // FACTOR)
        if depth == 0:
            return np.arange(first, last, dtype=np.float64), self._levels[0].low[first:last].copy()
        return self._blocks(depth, first, last)

    def sample(self, most: int) -> tuple[Values, Values]:
        """Return about `most` points at even distances, the last among them: for a curve without spikes."""
        step = max(1, -(-len(self) // most))
        positions = np.arange((len(self) - 1) % step, len(self), step)
        return positions.astype(np.float64), self._levels[0].low[positions]

    def _blocks(self, depth: int, first: int, last: int) -> tuple[Values, Values]:
        level, width = self._levels[depth], FACTOR**depth
        start, end = first // width, min(level.size, -(-last // width))
        positions = np.repeat(np.arange(start, end, dtype=np.float64) * width, 2)
        positions[1::2] += width / 2
        values = np.empty(2 * (end - start))
        values[0::2], values[1::2] = level.low[start:end], level.high[start:end]
        return np.minimum(positions, len(self) - 1), values
