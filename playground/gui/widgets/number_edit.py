"""A field for one number: typed values are checked, arrows step, Enter and Esc give the keyboard back."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.app.texts import tr
from playground.gui.theme import numbers
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import BODY, CONTROL_HEIGHT, SEMIBOLD


@dataclass(frozen=True)
class NumberRules:
    """Say which numbers a field takes and how it writes them; `percent` shows 0.2 as 20 %.

    With `above` the minimum itself is refused.
    """

    minimum: float
    maximum: float
    integer: bool = True
    unit: str = ""
    decimals: int | None = None
    percent: bool = False
    above: bool = False

    def write(self, value: float) -> str:
        """Return the value as shown."""
        if self.percent:
            return numbers.percent(value, self.decimals or 0)
        if self.integer:
            shown = numbers.integer(value)
        elif self.decimals is not None:
            shown = numbers.exact(value, self.decimals)
        else:
            shown = numbers.compact(value, 4)
        return f"{shown}{numbers.THIN}{self.unit}" if self.unit else shown

    def read(self, text: str) -> float | None:
        """Return the number a person typed, or None when it is none that fits."""
        value = self._number(text)
        if value is None:
            return None
        if not self._holds(value) or (self.integer and value != int(value)):
            return None
        return int(value) if self.integer else value

    def _number(self, text: str) -> float | None:
        value = numbers.parse(text.removesuffix(self.unit) if self.unit else text)
        return round(value / 100, 12) if value is not None and self.percent else value

    def refusal(self, text: str) -> str:
        """Return what is said of a text that is not taken."""
        value = self._number(text)
        if value is None and text.strip():
            return tr("No number: {wish}").format(wish=self.wish())
        if value is not None and self.integer and self._holds(value):
            return tr("A whole number, please, not {value}").format(value=numbers.compact(value, 4))
        return self.wish()

    def _holds(self, value: float) -> bool:
        high_enough = value > self.minimum if self.above else value >= self.minimum
        return high_enough and value <= self.maximum

    def wish(self) -> str:
        """Return what is asked for: 1 to 4 096, please."""
        low, high = self.write(self.minimum), self.write(self.maximum)
        if self.above:
            return tr("more than {low}, up to {high}, please").format(low=low, high=high)
        if self.maximum >= 1e15:
            return tr("{low} or more, please").format(low=low)
        return tr("{low} to {high}, please").format(low=low, high=high)


LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_HANDED_ON = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class NumberEdit(QLineEdit):
    """A right-aligned number; `committed` on Enter or leaving, `refused` with what is asked for.

    Enter that is taken and Esc go on to what holds the field, which gives the keyboard to somebody else.
    """

    committed = Signal(object)
    stepped = Signal(int)  # arrow keys: +1, -1; ten times with page keys
    refused = Signal(str)
    mended = Signal()

    def __init__(
        self, rules: NumberRules, value: float, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rules = rules
        self._value = value
        self._whole = False  # a double click has taken all of it, until the button is let go
        self._entered = False  # by a click that goes on
        self.setAccessibleName(name)
        self.setFont(font(BODY, SEMIBOLD, tabular=True))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.textEdited.connect(self._on_typing)
        self._show_value()

    @property
    def rules(self) -> NumberRules:
        """Return which numbers are taken."""
        return self._rules

    def set_rules(self, rules: NumberRules) -> None:
        """Take other numbers from now on."""
        self._rules = rules
        self._show_value()

    def value(self) -> float:
        """Return the last value that was accepted."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value without telling anyone; typing in progress is left alone."""
        self._value = value
        if not self.typing():
            self._show_value()

    def typing(self) -> bool:
        """Tell whether a person has typed something not yet accepted."""
        return self.isModified()

    def failing(self) -> bool:
        """Tell whether the text was refused."""
        return bool(self.property("failing"))

    def _show_value(self) -> None:
        self.setText(self._rules.write(self._value))
        self.setModified(False)
        self._set_failing(False)

    def _set_failing(self, failing: bool) -> None:
        if failing == self.failing():
            return
        self.setProperty("failing", failing)
        self.style().unpolish(self)
        self.style().polish(self)
        if not failing:
            self.mended.emit()

    def _on_typing(self) -> None:
        self._set_failing(False)

    def commit(self) -> None:
        """Accept what was typed, or say what is asked for."""
        if not self.typing():
            return
        value = self._rules.read(self.text())
        if value is None:
            self._set_failing(True)
            self.refused.emit(self._rules.refusal(self.text()))
            return
        changed = value != self._value
        self._value = value
        self._show_value()
        if changed:
            self.committed.emit(value)

    def step(self, count: int) -> None:
        """Ask for a value so many steps away."""
        self.stepped.emit(count)

    def event(self, event: QEvent) -> bool:
        """Leave Space and undo to the window while nothing is typed: here they would do nothing."""
        asked = event.type() == QEvent.Type.ShortcutOverride and not self.typing()
        if asked and isinstance(event, QKeyEvent) and _is_handed_on(event):
            event.ignore()
            return False
        return super().event(event)

    def _keys(self) -> dict[int, Callable[[], None]]:
        key = Qt.Key
        return {
            key.Key_Up: lambda: self.step(1),
            key.Key_Down: lambda: self.step(-1),
            key.Key_PageUp: lambda: self.step(10),
            key.Key_PageDown: lambda: self.step(-10),
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Commit, restore or step."""
        act = self._keys().get(Qt.Key(event.key()))
        if event.key() in LEAVING:
            self._end(event)
        elif act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _end(self, event: QKeyEvent) -> None:
        """Accept or restore; the key goes on, unless what was typed is refused."""
        if event.key() == Qt.Key.Key_Escape:
            self._show_value()
            self.selectAll()
        else:
            self.commit()
        event.setAccepted(self.failing())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the whole number: a thin space in it would end a word."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._whole = True
            self.selectAll()
        else:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select by dragging, unless all is taken."""
        if not self._whole:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the next drag select again; the click that entered the field takes all, unless it dragged."""
        super().mouseReleaseEvent(event)
        if self._entered and not self.hasSelectedText() and not self.failing():
            self.selectAll()
        self._whole = self._entered = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select everything, so that typing replaces the number: after a click, when it is let go."""
        super().focusInEvent(event)
        self._entered = event.reason() == Qt.FocusReason.MouseFocusReason
        if not self.failing():
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit what was typed."""
        super().focusOutEvent(event)
        self.deselect()
        self.commit()


def _is_handed_on(event: QKeyEvent) -> bool:
    plain_space = event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier
    return plain_space or any(event.matches(each) for each in _HANDED_ON)
