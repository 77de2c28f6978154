"""The left dock gives its room to a U that was opened and is read whole only without it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.app.workspace import Workspace
from playground.gui.canvas.look import CAPTIONS_FROM
from playground.gui.canvas.navigation import LEAST_READABLE, MARGIN
from playground.gui.canvas.view import CanvasView
from playground.gui.window.measures import RAIL


class Yielding(QObject):
    """Decide once an opening whether the dock folds, so that nothing moves while one builds."""

    changed = Signal()

    def __init__(self, workspace: Workspace, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._opening = True  # what is open has not been drawn with its sizes yet
        self._needed = 0.0  # width of the U that was opened, in px at 100 %
        workspace.document_replaced.connect(self.decide)
        canvas.adapted.connect(self._look)

    def decide(self) -> None:
        """Decide anew, as for a project that was just opened."""
        self._opening = True
        self._look()

    def _look(self) -> None:
        if self._opening and self._canvas.sizes_known:
            self._opening = False
            self._need(u_width(self._canvas))

    def keep(self) -> None:
        """Leave the dock open until another project is opened: the person wants it."""
        self._need(0.0)

    def _need(self, width: float) -> None:
        if width != self._needed:
            self._needed = width
            self.changed.emit()

    def folds(self, dock: int, canvas: int) -> bool:
        """Tell whether a dock so wide folds beside a canvas so wide, both in px."""
        if not self._needed:
            return False
        now, then = (self._scale(width) for width in (canvas, canvas + dock - RAIL))
        return now < CAPTIONS_FROM and then >= LEAST_READABLE

    def _scale(self, canvas: float) -> float:
        return (canvas - 2 * MARGIN) / self._needed


def u_width(canvas: CanvasView) -> float:
    """Return how wide a network is that stands level by level, in px at 100 %; 0 for others."""
    return canvas.canvas.network_rect().width() if canvas.canvas.wires.bands.bands else 0.0
