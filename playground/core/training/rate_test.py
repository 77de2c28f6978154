"""What a search for a learning rate has found, without torch: losses at growing rates, and what they suggest.

The range test is L. N. Smith's ("Cyclical Learning Rates for Training Neural Networks", WACV 2017). How the
losses are smoothed, where it ends and which rate is suggested follow `lr_find` of fastai (J. Howard and
S. Gugger, "fastai: A Layered API for Deep Learning", Information 11, 2020), whose "valley" is the default.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

COUNT = 100  # rates that are tried
LEAST, MOST = 1e-7, 10.0  # the first of them and the last
_SMOOTH = 0.98  # weight of the losses so far
_EXPLODED = 4.0  # times the lowest loss
SKIPPED = COUNT // 10  # at first nothing is known
_EXPLODING = 5  # at last everything is
_LEAST_FALL = 3  # rates in a row, of which anything can be said


def rate_at(index: int) -> float:
    """Return a rate that is tried; they grow evenly on a logarithmic scale."""
    return float(LEAST * (MOST / LEAST) ** (index / (COUNT - 1)))


@dataclass(frozen=True)
class RateTest:
    """What is known so far: the loss at each rate that was tried, and what that suggests."""

    rates: tuple[float, ...] = ()
    losses: tuple[float, ...] = ()  # smoothed
    over: bool = False
    suggestion: float | None = None  # None: not over yet, or the loss falls nowhere
    mean: float = 0.0  # of the losses so far, weighed, from which the next is smoothed

    @property
    def share(self) -> float:
        """Return how much of it is done, of the most it may take."""
        return 1.0 if self.over else len(self.rates) / COUNT

    def further(self, loss: float) -> RateTest:
        """Return what is known with the loss at the next rate; it is over where that explodes."""
        count = len(self.rates)
        mean = _SMOOTH * self.mean + (1 - _SMOOTH) * loss
        smoothed = mean / (1 - _SMOOTH ** (count + 1))
        rates, losses = self.rates, self.losses
        if math.isfinite(smoothed):
            rates, losses = (*rates, rate_at(count)), (*losses, smoothed)
        exploded = not smoothed < _EXPLODED * min(self.losses, default=math.inf)
        over = exploded or len(rates) == COUNT
        return RateTest(rates, losses, over, suggested(rates, losses) if over else None, mean)


def suggested(rates: Sequence[float], losses: Sequence[float]) -> float | None:
    """Return the rate in the middle of the longest stretch in which the loss falls; None without one.

    The first rates and the last, where the loss explodes, are left out.
    """
    first, last = longest_fall(losses[SKIPPED:-_EXPLODING])
    return rates[SKIPPED + (first + last) // 2] if last - first >= _LEAST_FALL else None


def longest_fall(losses: Sequence[float]) -> tuple[int, int]:
    """Return where the longest row of ever lower losses ends, and before that as many places as it has."""
    length: list[int] = []
    for at, loss in enumerate(losses):
        length.append(1 + max((length[each] for each in range(at) if losses[each] > loss), default=0))
    end = max(range(len(length)), key=length.__getitem__, default=0)
    return (end - length[end] + 1, end) if length else (0, 0)
