"""Do something once a widget has been painted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class PaintWatch(QObject):
    """Watch one widget until its next paint.

    Overriding `event` would do, but for good: everything in a window is painted within one event of it, and
    Python's lock would be held meanwhile, for which training waits.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._action: Callable[[], None] | None = None

    def once(self, action: Callable[[], None]) -> None:
        """Run an action after the next paint, when Qt is back in its loop."""
        self._action = action
        self._widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the paint and look away."""
        if event.type() == QEvent.Type.Paint and self._action is not None:
            self._widget.removeEventFilter(self)
            action, self._action = self._action, None
            QTimer.singleShot(0, self._widget, action)
        return False
