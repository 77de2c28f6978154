"""The signals by which the system asks the program to end, taken over only where nobody else did."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP


def take_over(handle: Callable[[int, FrameType | None], None]) -> dict[int, Any]:
    """Handle what asks for an end, and return the handlers that stood there before.

    What was ignored stays ignored (`nohup`, jobs in the background), and handlers of others stay theirs.
    """
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():  # signals arrive nowhere else
        for number in (getattr(signal, name) for name in SIGNALS if hasattr(signal, name)):
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                before[number] = signal.signal(number, handle)
    return before


def give_back(before: dict[int, Any]) -> None:
    """Let the handlers stand again that stood there before."""
    for number, handler in before.items():
        signal.signal(number, handler)
