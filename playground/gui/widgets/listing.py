"""What all lists of rows share: their plain look, and keys of their own that the window leaves to them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

Keys = Mapping[Qt.Key, str]
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def dress(view: QAbstractItemView, several: bool = True) -> None:
    """Take frame and editing away, scroll by pixels, and let several be selected or one."""
    modes = QAbstractItemView.SelectionMode
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setSelectionMode(modes.ExtendedSelection if several else modes.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setMouseTracking(True)
    view.setTabKeyNavigation(False)


def dress_table(view: QTableView, height: int, several: bool = True) -> None:
    """Make a table one of whole rows, each `height` px, without lines between them."""
    dress(view, several)
    view.setShowGrid(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(height)


def meant(event: QKeyEvent, keys: Keys) -> str:
    """Return what a key means among a list's own; "" where it is none of them."""
    return keys.get(Qt.Key(event.key()), "") if event.modifiers() in _PLAIN else ""


def claims(event: QEvent, keys: Keys, all_at_once: bool = False) -> bool:
    """Keep a list's own keys from the window's commands; True where the event was one and is dealt with.

    With `all_at_once` the key that selects all selects all of the list.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    everything = all_at_once and event.matches(QKeySequence.StandardKey.SelectAll)
    if not everything and not meant(event, keys):
        return False
    event.accept()
    return True
