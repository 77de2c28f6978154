"""What all gestures share."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from playground.gui.canvas.scene import CanvasScene
from playground.gui.canvas.surface import Surface


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is, with the keys held."""

    scene: QPointF
    view: QPointF  # pixels of the viewport
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    def holds(self, key: Qt.KeyboardModifier) -> bool:
        """Tell whether a modifier is held."""
        return bool(self.keys & key)


class Gesture:
    """One gesture from press to release; Esc cancels it and everything goes back."""

    def __init__(self, view: Surface, start: Pointer) -> None:
        self.view = view
        self.start = start

    @property
    def scene(self) -> CanvasScene:
        """Return the canvas scene."""
        return self.view.canvas

    def move(self, at: Pointer) -> None:
        """Follow the pointer."""

    def release(self, at: Pointer) -> None:
        """Do what was meant."""

    def cancel(self) -> None:
        """Leave everything as it was."""

    def holds(self) -> frozenset[str]:
        """Return the blocks without which the gesture has no sense any more."""
        return frozenset()

    def let_go(self) -> None:
        """End where such a block is gone, or another network is shown."""
        self.cancel()

    def paint(self, painter: QPainter) -> None:
        """Draw guides over the scene, in its coordinates."""

    def far(self, at: Pointer, pixels: float = 4.0) -> bool:
        """Tell whether the pointer has left the spot where it was pressed."""
        return (at.view - self.start.view).manhattanLength() >= pixels
