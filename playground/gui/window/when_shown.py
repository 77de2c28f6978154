"""The place of a panel that is built when it is first seen: a window need not wait for what nobody sees."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.gui.widgets.focus import reach_before


class WhenShown(QWidget):
    """Ask for the height that the panel will ask for, and hold it from the first look on."""

    def __init__(self, make: Callable[[], QWidget], height: int) -> None:
        super().__init__()
        self._make: Callable[[], QWidget] | None = make
        self.setMinimumHeight(height)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Build the panel, in the order of Tab where this place is."""
        super().showEvent(event)
        if self._make is None:
            return
        panel, self._make = self._make(), None
        self._column.addWidget(panel)
        reach_before(panel, self)
        panel.show()  # the children of a widget are shown before it hears of it
        self._column.activate()
