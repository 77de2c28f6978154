"""How often the window draws while training goes as fast as it can: as often as a share of its time allows.

Drawing and training take turns with Python's lock, so what the window draws, training loses. The worker's
governor does the same for the views themselves.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from playground.app.live import LiveState
from playground.app.worker.pacing import steps_wanted

SHARE = 0.025  # of the time, for everything the window's thread does
LEAST_MS, MOST_MS = 33, 600  # between two pumps
HURRIED_MS = 5  # while somebody waits to see another step
_NEW = 0.3  # weight of the newest cost in the mean


class Thrift:
    """Turn the processor time of the window's thread into the time until the next pump."""

    def __init__(self, busy: Callable[[], float] = time.thread_time) -> None:
        self._busy = busy
        self._spent_s = busy()
        self._cost_s = 0.0  # of one pump and all it leads to, smoothed

    def interval_ms(self, live: LiveState) -> int:
        """Return the time until the next pump; call it once a pump."""
        spent = self._busy()
        cost = spent - self._spent_s
        self._spent_s = spent
        if not at_the_limit(live):
            self._cost_s = 0.0
            return LEAST_MS
        self._cost_s = cost if not self._cost_s else _NEW * cost + (1 - _NEW) * self._cost_s
        return round(min(MOST_MS, max(LEAST_MS, 1e3 * self._cost_s / SHARE)))


def at_the_limit(live: LiveState) -> bool:
    """Tell whether training goes as fast as it can, so that drawing would slow it down."""
    if not live.running:
        return False
    if live.speed == "max":
        return True
    return 0 < live.steps_per_second < 0.9 * steps_wanted(live.speed, live.steps_per_epoch)
