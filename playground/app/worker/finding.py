"""The search for a learning rate in the worker: one rate at a time, between whatever else there is to do."""

from __future__ import annotations

from collections.abc import Callable

from playground.app import messages as said
from playground.core.training.rate_finder import RateFinder
from playground.core.training.session import Session

_TELL_EVERY_S = 0.05


class Finding:
    """Hold one search, and tell how far it is; the clock is handed in."""

    def __init__(self, tell: Callable[[said.Message], None], clock: Callable[[], float]) -> None:
        self._tell, self._clock = tell, clock
        self._finder: RateFinder | None = None
        self._told = 0.0

    @property
    def goes_on(self) -> bool:
        """Say whether rates are left to try."""
        return self._finder is not None

    def begin(self, session: Session | None) -> None:
        """Search by a copy of a run as it stands."""
        self._finder = None if session is None else RateFinder(session.record())
        self._told = self._clock()

    def work(self) -> None:
        """Try one more rate."""
        if self._finder is None:
            return
        found = self._finder.advance()
        if found.over:
            self._finder = None
        if found.over or self._clock() > self._told + _TELL_EVERY_S:
            self._told = self._clock()
            self._tell(said.RateTested(found))

    def leave(self) -> None:
        """Search no more, and say so."""
        if self._finder is not None:
            self._finder = None
            self._tell(said.RateTested(None))
