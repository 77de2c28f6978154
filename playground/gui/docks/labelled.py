"""A name before a control that no description makes: the seed, the device."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.gui.docks.param_row import LABEL_WIDTH
from playground.gui.theme.tokens import SPACE_S
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.plain import set_tip


def labelled(words: str, control: QWidget, help: str = "", label_width: int = LABEL_WIDTH) -> QWidget:
    """Return a row that looks like the ones made from descriptions."""
    row = QWidget()
    label = ElidedLabel(words, color="text2")
    label.setFixedWidth(label_width)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE_S)
    layout.addWidget(label)
    layout.addWidget(control, 1)
    set_tip(row, help)
    control.setAccessibleDescription(help)
    row.setFocusProxy(control)
    return row
