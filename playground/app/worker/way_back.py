"""What is told while an earlier step of the run is gone back to: how far it is, every so often."""

from __future__ import annotations

from collections.abc import Callable

from playground.app.messages import Message, Note
from playground.app.texts import tr
from playground.core.sentences import thousands

_TELL_EVERY_S = 0.3  # the first time, too: what is quick is not told


class WayBack:
    """Tell of one way back in sentences for the status bar; the clock is handed in."""

    def __init__(self, tell: Callable[[Message], None], step: int, clock: Callable[[], float]) -> None:
        self._tell, self._step, self._clock = tell, step, clock
        self._first: int | None = None  # where it begins
        self._last = clock()  # when it was told
        self._spoke = False

    def reached(self, step: int) -> None:
        """Note a step between."""
        self._first = step if self._first is None else self._first
        if self._clock() < self._last + _TELL_EVERY_S:
            return
        self._last, self._spoke = self._clock(), True
        part = (step - self._first) / max(1, self._step - self._first)
        words = tr("Going back to step {step}: {percent} %")
        self._tell(Note(words.format(step=thousands(self._step), percent=round(100 * part))))

    def left(self) -> None:
        """Say that the step was not reached."""
        words = tr("Going back to step {step} was left: the run stays as it is.")
        self._tell(Note(words.format(step=thousands(self._step))))
        self._spoke = False

    def end(self) -> None:
        """Take back how far it is."""
        if self._spoke:
            self._tell(Note(""))
