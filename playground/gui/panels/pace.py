"""Calls that come more often than anybody can see are drawn together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

NUMBERS_MS = 100  # ten times a second
CURVES_MS = 66  # fifteen times a second
PICTURES_MS = 50  # twenty times a second
FIGURES_MS = 100  # matrices and lists of samples: they come twice a second, with the bar's figures


# After what is drawn at once, so that no frame draws everything: the window answers between them.
MAP_LAG_MS, CURVES_LAG_MS, NUMBERS_LAG_MS = 10, 20, 30


class Pace(QTimer):
    """Run an action soon after it is asked for, and again at most every so often; the last wish is kept."""

    def __init__(
        self, parent: QObject, interval_ms: int, action: Callable[[], object], lag_ms: int = 0
    ) -> None:
        super().__init__(parent, singleShot=True)
        self._rest_ms, self._lag_ms = interval_ms, lag_ms
        self._action, self._wanted = action, False
        self.timeout.connect(self._rested)

    def ask(self) -> None:
        """Run the action after its lag, or when the last time is long enough ago."""
        self._wanted = True
        if self.isActive():
            return
        if self._lag_ms:
            self.start(self._lag_ms)
        else:
            self._rested()

    def at_once(self) -> None:
        """Run the action now: a person waits for it."""
        self._wanted = True
        self._rested()

    def _rested(self) -> None:
        if self._wanted:
            self._wanted = False
            self._action()
            self.start(self._rest_ms)
