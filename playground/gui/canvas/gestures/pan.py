"""Pan by the middle button, or by the left one while Space is held."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from playground.gui.canvas.gestures.base import Gesture, Pointer
from playground.gui.canvas.surface import Surface


class Pan(Gesture):
    """Move the scene with the pointer."""

    def __init__(self, view: Surface, start: Pointer) -> None:
        super().__init__(view, start)
        self._last = QPointF(start.view)
        view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, at: Pointer) -> None:
        """Move the scene along."""
        self.view.navigator.pan(at.view - self._last)
        self._last = QPointF(at.view)

    def release(self, at: Pointer) -> None:
        """Let go."""
        self.view.show_cursor()

    def cancel(self) -> None:
        """Let go where the scene is."""
        self.view.show_cursor()
