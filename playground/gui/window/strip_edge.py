"""The upper edge of the time strip: dragged up it opens the strip, dragged down it folds it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

HEIGHT = 5  # px that take the pointer
FAR = 20  # px of a drag that mean it


class StripEdge(QWidget):
    """Say by `wanted` whether a drag opens (True) or folds; drawn by nobody, the cursor tells."""

    wanted = Signal(bool)

    def __init__(self, strip: QWidget) -> None:
        super().__init__(strip)
        self.setCursor(Qt.CursorShape.SplitVCursor)
        self._from: float | None = None  # where the drag began, on the screen: the strip itself moves

    def fit(self, width: int) -> None:
        """Lie along the upper edge of a strip of that width, over all that is there."""
        self.setGeometry(0, 0, width, HEIGHT)
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.globalPosition().y()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Open or fold once the pointer has come far enough; back again, the other way."""
        at = event.globalPosition().y()
        if self._from is not None and abs(at - self._from) >= FAR:
            self.wanted.emit(at < self._from)
            self._from = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = None
