"""Views get a share of the worker's time and no more."""

from __future__ import annotations

from collections import deque

SHARE = 0.03  # of the worker's time while training; the promise is 0.10, drawing needs some too
_SAVED_S = 0.06  # of unspent time that may be used at once
_LEAST_S = 1e-4  # what must be saved before a view is allowed again
_WINDOW_S = 2.0  # over which the share is told


class Governor:
    """Save a share of the time that passes; views are paid from it, and may owe the last one."""

    def __init__(self, share: float = SHARE) -> None:
        self._share = share
        self._saved_s = _SAVED_S
        self._at: float | None = None
        self._spent: deque[tuple[float, float]] = deque()  # (when, seconds) within the window

    def allows(self, now: float) -> bool:
        """Say whether a view may be computed now."""
        if self._at is not None:
            self._saved_s = min(_SAVED_S, self._saved_s + self._share * max(0.0, now - self._at))
        self._at = now
        return self._saved_s > 0

    def wait_s(self, now: float) -> float:
        """Return the seconds until a view is allowed."""
        if self._at is None:
            return 0.0
        return (
            max(0.0, _LEAST_S - self._saved_s) / self._share - (now - self._at) if self._saved_s <= 0 else 0.0
        )

    def spend(self, now: float, seconds: float, owed: bool = True) -> None:
        """Pay for a view; one that is not owed counts in the share and holds nothing back."""
        if owed:
            self._saved_s -= seconds
        self._spent.append((now, seconds))

    def share(self, now: float) -> float:
        """Return the share of the last two seconds that went into views."""
        while self._spent and self._spent[0][0] < now - _WINDOW_S:
            self._spent.popleft()
        return sum(seconds for _, seconds in self._spent) / _WINDOW_S

    def rest(self) -> None:
        """Forget debts and savings: training pauses, views cost it nothing."""
        self._saved_s, self._at = _SAVED_S, None
        self._spent.clear()
