"""Space trains wherever nothing is typed: Enter presses a control of the window, both one of a dialog.

Letters and digits in a list of choices choose there, and are no keys of the window.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QMainWindow,
    QWidget,
)

_PRESSED_BY_SPACE = (QAbstractButton, QComboBox, QAbstractItemView)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)


class KeyGuard(QObject):
    """Keep Space for the training in the window, and for the control with the focus everywhere else.

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
        """Claim Space for a control of a dialog, letters for a list of choices, which opens by Enter."""
        if not isinstance(event, QKeyEvent) or event.modifiers() not in _PLAIN:
            return False
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(watched, QWidget):
            return self._claimed(watched, event)
        opens = event.type() == QEvent.Type.KeyPress and event.key() in _ENTER
        if opens and isinstance(watched, QComboBox):
            watched.showPopup()
            return True
        return False

    def _claimed(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Keep from the window a key that is meant for the control with the focus."""
        pressed = event.key() == Qt.Key.Key_Space and not isinstance(watched.window(), QMainWindow)
        chosen = event.text().isalnum() and isinstance(watched, QComboBox)
        if pressed or chosen:
            event.accept()
        return pressed or chosen
