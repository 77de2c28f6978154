"""The dock below the canvas: tabs, and in a low window a panel that opens over the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.gui.theme.tokens import SPACE_L
from playground.gui.widgets.buttons import IconButton
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.tabs import TabBar
from playground.gui.window.measures import PANEL_HEIGHT, TABS_HEIGHT
from playground.gui.window.stage import Flyout, Stage


class BottomDock(QWidget):
    """Hold panels by key behind a tab bar."""

    opened = Signal(str)  # key of the panel that is seen now

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self.tabs = TabBar()
        self._stack = QStackedWidget()
        self._hint = ElidedLabel("", color="text2", align=Qt.AlignmentFlag.AlignRight)
        self._chevron = IconButton("chevron-up", tr("Open the panel"))
        self._chevron.clicked.connect(self.toggle)
        self._flyout = Flyout(stage, Qt.Edge.BottomEdge, PANEL_HEIGHT)
        self.tabs.setUsesScrollButtons(True)  # there may be more tabs than a narrow window has room for
        self._panels: dict[str, QWidget] = {}
        self._low = False
        self._lay_out()
        self.tabs.chosen.connect(self._on_chosen)

    def _lay_out(self) -> None:
        head = QWidget()
        head.setFixedHeight(TABS_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(SPACE_L, 0, SPACE_L, 0)
        row.addWidget(self.tabs)
        row.addWidget(self._hint, 1)
        row.addWidget(self._chevron)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(head)
        self._column.addWidget(self._stack, 1)
        self._chevron.hide()

    def add(self, key: str, title: str, panel: QWidget, at: int | None = None) -> None:
        """Add a panel behind a new tab, the last one or at a place."""
        self._panels[key] = panel
        self._stack.addWidget(panel)
        self.tabs.add(key, title, at)

    def remove(self, key: str) -> None:
        """Let go of a panel; its tab goes."""
        self.offer(key, False)
        self._stack.removeWidget(self._panels.pop(key))
        self.tabs.remove(key)

    def offer(self, key: str, offered: bool) -> None:
        """Offer a panel, or leave it out where it makes no sense."""
        if not offered and self.current() == key:
            self._fall_back(next(iter(self._panels)))
        self.tabs.setTabVisible(self.tabs.index_of(key), offered)

    def _fall_back(self, key: str) -> None:
        """Show another panel, without opening what is folded away."""
        if self.is_open:
            self.show_panel(key)
        else:
            self.tabs.set_current(key)
            self._stack.setCurrentWidget(self._panels[key])

    def set_hint(self, words: str) -> None:
        """Show a quiet sentence at the right end of the tabs."""
        self._hint.set_text(words)

    def current(self) -> str:
        """Return the key of the current tab."""
        return self.tabs.current_key()

    def show_panel(self, key: str) -> None:
        """Bring a panel into view, opening it over the canvas where it is folded away."""
        self.tabs.set_current(key)
        self._stack.setCurrentWidget(self._panels[key])
        if self._low:
            self._open_flyout()
        self.opened.emit(key)

    def _on_chosen(self, key: str) -> None:
        self.show_panel(key)

    def toggle(self) -> None:
        """Open or close the panel over the canvas."""
        if self._flyout.isVisible():
            self._close_flyout()
        else:
            self.show_panel(self.current())

    @property
    def is_open(self) -> bool:
        """Tell whether a panel can be seen."""
        return not self._low or self._flyout.isVisible()

    def set_low(self, low: bool) -> None:
        """Fold the panels away in a low window, or stand them below the canvas again."""
        if low == self._low:
            return
        self._low = low
        if not low:
            self._close_flyout()
            self._column.addWidget(self._stack, 1)
        self._stack.setVisible(not low)
        self._chevron.setVisible(low)
        self.setFixedHeight(TABS_HEIGHT) if low else self._free_height()

    def _free_height(self) -> None:
        self.setMinimumHeight(TABS_HEIGHT + PANEL_HEIGHT)
        self.setMaximumHeight(16_777_215)

    def _open_flyout(self) -> None:
        if not self._flyout.isVisible():
            self._flyout.open(self._stack)
        self._after_flyout(PANEL_HEIGHT, "chevron-down", tr("Close the panel"))

    def _close_flyout(self) -> None:
        self._flyout.close_panel()
        self._after_flyout(0, "chevron-up", tr("Open the panel"))

    def _after_flyout(self, beneath: int, icon: str, tip: str) -> None:
        self._stage.beneath = beneath
        self._stage.place_banner()
        self._chevron.set_icon(icon)
        self._chevron.set_tip(tip)
