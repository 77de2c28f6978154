"""A violet word with a chevron that opens a short menu: 2-D ⌄."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QAction, QFont, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, CONTROL_HEIGHT, MEDIUM, SEMIBOLD
from playground.gui.widgets.buttons import PaintedButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box, chevron_down, text, width_of
from playground.gui.widgets.plain import add_action

LOW = 18  # px of height beside small words


class MenuLink(PaintedButton):
    """`chosen(key)` when a person picks an entry."""

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        current: str,
        name: str,
        parent: QWidget | None = None,
        *,
        low: bool = False,
    ) -> None:
        super().__init__("", "", parent)
        self._name, self._low = name, low  # low: as a caption
        self._options: dict[str, str] = {}
        self.menu = QMenu(self)
        self.menu.triggered.connect(self._on_triggered)
        self.set_options(options, current)
        self.clicked.connect(self.open_menu)

    def set_options(self, options: Sequence[tuple[str, str]], current: str) -> None:
        """Offer other entries without telling anyone."""
        if dict(options) != self._options:
            self._options = dict(options)
            self.menu.clear()
            for key, words in options:
                action = add_action(self.menu, words)
                action.setData(key)
                action.setCheckable(True)
        self.set_current(current)

    @property
    def _font(self) -> QFont:
        return font(CAPTION, MEDIUM) if self._low else font(BODY, SEMIBOLD)

    def current(self) -> str:
        """Return the key of the entry shown."""
        return self._current

    def set_current(self, key: str) -> None:
        """Show an entry without telling anyone."""
        self._current = key
        self.set_text(self._options[key])
        self.setAccessibleName(f"{self._name}: {self._options[key]}")
        for action in self.menu.actions():
            action.setChecked(action.data() == key)

    def open_menu(self) -> None:
        """Open the menu beneath the word."""
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _on_triggered(self, action: QAction) -> None:
        self.set_current(str(action.data()))
        self.chosen.emit(self._current)

    def sizeHint(self) -> QSize:
        """Return word and chevron."""
        return QSize(round(width_of(self.text(), self._font)) + 32, LOW if self._low else CONTROL_HEIGHT)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw word and chevron, and a ground under the pointer."""
        tokens = current_theme().tokens
        if self.hovered():
            box(painter, QRectF(self.rect()), 6, tokens.accent_ground)
        rect = QRectF(self.rect()).adjusted(8, 0, 0, 0)
        text(painter, rect, self.text(), tokens.accent_text, self._font)
        chevron_down(painter, QPointF(self.width() - 13, self.height() / 2), tokens.accent_text)
