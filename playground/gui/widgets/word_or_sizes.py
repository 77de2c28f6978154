"""A choice among words, or sizes of one's own in a field beside it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from playground.app.texts import tr
from playground.gui.theme.tokens import CONTROL_HEIGHT, SPACE_S
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.labels import Note
from playground.gui.widgets.sizes_edit import SizeRules, SizesEdit

FIELD_WIDTH = {1: 44, 2: 52, 3: 72}  # px, by how many axes there are
LEAST_CHOICE = 68
_OWN = object()  # the choice that brings up the field


class WordOrSizes(QWidget):
    """Words in a list, the last of which brings up a field; `chosen(value)` when a person picks or types.

    `refused` says what is asked for, when sizes do not fit.
    """

    chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], value: Any, rules: SizeRules, name: str) -> None:
        super().__init__()
        self._first = max(1, int(rules.minimum))
        self.combo = ComboField([*options, (_OWN, tr("Own"))], name=name)
        self.field = SizesEdit(rules, self._first, name, self, alone=True)
        self.field.setFixedWidth(FIELD_WIDTH[rules.axes])
        self.combo.setMinimumWidth(LEAST_CHOICE)
        self._note = Note("", "circle-alert", "bad", parent=self)
        self._build()
        self.combo.chosen.connect(self._on_chosen)
        self.field.committed.connect(self.chosen)
        self.field.refused.connect(self._on_refused)
        self.field.mended.connect(lambda: self._pages.setCurrentWidget(self.combo))
        self.set_value(value)

    def _build(self) -> None:
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.combo)
        self._pages.addWidget(self._note)
        self._pages.setFixedHeight(CONTROL_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self._pages, 1)
        row.addWidget(self.field)
        self.setFocusProxy(self.combo)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_value(self, value: Any) -> None:
        """Show a word or sizes without telling anyone."""
        own = not isinstance(value, str)
        self.combo.set_current(_OWN if own else value)
        if own:
            self.field.set_value(value)
        self.field.setVisible(own)

    def least_width(self) -> int:
        """Return the width below which what is chosen cannot be read."""
        return LEAST_CHOICE + (0 if self.field.isHidden() else SPACE_S + self.field.width())

    def _on_chosen(self, value: object) -> None:
        wanted: Any = self._first if value is _OWN else value
        self.set_value(wanted)
        self.chosen.emit(wanted)

    def _on_refused(self, wish: str) -> None:
        self._note.set_text(wish)
        self._pages.setCurrentWidget(self._note)
        self.refused.emit(wish)
