"""How the window's process ends: at a signal as at the close button, and never inside PyTorch."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from playground.app.signals import give_back, take_over

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

LOOK_MS = 200  # Qt's loop runs no Python by itself, and so no handler of a signal


class Ending:
    """Note a wish to end that comes by a signal, and carry it out where no import or paint is torn apart.

    A KeyboardInterrupt would be raised wherever Python happens to be: a virtual of Qt's swallows it, an
    import of an extension aborts the process. So the handler only counts, and a timer looks.
    """

    def __init__(self) -> None:
        self._asked = self._answered = 0
        self.code = 0  # what the process ends with if the wish is granted
        self.holds = False  # something is open that wants to be closed

    def pressed(self, number: int, frame: FrameType | None) -> None:
        """Count a wish; while nothing is open there is nothing to close, and the process leaves at once."""
        self._asked += 1
        self.code = 130 if number == signal.SIGINT else 0
        if not self.holds:
            os._exit(self.code)

    def follow(self, parent: QObject, close: Callable[[], object], end: Callable[[], object]) -> None:
        """Close, which may ask the person, at the first wish; end without a question at the next."""
        from PySide6.QtCore import QTimer

        timer = QTimer(parent, interval=LOOK_MS)
        timer.timeout.connect(lambda: self._look(parent, close, end))
        timer.start()

    def _look(self, parent: QObject, close: Callable[[], object], end: Callable[[], object]) -> None:
        from PySide6.QtCore import QTimer

        if self._answered == self._asked:
            return
        first, self._answered = not self._answered, self._asked
        # Not here: a question waits in a loop of its own, and a timer is silent until its slot returns.
        QTimer.singleShot(0, parent, close if first else end)


@contextmanager
def ending() -> Iterator[Ending]:
    """Take over the signals that ask for an end."""
    made = Ending()
    before = take_over(made.pressed)
    try:
        yield made
    finally:
        give_back(before)


def leave(code: int) -> int:
    """Return the exit code, or end the process with it where a thread of ours is still inside PyTorch.

    An import or a step of PyTorch cannot be interrupted. Python ends such a thread by unwinding it when it
    next wants the interpreter, in the middle of C++ that allows no unwinding: "terminate called without an
    active exception". Everything is saved and closed by now, so nothing is lost by leaving without that.
    """
    if any(thread.daemon for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
