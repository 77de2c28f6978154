"""What one part of the window asks of one view, and the newest answer to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from psygnal import Signal

from playground.core.views.key import ViewKey
from playground.core.views.spec import Snapshot

AskView = Callable[["Subscription", ViewKey | None], tuple[Snapshot, int | None] | None]


class Subscription:
    """Ask a view with options of one's own; the answer before stays until the next one has come."""

    answered = Signal()  # there is a newer answer, or none any more

    def __init__(self, view: str, turn: AskView, clock: Callable[[], float]) -> None:
        self._view, self._turn, self._clock = view, turn, clock
        self._came = 0.0  # when the answer did
        self._key: ViewKey | None = None
        self._answer: Snapshot | None = None
        self.moment: int | None = None  # the earlier step that all answers were of when this came

    @property
    def key(self) -> ViewKey | None:
        """Return what is asked; None: nothing."""
        return self._key

    @property
    def answer(self) -> Snapshot | None:
        """Return what is to be shown: the newest answer, or what was shown before until it comes."""
        return self._answer

    @property
    def seconds(self) -> float:
        """Return how long ago the answer came."""
        return self._clock() - self._came

    def ask(self, options: Mapping[str, Any] | None = None) -> None:
        """Ask from now on with these options; what somebody else has asked already is there at once."""
        key = ViewKey.of(self._view, options)
        if key == self._key:
            return
        known = self._turn(self, key)
        self._key = key
        if known is not None:
            self.receive(*known)
            self.answered.emit()

    def stop(self) -> None:
        """Ask for nothing any more, and forget."""
        if self._key is not None:
            self._turn(self, None)
        self._key, self._answer = None, None

    def receive(self, answer: Snapshot | None, moment: int | None = None) -> None:
        """Take the newest answer, None: what it was of is gone."""
        self._answer, self._came, self.moment = answer, self._clock(), moment
