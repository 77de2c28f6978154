"""Single keys belong to the control that has the focus before they are shortcuts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QWidget

_PRESSED_BY_SPACE = (QAbstractButton, QComboBox, QAbstractItemView)


class KeyGuard(QObject):
    """Let Space press a control reached by Tab, instead of starting the training.

    It watches the control with the focus alone: a filter in Python of every event would hold Python's lock
    while Qt paints, and training would wait for it.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._on_focus)

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, _PRESSED_BY_SPACE):
            old.removeEventFilter(self)
        if isinstance(new, _PRESSED_BY_SPACE):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim Space for the focused control."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() == Qt.Key.Key_Space:
                event.accept()
                return True
        return False
