"""A seed: a whole number to type, and dice that roll another."""

from __future__ import annotations

import random
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.texts import tr
from playground.core.blocks.params import Param
from playground.gui.theme.tokens import CONTROL_HEIGHT
from playground.gui.widgets.buttons import IconButton
from playground.gui.widgets.number_edit import NumberEdit, NumberRules

_ROLLED = 10_000  # rolled seeds stay short enough to read out
_DICE = 24


class SeedField(QWidget):
    """`chosen(seed)` when a person typed or rolled one."""

    chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, param: Param, seed: int) -> None:
        super().__init__()
        self.param = param
        low, high = param.minimum or 0, param.maximum or 0
        self.field = NumberEdit(NumberRules(low, high), seed, tr(param.title), self)
        self.field.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.field.setTextMargins(0, 0, _DICE, 0)
        self.dice = IconButton("dices", tr("Roll another seed"), _DICE, parent=self)
        self.field.committed.connect(self._on_typed)
        self.field.refused.connect(self._on_refused)
        self.dice.clicked.connect(self.roll)
        self.setFocusProxy(self.field)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_value(self, seed: int) -> None:
        """Show a seed without telling anyone."""
        self.field.set_value(seed)

    def roll(self) -> None:
        """Choose another seed at random."""
        seed = random.SystemRandom().randrange(_ROLLED)
        while seed == self.field.value():
            seed = random.SystemRandom().randrange(_ROLLED)
        self.field.set_value(seed)
        self.chosen.emit(seed)

    def _on_refused(self, _wish: str) -> None:
        words = tr("The {field} must be {expectation}.")
        self.refused.emit(words.format(field=tr(self.param.words), expectation=tr(self.param.expectation())))

    def _on_typed(self, value: Any) -> None:
        self.chosen.emit(int(value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the dice at the right end, inside the field."""
        self.field.setGeometry(self.rect())
        self.dice.setGeometry(self.width() - _DICE - 4, (self.height() - _DICE) // 2, _DICE, _DICE)
