"""Single keys belong to the control that has the focus before they are shortcuts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QWidget

_PRESSED_BY_SPACE = (QAbstractButton, QComboBox, QAbstractItemView)


class KeyGuard(QObject):
    """Let Space press a control reached by Tab, instead of starting the training."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim Space for the focused control."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() == Qt.Key.Key_Space and self._wants_space(watched):
                event.accept()
                return True
        return False

    @staticmethod
    def _wants_space(watched: QObject) -> bool:
        return isinstance(watched, _PRESSED_BY_SPACE) and isinstance(watched, QWidget) and watched.hasFocus()
