"""Calls that come more often than anybody can see are drawn together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

NUMBERS_MS = 100  # ten times a second
CURVES_MS = 66  # fifteen times a second
PICTURES_MS = 50  # twenty times a second


class Pace(QTimer):
    """Run an action at once when it is asked for, and again at most every so often; the last wish is kept."""

    def __init__(self, parent: QObject, interval_ms: int, action: Callable[[], object]) -> None:
        super().__init__(parent, singleShot=True, interval=interval_ms)
        self._action, self._wanted = action, False
        self.timeout.connect(self._rested)

    def ask(self) -> None:
        """Run the action now, or when the last time is long enough ago."""
        if self.isActive():
            self._wanted = True
            return
        self._action()
        self.start()

    def _rested(self) -> None:
        if self._wanted:
            self._wanted = False
            self._action()
            self.start()
