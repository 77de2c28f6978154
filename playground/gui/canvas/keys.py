"""Keys on the canvas; what the window has as a shortcut never arrives here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from playground.gui.canvas.commands import CanvasCommands
from playground.gui.canvas.navigation import STEP
from playground.gui.canvas.walk import ARROWS

Chord = tuple[Qt.KeyboardModifier, int]
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Keys:
    """Turn key events into what the canvas can do."""

    def __init__(self, view: CanvasCommands) -> None:
        self._view = view
        self._table: dict[Chord, Callable[[], object]] = {
            (NONE, Qt.Key.Key_F): view.fit,
            (NONE, Qt.Key.Key_1): lambda: view.zoom_to(1.0),
            (CONTROL, Qt.Key.Key_Plus): lambda: view.zoom_by(STEP),
            (CONTROL, Qt.Key.Key_Equal): lambda: view.zoom_by(STEP),
            (CONTROL, Qt.Key.Key_Minus): lambda: view.zoom_by(1 / STEP),
            (NONE, Qt.Key.Key_Delete): view.delete_selected,
            (NONE, Qt.Key.Key_Backspace): view.delete_selected,
            (CONTROL, Qt.Key.Key_D): view.duplicate_selected,
            (CONTROL, Qt.Key.Key_A): view.select_all,
            (CONTROL, Qt.Key.Key_Period): view.apply_first_fix,
            (NONE, Qt.Key.Key_F8): view.next_problem,
            (NONE, Qt.Key.Key_C): view.walk.start_wire,
            (NONE, Qt.Key.Key_Return): view.enter,
            (NONE, Qt.Key.Key_Enter): view.enter,
            (NONE, Qt.Key.Key_Escape): view.escape,
        }

    def wants(self, event: QKeyEvent) -> bool:
        """Tell whether a key comes here although the window has a shortcut for it."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            return event.modifiers() == NONE and self._view.hasFocus()  # held, it pans
        if key == Qt.Key.Key_Escape:
            return self._view.busy
        return key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._view.chosen_edge is not None

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means; False when it means nothing here."""
        if event.key() == Qt.Key.Key_Space and event.modifiers() == NONE:
            if not event.isAutoRepeat():
                self._view.hold_space(True)
            return True
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers & CONTROL:  # a plus may need Shift
            modifiers &= ~Qt.KeyboardModifier.ShiftModifier
        if event.key() in ARROWS and modifiers == NONE:
            by_pixels = self._view.pixel_cursor.is_on and not self._view.walk.connecting
            (self._view.pixel_cursor if by_pixels else self._view.walk).arrow(Qt.Key(event.key()))
            return True
        action = self._table.get((modifiers, event.key()))
        if action is not None:
            action()
        return action is not None

    def release(self, event: QKeyEvent) -> bool:
        """Tell a tap of Space from a hold."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._view.space_held:
            return False  # pressed on a button that lies here, it has trained already
        self._view.hold_space(False)
        return True
