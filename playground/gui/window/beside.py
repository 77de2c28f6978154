"""The canvas and what stands beside it within the window's middle: the code of the network."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from playground.gui.window.measures import code_width


class Beside(QWidget):
    """Give the canvas all the room that the pane beside it does not need."""

    def __init__(self, stage: QWidget) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(stage, 1)
        self._pane: QWidget | None = None
        self._line = QFrame()
        self._line.setFrameShape(QFrame.Shape.VLine)
        self._line.setObjectName("divider")
        self._line.hide()
        self._row.addWidget(self._line)
        self.setFocusProxy(stage)
        self._stage = stage
        self._page: QWidget | None = None  # that covers both
        self._pane_was_open = False  # when it did

    def put(self, pane: QWidget) -> None:
        """Put a pane beside the canvas, hidden at first."""
        pane.hide()
        self._pane = pane
        self._row.addWidget(pane)

    @property
    def is_open(self) -> bool:
        """Say whether the pane is shown."""
        return self._pane is not None and not self._pane.isHidden()

    def show_pane(self, shown: bool) -> None:
        """Show the pane, or no longer."""
        if self._pane is not None:
            self._pane.setVisible(shown)
            self._line.setVisible(shown)

    def cover(self, page: QWidget | None) -> None:
        """Show a page in place of canvas and pane; None shows them again."""
        if page is not None and self._row.indexOf(page) < 0:
            self._row.addWidget(page, 1)
        if page is not None:
            self._pane_was_open = self.is_open
            self.show_pane(False)
        elif self._page is not None:
            self._page.hide()
            self.show_pane(self._pane_was_open)
        self._stage.setVisible(page is None)
        if page is not None:
            page.show()
        self._page = page

    def fit(self, window_width: int) -> None:
        """Give the pane the width that suits a window."""
        if self._pane is not None:
            self._pane.setFixedWidth(code_width(window_width))
