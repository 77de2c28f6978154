"""The dock below the canvas: tabs, and a panel that stands there while it has something to say.

In a low window the panel opens over the canvas when it is asked for.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from playground.gui.window.measures import FREE, LOW_STRIP, PANEL_HEIGHT, STRIP, TABS_HEIGHT
from playground.gui.window.stage import Flyout, Stage
from playground.gui.window.tab_row import TabRow

_AFTER_PRESS_MS = 30  # a block pressed now must not be covered before the button is let go


class BottomDock(QWidget):
    """Hold panels by key behind a tab bar."""

    opened = Signal(str)  # key of the panel that is seen now
    unfolded = Signal()  # the panel took its room from the canvas
    height_wanted = Signal(int)  # px, of what stands below the canvas: a person made the panel large or small

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self.row = TabRow()
        self.tabs = self.row.tabs
        self._stack = QStackedWidget()
        self._flyout = Flyout(stage, Qt.Edge.BottomEdge, PANEL_HEIGHT)
        self._panels: dict[str, QWidget] = {}
        self._low = self._folded = False
        self._quiet: set[str] = set()  # panels that have nothing to say
        self._asked = False  # a person opened the panel that is seen, quiet or not
        self._shut = False  # a person folded it
        self._large = False
        self._settle = QTimer(self, singleShot=True, interval=_AFTER_PRESS_MS)
        self._settle.timeout.connect(self._fold_or_stand)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.row)
        self._column.addWidget(self._stack, 1)
        self.row.chosen.connect(self.show_panel)
        self.row.folding.connect(self.toggle)
        self.row.spreading.connect(self.spread)
        self._flyout.closed.connect(self._on_flyout_closed)
        self._fold(True)

    def add(self, key: str, title: str, panel: QWidget, at: int | None = None) -> None:
        """Add a panel behind a new tab, the last one or at a place."""
        self._panels[key] = panel
        self._stack.addWidget(panel)
        self.row.add(key, title, at)

    def remove(self, key: str) -> None:
        """Let go of a panel; its tab goes."""
        self.offer(key, False)
        self._stack.removeWidget(self._panels.pop(key))
        self.row.remove(key)

    def offer(self, key: str, offered: bool, instead: str = "") -> None:
        """Offer a panel, or leave it out where it makes no sense; another takes its place, else the first."""
        if not offered and self.current() == key:
            self._fall_back(instead if instead in self._panels else next(iter(self._panels)))
        self.row.offer(key, offered)

    def _fall_back(self, key: str) -> None:
        """Show another panel, without opening what is folded away: nobody asked for this one."""
        self._asked = False
        self._flyout.shut()
        self._bring_forward(key)
        self._fold_or_stand()

    def _bring_forward(self, key: str) -> None:
        self.row.show_tab(key)
        self._stack.setCurrentWidget(self._panels[key])

    def set_hint(self, words: str) -> None:
        """Show a quiet sentence at the right end of the tabs."""
        self.row.set_hint(words)

    def set_quiet(self, key: str, quiet: bool) -> None:
        """Note that a panel has nothing to say now, or something again; it folds or stands by that."""
        (self._quiet.add if quiet else self._quiet.discard)(key)
        if self.current() == key:
            self._asked = self._shut = False
            self._settle.start()

    def current(self) -> str:
        """Return the key of the current tab."""
        return self.tabs.current_key()

    def show_panel(self, key: str) -> None:
        """Bring a panel into view, opening it over the canvas where there is no room below it."""
        self._bring_forward(key)
        self._asked, self._shut = True, False
        if self._low:
            self._open_flyout()
        else:
            self._fold(False)
        self.opened.emit(key)

    def toggle(self) -> None:
        """Open the panel or fold it away."""
        if not self.is_open:
            self.show_panel(self.current())
        elif self._low:
            self._flyout.shut()
        else:
            self._shut = True
            self._fold(True)

    def spread(self) -> None:
        """Make the panel large, the network a strip above it; or as it was."""
        self._large = not self._large
        self.row.set_large(self._large)
        if not self.is_open:
            self.show_panel(self.current())
        room = self._stage.height()
        self._flyout.set_size(room - LOW_STRIP if self._large else PANEL_HEIGHT)
        if self._low:
            self._stage.set_beneath(self._flyout.height())
            self.height_wanted.emit(TABS_HEIGHT)
        else:
            whole = room + self.height()
            self.height_wanted.emit(whole - STRIP if self._large else TABS_HEIGHT + PANEL_HEIGHT)

    @property
    def is_open(self) -> bool:
        """Tell whether a panel can be seen."""
        return self._flyout.isVisible() if self._low else not self._folded

    def shut_over_canvas(self) -> None:
        """Take away a panel that was opened over the canvas; one that stands below it stays."""
        self._flyout.shut()

    def set_low(self, low: bool) -> None:
        """Fold the panels away in a low window, or let them stand below the canvas again."""
        if low == self._low:
            return
        self._low = low
        if not low:
            self.shut_over_canvas()
        self._fold_or_stand()

    def _fold_or_stand(self) -> None:
        """Stand below the canvas while there is something to say, not under a button that is held."""
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._settle.start()
            return
        quiet = self.current() in self._quiet and not self._asked
        self._fold(self._low or quiet or self._shut or not self._panels)

    def _fold(self, folded: bool) -> None:
        if folded == self._folded:
            return
        self._folded = folded
        self._stack.setVisible(not folded or self._flyout.isVisible())
        self.row.set_folded(folded and not self._flyout.isVisible())
        self.setMinimumHeight(TABS_HEIGHT if folded else TABS_HEIGHT + PANEL_HEIGHT)
        self.setMaximumHeight(TABS_HEIGHT if folded else FREE)
        if not folded:
            self.unfolded.emit()

    def _open_flyout(self) -> None:
        if not self._flyout.isVisible():
            self._flyout.open(self._stack)
            self._stage.set_beneath(self._flyout.height())
        self.row.set_folded(False)

    def _on_flyout_closed(self) -> None:
        """Take the panels back from over the canvas, however they were closed."""
        self._column.addWidget(self._stack, 1)
        self._stack.setVisible(not self._folded)
        self._stage.set_beneath(0)
        self.row.set_folded(self._folded)
