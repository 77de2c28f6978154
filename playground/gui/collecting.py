"""Garbage is collected in the window's thread, between two events, and nowhere else.

Python collects by itself in whichever thread allocates next, the one that trains among them, and in the
middle of a paint. Qt's objects must die in the thread they live in and not under the feet of the event that
is being delivered: seen were a crash and a process that stood still, both in a collection. A tick therefore
does what Python would do, by Python's thresholds.
"""

from __future__ import annotations

import gc
from time import monotonic

from PySide6.QtCore import QObject, QTimer

TICK_MS = 100
WHOLE_S = 30.0  # between two searches of everything that lives, which take tens of milliseconds


class Collector(QObject):
    """Collect garbage as long as it lives, in the thread that made it; Python's own collections are off."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._whole_due = monotonic() + WHOLE_S
        timer = QTimer(self, interval=TICK_MS)
        timer.timeout.connect(self.tick)
        timer.start()

    def tick(self) -> None:
        """Collect the oldest generation whose threshold is passed, if any."""
        over = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        whole = over[2] and monotonic() >= self._whole_due
        if whole:
            gc.collect()
            self._whole_due = monotonic() + WHOLE_S
        elif over[1] or over[2]:
            gc.collect(1)
        elif over[0]:
            gc.collect(0)
