"""The slim bar above the canvas: one sentence and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.banners import Banner as BannerValue
from playground.app.workspace import Workspace
from playground.gui.widgets.banner import Banner

_TONES = {"good": "good", "info": "accent", "question": "accent", "bad": "bad"}


class BannerBar(QWidget):
    """Show the workspace's banner; a question has buttons, Enter takes the first and Esc leaves it."""

    said = Signal()  # another sentence, or none
    left = Signal()  # by Esc: the keyboard goes back to the canvas

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._banner = Banner()
        self._banner.acted.connect(self._on_acted)
        self._banner.closed.connect(workspace.notices.leave)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 0)
        layout.addWidget(self._banner)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)
        workspace.notices.banner_changed.connect(self.show_banner)
        self.show_banner(workspace.notices.banner)

    def show_banner(self, banner: BannerValue | None) -> None:
        """Say the banner's sentence, or nothing."""
        self.setVisible(banner is not None)
        if banner is None:
            self._banner.dismiss()
            self.said.emit()
            return
        named = tuple((str(index), action.title) for index, action in enumerate(banner.actions))
        tone = _TONES[banner.tone]
        if banner.tone == "question" or len(named) > 1:
            self._banner.say(banner.text, tone, buttons=named)
        else:
            self._banner.say(banner.text, tone, link=named[0] if named else None)
        self.said.emit()

    def height_in(self, width: int) -> int:
        """Return the height that it needs in so many pixels."""
        edges = self._row.contentsMargins()
        inner = width - edges.left() - edges.right()
        return self._banner.height_in(inner) + edges.top() + edges.bottom()

    def take_keyboard(self) -> None:
        """Put the focus on the first action."""
        self._banner.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Esc, or take the button in focus by Enter."""
        if event.key() == Qt.Key.Key_Escape:
            self._workspace.notices.leave()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._banner.press_focused()
        else:
            super().keyPressEvent(event)

    def _on_acted(self, key: str) -> None:
        banner = self._workspace.notices.banner
        if banner is None:
            return
        self._workspace.notices.show_banner(None)
        banner.actions[int(key)].run()
