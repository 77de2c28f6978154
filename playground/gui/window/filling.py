"""One panel over everything between the bars, until Esc or the same command again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget


class Filling(QWidget):
    """Borrow a dock's panel and hand it back."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._dock: QDockWidget | None = None
        self._panel: QWidget | None = None
        self._limits = (0, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setAutoFillBackground(True)
        window.installEventFilter(self)
        self.hide()

    def toggle(self, dock: QDockWidget) -> None:
        """Let a dock's panel fill the window, or put it back."""
        same = dock is self._dock
        self.end()
        if not same:
            self._begin(dock)

    def end(self) -> None:
        """Hand the panel back, if there is one."""
        dock, self._dock = self._dock, None
        if dock is None:
            return
        panel, self._panel = self._panel, None
        assert panel is not None  # it was taken from the dock
        self._column.removeWidget(panel)
        panel.setMinimumHeight(self._limits[0])
        panel.setMaximumHeight(self._limits[1])
        dock.setWidget(panel)
        panel.show()
        self.hide()

    def _begin(self, dock: QDockWidget) -> None:
        panel = dock.widget()
        self._panel = panel
        self._dock, self._limits = dock, (panel.minimumHeight(), panel.maximumHeight())
        area = self._area()
        panel.setMinimumHeight(0)
        panel.setMaximumHeight(16_777_215)
        self._column.addWidget(panel)
        self.setGeometry(area)
        self.show()
        self.raise_()
        panel.show()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()

    def _area(self) -> QRect:
        """Return what lies between the bars."""
        central = self._window.centralWidget()
        area = central.geometry() if central is not None else QRect()
        for dock in self._window.findChildren(QDockWidget):
            if dock.isVisible() and not dock.isFloating():
                area = area.united(dock.geometry())
        return area

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() == QEvent.Type.Resize and self._dock is not None:
            self.end()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)
