"""How long the windows over rows in time are, and how far ahead is told: beside the split."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.own_draft import Draft, TableDraft
from playground.app.texts import tr
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.labels import Caption

STEPS = (5, 7, 10, 12, 14, 24, 28, 30, 36, 48, 52, 60, 96, 104, 168, 336)
AHEAD = (1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 30, 48)
_WIDTH = 74  # px


class WindowsRow(QWidget):
    """Steps of a window and steps to what is told; hidden where each row is a sample."""

    wanted = Signal(object)  # what makes the draft that follows

    def __init__(self) -> None:
        super().__init__()
        self._draft: Draft | None = None
        self.steps = ComboField((), None, name=tr("Steps of a window"))
        self.ahead = ComboField((), None, name=tr("Steps from a window to what is told"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for words, field in ((tr("Steps"), self.steps), (tr("Ahead"), self.ahead)):
            field.setFixedWidth(_WIDTH)
            field.chosen.connect(self._cut)
            row.addWidget(Caption(words))
            row.addWidget(field)

    def show_draft(self, draft: Draft) -> None:
        """Show another draft's windows."""
        self._draft = draft
        windows = draft.windows
        self.setVisible(windows is not None)
        if windows is not None:
            for field, offered, now in (
                (self.steps, STEPS, windows.steps),
                (self.ahead, AHEAD, windows.horizon),
            ):
                values = sorted({*offered, now})
                field.set_options([(value, str(value)) for value in values], now)

    def _cut(self, _chosen: object) -> None:
        draft, steps, ahead = self._draft, self.steps.current(), self.ahead.current()
        if isinstance(draft, TableDraft) and isinstance(steps, int) and isinstance(ahead, int):
            self.wanted.emit(partial(draft.with_windows, steps, ahead))
