"""What all pages share that are shown in place of the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class CoverPage(QWidget):
    """A page in place of the canvas and its docks; Esc leaves it where its parts have no use for it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoFillBackground(True)

    def begin(self) -> None:
        """Show what there is now and take the keyboard: it has just come before the canvas."""
        raise NotImplementedError

    def leave(self) -> None:
        """Give the canvas its place back, and end what went on for the page alone."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
