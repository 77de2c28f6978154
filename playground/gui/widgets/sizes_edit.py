"""A field for sizes where each axis may have one of its own: 3, or 1 × 7."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from playground.app.arithmetic import read_sizes
from playground.app.texts import tr
from playground.core.blocks.per_axis import along, tight
from playground.gui.theme import numbers
from playground.gui.widgets.number_edit import NumberEdit, NumberRules

_EXAMPLES = {2: (1, 7), 3: (1, 2, 2)}


@dataclass(frozen=True)
class SizeRules(NumberRules):
    """Take one whole number, or as many as there are axes; a row of them is written without its unit."""

    axes: int = 1

    def write(self, value: Any) -> str:
        """Return the value as shown."""
        return numbers.shape(value) if isinstance(value, tuple) else super().write(value)

    def read(self, text: str) -> Any:
        """Return what a person typed, one number where all are alike; None when it is none that fits."""
        found = read_sizes(text.removesuffix(self.unit) if self.unit else text, self.axes)
        row = found if isinstance(found, tuple) else (found,)
        if any(each is None or not self._holds(each) or each != int(each) for each in row):
            return None
        return tight(int(each) for each in row if each is not None)

    def refusal(self, text: str) -> str:
        """Return what is said of a text that is not taken."""
        alone = isinstance(read_sizes(text, self.axes), (int, float))
        return super().refusal(text) if alone else self.wish()

    def wish(self) -> str:
        """Return what is asked for: 1 or more, or a row such as 1 × 7, please."""
        if self.axes == 1:
            return super().wish()
        low, example = self.write(self.minimum), numbers.shape(_EXAMPLES[self.axes])
        return tr("{low} or more, or {example}, please").format(low=low, example=example)

    def stepped(self, value: Any, count: int, axis: int | None) -> tuple[int, ...]:
        """Return a row with one number larger by so much, or all of them where no axis is meant."""
        row = enumerate(along(value, self.axes))
        return tuple(max(int(self.minimum), each + count) if axis in (None, at) else each for at, each in row)


class SizesEdit(NumberEdit):
    """A number or a row of them; arrow keys step the one in which the cursor stands, or all of a row.

    A row whose numbers have become alike stays a row until the field is left. A single number is stepped by
    who listens to `stepped`, unless the field stands `alone`.
    """

    def __init__(self, rules: SizeRules, value: Any, name: str = "", parent: QWidget | None = None, *,
                 alone: bool = False) -> None:  # fmt: skip
        self._sizes = rules
        self._row: tuple[int, ...] | None = None  # what is stepped just now
        self._alone = alone
        super().__init__(rules, value, name, parent)

    def set_value(self, value: Any) -> None:
        """Show a value without telling anyone; a row that is stepped just now stays a row."""
        if self._row is not None and tight(self._row) != value:
            self._row = None
        super().set_value(value)

    def step(self, count: int) -> None:
        """Step what is meant, and tell of the value it makes."""
        row = self._row or self._value
        if not self._alone and not isinstance(row, tuple):
            super().step(count)
            return
        cursor, whole = self.cursorPosition(), self.hasSelectedText()
        axis = None if whole else self.text()[:cursor].count(numbers.TIMES)
        self._row = self._sizes.stepped(row, count, axis) if isinstance(row, tuple) else None
        value: Any = tight(self._row or self._sizes.stepped(row, count, None))
        self._value = value
        self._show_value()
        self._put_back(None if whole else cursor)
        self.committed.emit(value)

    def _put_back(self, cursor: int | None) -> None:
        if cursor is None:
            self.selectAll()
        else:
            self.setCursorPosition(cursor)

    def _show_value(self) -> None:
        super()._show_value()
        if self._row is not None:
            self.setText(self._sizes.write(self._row))
            self.setModified(False)

    def commit(self) -> None:
        """Accept what was typed, or say what is asked for."""
        if self.typing():
            self._row = None
        super().commit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit what was typed, and show as few numbers as say it."""
        super().focusOutEvent(event)
        if self._row is not None:
            self._row = None
            self._show_value()
