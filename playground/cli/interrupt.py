"""Ctrl+C, or being asked to end, asks for a stop; a second Ctrl+C is told what goes on, a third ends it."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

from playground.app.texts import tr
from playground.cli.voice import note

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
SAVING = "Stopping: the weights are being saved. A third time ends at once and loses what is not saved yet."


class Interrupt:
    """Take over Ctrl+C and requests to end while it is entered; true once one came.

    What was ignored stays ignored (`nohup`, jobs in the background), and handlers of others stay theirs.
    """

    def __init__(self) -> None:
        self._asked = 0
        self._before: dict[int, Any] = {}

    def __bool__(self) -> bool:
        return self._asked > 0

    def __enter__(self) -> Interrupt:
        if threading.current_thread() is threading.main_thread():  # signals arrive nowhere else
            for number in (getattr(signal, name) for name in SIGNALS if hasattr(signal, name)):
                if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                    self._before[number] = signal.signal(number, self._pressed)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

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
