"""How many steps a second the run takes, told every so often."""

from __future__ import annotations

from collections import deque

_TELL_EVERY_S = 0.1
_WINDOW_S = 1.0


class Tempo:
    """Count the steps of the last second; the clock is handed in."""

    def __init__(self) -> None:
        self._steps: deque[tuple[float, int]] = deque()  # (when, steps) within the window
        self._told = 0.0

    def took(self, now: float, steps: int) -> None:
        """Note steps that are done."""
        self._steps.append((now, steps))

    def rest(self) -> None:
        """Forget what was before a rest."""
        self._steps.clear()

    def due(self, now: float) -> bool:
        """Say whether it is time to tell it again, which counts as told."""
        if now < self._told + _TELL_EVERY_S:
            return False
        self._told = now
        return True

    def rate(self, now: float) -> float:
        """Return the steps a second."""
        while self._steps and self._steps[0][0] < now - _WINDOW_S:
            self._steps.popleft()
        span = now - self._steps[0][0] if self._steps else 0.0
        taken = sum(steps for _, steps in self._steps) - (self._steps[0][1] if self._steps else 0)
        return taken / span if span > 0 else 0.0
