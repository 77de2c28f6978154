"""The left dock: data and blocks above one another, or in a narrow window a rail that opens them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.gui.widgets.buttons import IconButton
from playground.gui.widgets.popups import popups_of
from playground.gui.window.measures import LEFT_NARROW, LEFT_WIDE, RAIL
from playground.gui.window.stage import Flyout, Stage


class SideDock(QWidget):
    """Hold the data panel and the palette in one scrolling column."""

    kept = Signal()  # the person wants it beside the canvas although it folded by itself

    def __init__(self, stage: Stage, data: QWidget, blocks: QWidget) -> None:
        super().__init__()
        self._column = _scrolling(data, blocks)
        self._flyout = Flyout(stage, Qt.Edge.LeftEdge, LEFT_NARROW)
        self._flyout.closed.connect(lambda: popups_of(self).forget(self._flyout))
        self._rail = self._make_rail()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._rail)
        layout.addWidget(self._column)
        self._layout = layout
        self._is_rail = False
        self._rail.hide()
        self.set_width(LEFT_WIDE)

    def _make_rail(self) -> QWidget:
        rail = QWidget()
        column = QVBoxLayout(rail)
        column.setContentsMargins(8, 12, 8, 12)
        for icon, tip in (("database", tr("Data")), ("blocks", tr("Blocks"))):
            button = IconButton(icon, tip, size=32)
            button.clicked.connect(self.toggle_flyout)
            column.addWidget(button)
        self._keep = IconButton("chevrons-right", tr("Keep data and blocks beside the canvas"), size=32)
        self._keep.clicked.connect(self.kept)
        column.addWidget(self._keep)
        column.addStretch(1)
        return rail

    def set_width(self, width: int, may_stay: bool = False) -> None:
        """Take a width; RAIL folds the panels into a rail, which opens for good where they `may_stay`."""
        self._keep.setVisible(may_stay)
        rail = width == RAIL
        if rail != self._is_rail:
            self._fold(rail)
        self.setFixedWidth(width)

    def _fold(self, rail: bool) -> None:
        self._is_rail = rail
        self._rail.setVisible(rail)
        if rail:
            self._column.hide()
            return
        self._flyout.shut()
        self._layout.addWidget(self._column)
        self._column.show()

    def toggle_flyout(self) -> None:
        """Open or close the column over the canvas, where only the rail is seen."""
        if self._flyout.isVisible():
            self._flyout.shut()
        elif self._is_rail:
            popups_of(self).open(self._flyout, self._flyout.shut, (self._rail,))
            self._flyout.open(self._column)

    def reveal(self) -> None:
        """Make sure that the panels can be seen."""
        if self._is_rail and not self._flyout.isVisible():
            self.toggle_flyout()

    def show_widget(self, widget: QWidget) -> None:
        """Scroll to a widget of the panels."""
        self._column.ensureWidgetVisible(widget, 0, 8)


class _Column(QScrollArea):
    """Scroll panels that are as wide with a bar beside them as without.

    Narrower cards are lower: at some heights the panels would need a bar with one width and none with the
    other, and Qt, which asks again within each answer, would find no end.
    """

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)
        self._inner = inner
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar's room free of panels."""
        self._inner.setFixedWidth(self.width() - self.verticalScrollBar().sizeHint().width())
        super().resizeEvent(event)


def _scrolling(*panels: QWidget) -> QScrollArea:
    inner = QWidget()
    layout = QVBoxLayout(inner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for index, panel in enumerate(panels):
        if index:
            layout.addWidget(_line())
        layout.addWidget(panel)
    layout.addStretch(1)
    return _Column(inner)


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setObjectName("divider")
    return line
