"""How a slider's whole positions map to values: linear, logarithmic, or a list of stops."""

import math
from bisect import bisect_left
from dataclasses import dataclass

POSITIONS = 1000


@dataclass(frozen=True)
class Scale:
    """Map slider positions 0 … last to values from minimum to maximum.

    `stops` lists the only values the slider offers. Otherwise whole numbers in linear scale get one
    position each (up to 1,000), and everything else 1,001 positions, rounded to sensible digits.
    """

    minimum: float
    maximum: float
    integer: bool = False
    log: bool = False
    step: float = 0.0
    stops: tuple[float, ...] = ()

    @property
    def last(self) -> int:
        """Return the highest position."""
        if self.stops:
            return len(self.stops) - 1
        if self.integer and not self.log and self.maximum - self.minimum <= POSITIONS:
            return max(1, round((self.maximum - self.minimum) / (self.step or 1)))
        return POSITIONS

    @property
    def single_step(self) -> int:
        """Return how many positions an arrow key moves."""
        if self.last < POSITIONS:
            return 1
        if self.step and not self.log and self.maximum > self.minimum:
            return max(1, round(self.step / (self.maximum - self.minimum) * POSITIONS))
        return POSITIONS // 100

    def value_at(self, position: int) -> float:
        """Return the value of a position, rounded as a person would write it."""
        if self.stops:
            return self.stops[min(max(position, 0), len(self.stops) - 1)]
        share = position / self.last
        if share <= 0:
            return self.minimum
        if share >= 1:
            return self.maximum
        return self._tidy(self._raw(share))

    def position_of(self, value: float) -> int:
        """Return the nearest position; values outside stay at the ends."""
        if self.stops:
            return self._nearest_stop(value)
        value = min(max(value, self.minimum), self.maximum)
        if self.maximum == self.minimum:
            return 0
        if not self._logarithmic:
            return round((value - self.minimum) / (self.maximum - self.minimum) * self.last)
        low, high = self._log_ends
        return round((math.log(max(value, math.exp(low))) - low) / (high - low) * self.last)

    def _nearest_stop(self, value: float) -> int:
        at = bisect_left(self.stops, value)
        around = [index for index in (at - 1, at) if 0 <= index < len(self.stops)]
        return min(around, key=lambda index: abs(self.stops[index] - value))

    @property
    def _logarithmic(self) -> bool:
        return self.log and self.maximum > 0

    @property
    def _log_ends(self) -> tuple[float, float]:
        """Return the ends in logarithms; a range from 0 starts four decades below its end."""
        low = self.minimum if self.minimum > 0 else self.maximum * 1e-4
        return math.log(low), math.log(self.maximum)

    def _raw(self, share: float) -> float:
        if self._logarithmic:
            low, high = self._log_ends
            return math.exp(low + share * (high - low))
        return self.minimum + share * (self.maximum - self.minimum)

    def _tidy(self, value: float) -> float:
        if self.step and not self.log:
            steps = round((value - self.minimum) / self.step)
            value = self.minimum + steps * self.step
        elif self.log:
            value = _significant(value, 2)
        else:
            value = round(value, _decimals_for(self.maximum - self.minimum))
        value = round(value) if self.integer else round(value, 12)
        return min(max(value, self.minimum), self.maximum)


def _significant(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}") if value else 0.0


def _decimals_for(reach: float) -> int:
    """Return decimals that tell some hundred values of a range apart."""
    return max(0, 2 - math.floor(math.log10(reach))) if reach > 0 else 2
