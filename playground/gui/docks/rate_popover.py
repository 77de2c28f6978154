"""The search for a learning rate beside its field: how far it is, its curve, and one click to take it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.app.rate_finding import rounded
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.docks.rate_test_plot import RateTestPlot
from playground.gui.theme.numbers import compact
from playground.gui.theme.tokens import SEMIBOLD, SPACE_S
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.labels import Caption, ElidedLabel
from playground.gui.widgets.popover_frame import PopoverFrame


class RatePopover(PopoverFrame):
    """Search while it is open; the run goes on beside it."""

    def __init__(self, workspace: Workspace, anchor: QWidget) -> None:
        super().__init__(anchor)
        self._workspace = workspace
        self.setAccessibleName(tr("Find a learning rate"))
        self.plot = RateTestPlot()
        self.words = Caption("", "text2")
        self.take = QuietButton("", "check", look="tint")
        self.again = QuietButton("", "x")
        self._lay_out()
        self.take.clicked.connect(self._use)
        self.again.clicked.connect(self._stop_or_again)
        self.closing.connect(self._leave)
        workspace.steering.rates.changed.connect(self.refresh)
        workspace.project_changed.connect(self.refresh)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(SPACE_S)
        column.addWidget(ElidedLabel(tr("Find a learning rate"), weight=SEMIBOLD))
        column.addWidget(Caption(tr("A copy trains while the rate grows; your run is left alone.")))
        column.addWidget(self.plot)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.again)
        row.addWidget(self.take)
        column.addLayout(row)

    def search(self) -> None:
        """Open and search from the weights as they are."""
        if self._workspace.steering.rates.start():
            self.refresh()
            self.open_with(self.again)

    def refresh(self, *_: object) -> None:
        """Show how far the search is."""
        rates, rate = self._workspace.steering.rates, self._workspace.project.recipe.learning_rate
        found = rates.found
        self.plot.show_test(found, rate)
        self.words.set_text(self._say())
        self.again.set_text(tr("Stop") if rates.runs else tr("Search again"))
        self.again.set_icon("x" if rates.runs else "refresh-cw")
        suggestion = found.suggestion
        words = tr("Use {rate}").format(rate=compact(rounded(suggestion))) if suggestion else tr("Use it")
        self.take.set_text(words)
        self.take.hold_back("" if suggestion else self._say())

    def _say(self) -> str:
        rates = self._workspace.steering.rates
        found = rates.found
        if rates.runs:
            return tr("Trying rates: {percent} %").format(percent=round(100 * found.share))
        if not found.over:
            return tr("Stopped before anything could be said.")
        if found.suggestion is None:
            return tr("The loss falls at no rate for long: there is nothing to suggest.")
        words = tr("The loss falls best near {rate}; dashed: the rate now, {now}.")
        now = compact(self._workspace.project.recipe.learning_rate)
        return words.format(rate=compact(rounded(found.suggestion)), now=now)

    def _use(self) -> None:
        self._workspace.steering.rates.use()
        self.shut()

    def _stop_or_again(self) -> None:
        if self._workspace.steering.rates.runs:
            self._workspace.steering.rates.stop()
        else:
            self._workspace.steering.rates.start()

    def _leave(self) -> None:
        self._workspace.steering.rates.stop()
        self._workspace.window.focus_canvas()
