"""When a run that goes on is copied: at the end of an epoch where that is cheap, and every half minute."""

from __future__ import annotations

from collections.abc import Callable

LOST_S = 30.0  # of training, the most that a kill may cost
EVERY_S = LOST_S - 5.0  # the longest that training goes on without a copy: writing one takes a while, too
SHARE = 0.02  # of the time may be spent on copies at the ends of epochs
_GUESS_S = 0.04  # what a copy takes, until one was written
_BEHIND_S = (
    7.5  # from its taking until it is on the disk, until one was: a window that has just begun is busy
)


class Timing:
    """Decide by what copying took and the clock that is handed in."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = clock()
        self._cost_s, self._behind_s = _GUESS_S, _BEHIND_S
        self._busy = False  # a copy is being written meanwhile

    def begin(self) -> None:
        """Count from now: training starts, or another model is live."""
        self._last = self._clock()

    def due(self, epoch_ended: bool) -> bool:
        """Say whether to copy the run now."""
        waited = self._clock() - self._last
        cheap = not self._busy and self._cost_s <= SHARE * waited
        return waited >= self._longest_s or (epoch_ended and cheap)

    @property
    def _longest_s(self) -> float:
        """Return how long to wait at most: a copy that is long on its way sets out sooner.

        It may take twice as long as the last did, but half of the time goes into writing at most: of copies
        that take more than ten seconds each, more is lost.
        """
        behind = 2 * self._behind_s
        return EVERY_S if self._busy else min(EVERY_S, max(LOST_S - behind, behind))

    def taken(self) -> None:
        """Note that a copy was made, which somebody writes."""
        self._last, self._busy = self._clock(), True

    def written(self, seconds: float) -> None:
        """Note that the copy is on the disk, and what it took in all."""
        if self._busy:
            self._behind_s = self._clock() - self._last
        self._cost_s, self._busy = seconds, False
