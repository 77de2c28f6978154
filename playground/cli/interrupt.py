"""Ctrl+C, or being asked to end, asks for a stop; a second Ctrl+C is told what goes on, a third ends it."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Any

from playground.app.signals import give_back, take_over
from playground.app.texts import tr
from playground.cli.voice import note

SAVING = "Stopping: the weights are being saved. A third time ends at once and loses what is not saved yet."


class Interrupt:
    """Take over Ctrl+C and requests to end while it is entered; true once one came."""

    def __init__(self) -> None:
        self._asked = 0
        self._before: dict[int, Any] = {}

    def __bool__(self) -> bool:
        return self._asked > 0

    def __enter__(self) -> Interrupt:
        self._before = take_over(self._pressed)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        give_back(self._before)

    def ask(self) -> None:
        """Ask for a stop as Ctrl+C does."""
        self._asked = max(self._asked, 1)

    def _pressed(self, number: int, frame: FrameType | None) -> None:
        if number != signal.SIGINT:  # a terminal that closes may ask several times, and none of them means it
            self.ask()
            return
        self._asked += 1
        if self._asked == 2:
            note(tr(SAVING))
        elif self._asked > 2:
            raise KeyboardInterrupt
