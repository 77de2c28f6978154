"""How many steps come next, and when: evenly at a set pace, in small chunks as fast as it goes."""

from __future__ import annotations

from math import inf

from playground.core.project.values import Speed

STEPS_PER_SECOND = {"1/s": 1.0, "2/s": 2.0, "5/s": 5.0, "10/s": 10.0, "20/s": 20.0, "50/s": 50.0}
EPOCHS_PER_SECOND = {"1x": 10.0, "10x": 100.0}
TICK_S = 1 / 30  # between chunks at an even pace
CHUNK_S = 0.02  # the longest a chunk should take, so that requests and views get their turn
_FORGIVEN_S = 0.25  # of delay; more than that is not caught up
_GROWTH = 4  # the most by which a chunk grows over the one before


def steps_wanted(speed: Speed, steps_per_epoch: int) -> float:
    """Return how many steps a second a pace asks for; infinitely many for as fast as it goes."""
    if speed in STEPS_PER_SECOND:
        return STEPS_PER_SECOND[speed]
    return EPOCHS_PER_SECOND[speed] * steps_per_epoch if speed in EPOCHS_PER_SECOND else inf


class Pacer:
    """Decide by the clock that is handed in; it never waits itself."""

    def __init__(self, speed: Speed = "max", chunk_s: float = CHUNK_S) -> None:
        self.speed: Speed = speed
        self._chunk_s = chunk_s
        self._steps_per_epoch = 1
        self._step_s = 0.0  # smoothed seconds a step; 0: not known yet
        self._last = 0  # steps of the last chunk
        self._origin = 0.0
        self._done = 0

    def begin(self, now: float, steps_per_epoch: int, same_model: bool = False) -> None:
        """Count from now; another model's steps take another time."""
        self._origin, self._done = now, 0
        self._steps_per_epoch = max(steps_per_epoch, 1)
        if not same_model:
            self._step_s, self._last = 0.0, 0

    def wait_s(self, now: float) -> float:
        """Return the seconds until the next chunk is due; 0: now."""
        if self.speed == "max":
            return 0.0
        rate = self._rate()
        return max(0.0, (max(1.0, rate * TICK_S) - self._owed(now)) / rate)

    def chunk(self, now: float) -> int:
        """Return how many steps to take now."""
        fitting = self._fitting()
        if self.speed == "max":
            return fitting
        owed = self._owed(now)
        if owed > max(1.0, self._rate() * TICK_S) + self._rate() * _FORGIVEN_S:
            self._origin, self._done = now, 0
        return max(1, min(int(owed), fitting))

    def took(self, steps: int, seconds: float) -> None:
        """Learn from a chunk."""
        if steps <= 0:
            return
        self._done += steps
        self._last = steps
        each = seconds / steps
        self._step_s = each if not self._step_s else 0.7 * self._step_s + 0.3 * each

    def _rate(self) -> float:
        return steps_wanted(self.speed, self._steps_per_epoch)

    def _owed(self, now: float) -> float:
        return (now - self._origin) * self._rate() - self._done

    def _fitting(self) -> int:
        """Return how many steps fit into a chunk; one while nothing is known, then growing."""
        if not self._step_s:
            return 1
        return max(1, min(int(self._chunk_s / self._step_s), _GROWTH * max(self._last, 1)))
