"""The pace in the bar: slow motion with its steps a second, 1×, 10×, as fast as it goes."""

from __future__ import annotations

from playground.app.steering import SLOW
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import BODY, SEMIBOLD
from playground.gui.widgets.painting import width_of
from playground.gui.widgets.plain import set_tip
from playground.gui.widgets.segments import Segments
from playground.gui.window.actions import Actions

_SLOW = "slow"
_COMMANDS = {_SLOW: "train.slow", "1x": "train.speed_1x", "10x": "train.speed_10x", "max": "train.speed_max"}


class SpeedChoice(Segments):
    """Choose the pace; the first choice says how slow slow motion is."""

    def __init__(self, workspace: Workspace, actions: Actions) -> None:
        options = [(_SLOW, ""), ("1x", "1×"), ("10x", "10×"), ("max", tr("Max"))]
        super().__init__(options, workspace.project.speed, name=tr("Speed"))
        self._workspace = workspace
        widest = max(width_of(each, font(BODY, SEMIBOLD)) for each in SLOW)
        self.button(_SLOW).setFixedWidth(round(widest) + 16)  # nothing moves with its text
        set_tip(self, tr("Slow motion in steps a second; 1×: 10 epochs a second, so that one sees it happen. "
                         "− and + change it."))  # fmt: skip
        self.chosen.connect(lambda key: actions.run(_COMMANDS[key]))
        workspace.run_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the pace, and that of slow motion."""
        speed, slow = self._workspace.project.speed, self.button(_SLOW)
        if slow.text() != self._workspace.steering.slow:
            slow.set_text(self._workspace.steering.slow)
        self.set_current(_SLOW if speed in SLOW else speed)
