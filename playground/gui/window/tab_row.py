"""The tabs of the bottom dock: those there is room for, the others behind one button; none is ever cut."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from playground.app.texts import tr
from playground.gui.theme.tokens import CONTROL_HEIGHT, SPACE_L, SPACE_S
from playground.gui.widgets.buttons import IconButton
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.plain import add_action
from playground.gui.widgets.tabs import TabBar
from playground.gui.window.measures import TABS_HEIGHT

_BUTTONS = 3 * CONTROL_HEIGHT + 4 * SPACE_S


class TabRow(QWidget):
    """Show tabs, a quiet sentence and the button that opens what is folded."""

    chosen = Signal(str)  # key of the tab that a person takes
    folding = Signal()  # the chevron was pressed
    spreading = Signal()  # the panel is to be large, or as before
    menu_wanted = Signal(str, QPoint)  # of a tab, at a place of the screen

    def __init__(self) -> None:
        super().__init__()
        self.tabs = TabBar()
        self._offered: dict[str, bool] = {}
        self._hint = ElidedLabel("", color="text2", align=Qt.AlignmentFlag.AlignRight)
        self._more = IconButton("ellipsis", tr("More tabs"))
        self.chevron = IconButton("chevron-up", tr("Open the panel"))
        self.larger = IconButton("maximize-2", tr("Make the panel large"))
        self.larger.clicked.connect(self.spreading)
        self.tabs.tabBarDoubleClicked.connect(lambda _index: self.spreading.emit())
        self._more.clicked.connect(self.open_menu)
        self.chevron.clicked.connect(self.folding)
        self.tabs.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tabs.customContextMenuRequested.connect(self._on_menu)
        self.tabs.tabBarClicked.connect(self._on_clicked)
        self.tabs.chosen.connect(self.chosen)
        self._lay_out()

    def _lay_out(self) -> None:
        self.setFixedHeight(TABS_HEIGHT)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, 0, SPACE_L, 0)
        row.setSpacing(SPACE_S)
        for widget in (self.tabs, self._more):
            row.addWidget(widget)
        row.addWidget(self._hint, 1)
        row.addWidget(self.larger)
        row.addWidget(self.chevron)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # or no dock gets narrow
        self._more.hide()

    def add(self, key: str, title: str, at: int | None = None) -> None:
        """Add a tab, the last one or at a place."""
        self.tabs.add(key, title, at)
        self._offered[key] = True
        self.fit()

    def remove(self, key: str) -> None:
        """Let a tab go."""
        self.tabs.remove(key)
        del self._offered[key]
        self.fit()

    def offer(self, key: str, offered: bool) -> None:
        """Offer a tab, or leave it out where it makes no sense."""
        self._offered[key] = offered
        self.fit()

    def show_tab(self, key: str) -> None:
        """Mark a tab as the open one; one from behind the button takes the last place."""
        self.tabs.set_current(key)
        self.fit()

    def set_hint(self, words: str) -> None:
        """Show a quiet sentence at the right end."""
        self._hint.set_text(words)

    def set_folded(self, folded: bool) -> None:
        """Say whether the panel below is folded away."""
        self.chevron.set_icon("chevron-up" if folded else "chevron-down")
        self.chevron.set_tip(tr("Open the panel") if folded else tr("Close the panel"))

    def set_large(self, large: bool) -> None:
        """Say whether the panel below is large."""
        self.larger.set_icon("minimize-2" if large else "maximize-2")
        self.larger.set_tip(tr("Make the panel small again") if large else tr("Make the panel large"))

    def hidden_tabs(self) -> list[str]:
        """Return the keys of the tabs that are offered but have no room."""
        return [key for key in self._keys() if not self.tabs.isTabVisible(self.tabs.index_of(key))]

    def _keys(self) -> list[str]:
        """Return the keys of all tabs that are offered, in their order."""
        keys = [str(self.tabs.tabData(index)) for index in range(self.tabs.count())]
        return [key for key in keys if self._offered[key]]

    def fit(self) -> None:
        """Show the tabs that there is room for, the open one always among them."""
        keys, room = self._keys(), self.width() - 2 * SPACE_L - _BUTTONS
        current = self.tabs.current_key()
        left = room - (self._wide(current) if current in keys else 0)
        shown = {current}
        for key in keys:
            left -= self._wide(key) if key != current else 0
            if left < 0:
                break
            shown.add(key)
        self.tabs.show_only(shown.intersection(keys))
        self._more.setVisible(not shown.issuperset(keys))
        self.tabs.setMinimumWidth(self.tabs.sizeHint().width())

    def _wide(self, key: str) -> int:
        return self.tabs.tabSizeHint(self.tabs.index_of(key)).width()

    def open_menu(self) -> None:
        """Show the tabs that have no room."""
        self.build_menu().popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def build_menu(self) -> QMenu:
        """Return the tabs that have no room as a menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in self.hidden_tabs():
            words = self.tabs.tabText(self.tabs.index_of(key))
            add_action(menu, words, lambda _checked=False, key=key: self.chosen.emit(key))
        return menu

    def _on_menu(self, at: QPoint) -> None:
        """Ask for the menu of the tab there; by the key, of the open one."""
        index = self.tabs.tabAt(at)
        key = str(self.tabs.tabData(index)) if index >= 0 else self.tabs.current_key()
        self.menu_wanted.emit(key, self.tabs.mapToGlobal(at))

    def _on_clicked(self, index: int) -> None:
        """Tell of a press on the open tab too: it may be folded away."""
        if index >= 0 and index == self.tabs.currentIndex():
            self.chosen.emit(self.tabs.current_key())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many tabs as there is room for."""
        super().resizeEvent(event)
        self.fit()
