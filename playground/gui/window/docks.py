"""Which panel stands where: docks, their sizes for each window size, and how they are remembered."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar, QWidget

from playground.gui.theme.tokens import STATUS_HEIGHT, TIME_HEIGHT, TOOLBAR_HEIGHT
from playground.gui.window.filling import Filling
from playground.gui.window.measures import FREE, right_width

STATE_VERSION = 2
BARS = TOOLBAR_HEIGHT + STATUS_HEIGHT + 12  # px: the bars but the time strip, and the lines between docks
LEAST_SQUARE = 200  # px of height that a map can still be read at
_PLENTY = 190  # px for each of those that share the height

_Area = Qt.DockWidgetArea
_Feature = QDockWidget.DockWidgetFeature


class Docks(QObject):
    """Lay out the window's docks."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._docks: dict[str, QDockWidget] = {}
        self._belongs: dict[str, bool] = {}
        self._shares: dict[str, tuple[float, float]] = {}  # of the docks beside the canvas
        self._strip = TIME_HEIGHT  # px: today's height of the time strip
        self._shown = True
        self._first = QByteArray()
        self._filling = Filling(window)
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, _Area.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, _Area.RightDockWidgetArea),
        ):
            window.setCorner(corner, area)
        window.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
        )

    def add(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea,
            share: tuple[float, float] | None = None) -> None:  # fmt: skip
        """Put a panel into a dock of its own; those beside the canvas say their share of the height."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        self._fill(dock, widget)
        dock.setTitleBarWidget(QWidget(dock))
        dock.setFeatures(_Feature.NoDockWidgetFeatures)
        dock.topLevelChanged.connect(lambda floating: self._on_floated(dock, floating))
        dock.installEventFilter(self)
        self._window.addDockWidget(area, dock)
        self._docks[name] = dock
        self._belongs[name] = True
        if share is not None:
            self._shares[name] = share

    def fill(self, name: str, widget: QWidget) -> None:
        """Put a panel in the place that is kept for it."""
        self._fill(self._docks[name], widget)
        widget.show()

    def take(self, name: str) -> None:
        """Let go of a panel, with whatever size it likes; its place stays."""
        self._filling.end()
        dock = self._docks[name]
        dock.setFloating(False)
        panel = dock.widget()
        panel.setMinimumSize(0, 0)
        panel.setMaximumSize(FREE, FREE)
        self._fill(dock, QWidget())
        self.show(name, False)

    def maximise(self, name: str) -> None:
        """Let a panel fill the window, or put it back."""
        self._filling.toggle(self._docks[name])

    def heighten(self, name: str, height: int) -> None:
        """Give a dock another height, px; what lies above or below it gives way."""
        self._window.resizeDocks([self._docks[name]], [height], Qt.Orientation.Vertical)

    @staticmethod
    def _fill(dock: QDockWidget, widget: QWidget) -> None:
        widget.setAutoFillBackground(True)
        dock.setWidget(widget)

    def dock(self, name: str) -> QDockWidget:
        """Return a dock by name."""
        return self._docks[name]

    def beside(self) -> QRect:
        """Return the room in the window that the docks at the right of the canvas take, empty for none."""
        room = QRect()
        for dock in self._docks.values():
            at_right = self._window.dockWidgetArea(dock) == _Area.RightDockWidgetArea
            if at_right and dock.isVisible() and not dock.isFloating():
                room = room.united(dock.geometry())
        return room

    def show(self, name: str, shown: bool) -> None:
        """Say whether a dock belongs to what is open; canvas-only hides it all the same."""
        self._belongs[name] = shown
        self._docks[name].setVisible(shown and self._shown)

    def show_all(self, shown: bool) -> None:
        """Show every dock that belongs to what is open, or none."""
        self._filling.end()
        self._shown = shown
        for name, dock in self._docks.items():
            dock.setVisible(shown and self._belongs[name])

    def detach(self, name: str) -> None:
        """Let a panel be a window of its own, or come back."""
        self._filling.end()
        dock = self._docks[name]
        if dock.isFloating():
            dock.setFloating(False)
            return
        place = dock.mapToGlobal(dock.rect().topLeft())
        size = dock.size()
        dock.setFeatures(_Feature.DockWidgetFloatable | _Feature.DockWidgetClosable)
        dock.setFloating(True)
        dock.move(place.x() - 48, place.y() + 48)
        dock.resize(size.width(), max(size.height(), 240))

    def _on_floated(self, dock: QDockWidget, floating: bool) -> None:
        """Give a window of its own a title, and one that comes back none."""
        before = dock.titleBarWidget()
        dock.setTitleBarWidget(None if floating else QWidget(dock))  # type: ignore[arg-type]
        if before is not None:
            before.deleteLater()
        if floating:
            dock.setFeatures(_Feature.DockWidgetFloatable | _Feature.DockWidgetClosable)
            dock.widget().setMinimumHeight(120)
            dock.widget().setMaximumHeight(FREE)
        else:
            dock.setFeatures(_Feature.NoDockWidgetFeatures)
            self._set_heights(right_width(self._window.width()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring a panel back when its own window is closed."""
        if event.type() == QEvent.Type.Close and isinstance(watched, QDockWidget) and watched.isFloating():
            event.ignore()
            watched.setFloating(False)
            watched.show()
            return True
        return False

    def fit(self, width: int, strip: int) -> None:
        """Give docks beside the canvas widths that suit the window, and the heights the time strip leaves."""
        self._strip = strip
        right = right_width(width)
        docks = [self._docks[name] for name in self._shares if not self._docks[name].isFloating()]
        for dock in docks:
            dock.widget().setMinimumWidth(right)
        self._window.resizeDocks(docks, [right] * len(docks), Qt.Orientation.Horizontal)
        self._set_heights(right)

    def _set_heights(self, width: int) -> None:
        """Give panels with square contents the height that goes with a width, the others the rest.

        Where the rest would be too little for them, the square ones are as high as they leave room.
        """
        standing = [name for name in self._shares if not self._docks[name].isFloating()]
        square = [name for name in standing if hasattr(self._docks[name].widget(), "height_for")]
        sharing = [name for name in standing if name not in square and self._belongs[name]]
        room = self._window.height() - BARS - self._strip - sum(self._least(name) for name in sharing)
        for name in square:
            panel: Any = self._docks[name].widget()
            panel.setFixedHeight(min(panel.height_for(width), max(LEAST_SQUARE, room)))
        if len(sharing) > 1:
            self._share_out(sharing)

    def square_heights(self, width: int) -> tuple[int, ...]:
        """Return how high panels with square contents would be: what is open decides on it."""
        panels: list[Any] = [self._docks[name].widget() for name in self._shares if self._belongs[name]]
        return tuple(each.height_for(right_width(width)) for each in panels if hasattr(each, "height_for"))

    def _least(self, name: str) -> int:
        panel = self._docks[name].widget()
        return panel.minimumHeight() or panel.minimumSizeHint().height()  # the first wins, as in Qt's layouts

    def _share_out(self, names: list[str]) -> None:
        """Share out the height that some docks have together."""
        layout = self._window.layout()
        assert layout is not None  # every main window has one
        layout.activate()  # the heights below are those of today
        docks = [self._docks[name] for name in names]
        rest = sum(dock.height() for dock in docks)
        shares = [self._shares[name][rest <= _PLENTY * len(names)] for name in names]
        heights = [round(rest * share / sum(shares)) for share in shares]
        self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)

    def remember_first(self) -> None:
        """Take today's arrangement as the one that reset restores."""
        self._first = self._window.saveState(STATE_VERSION)

    def reset(self) -> None:
        """Put everything where it was at first."""
        self._filling.end()
        for dock in self._docks.values():
            dock.setFloating(False)
        self._window.restoreState(self._first, STATE_VERSION)
        self.show_all(self._shown)

    def state(self) -> str:
        """Return the arrangement as text."""
        self._filling.end()
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
