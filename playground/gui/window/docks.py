"""Which panel stands where: docks, their sizes for each window size, and how they are remembered."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar, QWidget

from playground.gui.window.measures import left_width, right_width
from playground.gui.window.side import SideDock

STATE_VERSION = 1
MAP_EXTRA = 46  # px of header and legend beyond the square map

_Area = Qt.DockWidgetArea


class Docks(QObject):
    """Lay out the window's docks."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._docks: dict[str, QDockWidget] = {}
        self._belongs: dict[str, bool] = {}
        self._shown = True
        self._first = QByteArray()
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, _Area.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, _Area.RightDockWidgetArea),
        ):
            window.setCorner(corner, area)
        window.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
        )

    def add(
        self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea, *, fixed: bool = True
    ) -> None:
        """Put a panel into a dock of its own; `fixed` ones cannot be dragged away."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        self._fill(dock, widget)
        dock.setTitleBarWidget(QWidget(dock))
        movable = QDockWidget.DockWidgetFeature.DockWidgetMovable
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures if fixed else movable)
        self._window.addDockWidget(area, dock)
        self._docks[name] = dock
        self._belongs[name] = True

    def fill(self, name: str, widget: QWidget) -> None:
        """Put the real panel in the place that was kept for it."""
        self._fill(self._docks[name], widget)

    @staticmethod
    def _fill(dock: QDockWidget, widget: QWidget) -> None:
        widget.setAutoFillBackground(True)
        dock.setWidget(widget)

    def dock(self, name: str) -> QDockWidget:
        """Return a dock by name."""
        return self._docks[name]

    def show(self, name: str, shown: bool) -> None:
        """Say whether a dock belongs to what is open; canvas-only hides it all the same."""
        self._belongs[name] = shown
        self._docks[name].setVisible(shown and self._shown)

    def show_all(self, shown: bool) -> None:
        """Show every dock that belongs to what is open, or none."""
        self._shown = shown
        for name, dock in self._docks.items():
            dock.setVisible(shown and self._belongs[name])

    def fit(self, width: int, side: SideDock) -> None:
        """Give the docks the widths that suit a window width."""
        side.set_width(left_width(width))
        right = right_width(width)
        docks = [dock for name, dock in self._docks.items() if name in ("map", "curves")]
        for dock in docks:
            dock.widget().setMinimumWidth(right)
        self._window.resizeDocks(docks, [right] * len(docks), Qt.Orientation.Horizontal)
        self._docks["map"].widget().setFixedHeight(right + MAP_EXTRA)

    def remember_first(self) -> None:
        """Take today's arrangement as the one that reset restores."""
        self._first = self._window.saveState(STATE_VERSION)

    def reset(self) -> None:
        """Put everything where it was at first."""
        self._window.restoreState(self._first, STATE_VERSION)

    def state(self) -> str:
        """Return the arrangement as text."""
        return bytes(self._window.saveState(STATE_VERSION).toBase64().data()).decode()

    def restore(self, state: str) -> None:
        """Take an arrangement back; one that does not fit changes nothing."""
        if state:
            self._window.restoreState(QByteArray.fromBase64(state.encode()), STATE_VERSION)


def bar(window: QMainWindow, name: str, widget: QWidget, area: Qt.ToolBarArea) -> QToolBar:
    """Put a widget into a bar that spans the window."""
    made = QToolBar(window)
    made.setObjectName(name)
    made.setMovable(False)
    made.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    made.setContentsMargins(0, 0, 0, 0)
    made.addWidget(widget)
    window.addToolBar(area, made)
    return made
