"""Views get a share of the worker's time and no more, each from an account of its own."""

from __future__ import annotations

from collections import deque

from playground.core.views.key import ViewKey

SHARE = 0.07  # of the worker's time while training; with what drawing takes, 0.10 is the promise
_SAVED_S = 0.06  # of unspent time that may be used at once, by all
_LEAST_S = 1e-4  # what must be saved before a view is allowed again
_WINDOW_S = 2.0  # over which the share is told


class Governor:
    """Save a share of the time that passes, equal parts for all questions that are asked.

    Each is paid from its account and may owe the last answer, so that a costly one starves no other. What a
    full account cannot take goes to the others.
    """

    def __init__(self, share: float = SHARE) -> None:
        self._share = share
        self._saved_s: dict[ViewKey, float] = {}
        self._at: float | None = None
        self._spent: deque[tuple[float, float]] = deque()  # (when, seconds) within the window

    def open(self, key: ViewKey) -> None:
        """Open an account, as full as one may be."""
        self._saved_s.setdefault(key, 0.0)
        self._saved_s = {each: min(saved, self._most_s) for each, saved in self._saved_s.items()}
        self._saved_s[key] = self._most_s

    def close(self, key: ViewKey) -> None:
        """Close an account; its debts are forgotten."""
        self._saved_s.pop(key, None)

    def allows(self, key: ViewKey, now: float) -> bool:
        """Say whether a question may be answered now."""
        if self._at is not None:
            self._save(self._share * max(0.0, now - self._at))
        self._at = now
        return self._saved_s[key] > 0

    def wait_s(self, key: ViewKey, now: float) -> float:
        """Return the seconds until a question may be answered, if no account gets full meanwhile."""
        saved = self._saved_s[key]
        if self._at is None or saved > 0:
            return 0.0
        return max(0.0, _LEAST_S - saved) / (self._share / len(self._open)) - (now - self._at)

    def spend(self, key: ViewKey, now: float, seconds: float, owed: bool = True) -> None:
        """Pay for an answer; one that is not owed counts in the share and holds nothing back."""
        if owed:
            self._saved_s[key] -= seconds
        self._spent.append((now, seconds))

    def share(self, now: float) -> float:
        """Return the share of the last two seconds that went into views."""
        while self._spent and self._spent[0][0] < now - _WINDOW_S:
            self._spent.popleft()
        return sum(seconds for _, seconds in self._spent) / _WINDOW_S

    def rest(self) -> None:
        """Forget debts and savings: training pauses, views cost it nothing."""
        self._saved_s = dict.fromkeys(self._saved_s, self._most_s)
        self._at = None
        self._spent.clear()

    @property
    def _most_s(self) -> float:
        return _SAVED_S / max(1, len(self._saved_s))

    @property
    def _open(self) -> list[ViewKey]:
        """Return the accounts that can take something."""
        return [key for key, saved in self._saved_s.items() if saved < self._most_s]

    def _save(self, seconds: float) -> None:
        """Share out what was earned, until all of it is taken or every account is full."""
        most = self._most_s
        while seconds > 0 and (takers := self._open):
            each, seconds = seconds / len(takers), 0.0
            for key in takers:
                room = most - self._saved_s[key]
                self._saved_s[key] = most if room <= each else self._saved_s[key] + each
                seconds += max(0.0, each - room)
