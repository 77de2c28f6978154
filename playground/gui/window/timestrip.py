"""The strip below the docks: how far the run has come and what happened on the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from playground.app.age import oldest
from playground.app.commands import find, perform
from playground.app.live import LiveState
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.panels.pace import NUMBERS_LAG_MS, NUMBERS_MS, Pace
from playground.gui.theme import numbers
from playground.gui.theme.tokens import TIME_HEIGHT
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.labels import ChipLabel, ElidedLabel, Note
from playground.gui.widgets.plain import set_tip
from playground.gui.window import run_words
from playground.gui.window.time_track import TimeTrack


class TimeStrip(QWidget):
    """The title, the track, whether it is live, and the run in words."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setFixedHeight(TIME_HEIGHT)
        self._workspace = workspace
        self.track = TimeTrack()
        self.track.wanted.connect(workspace.time.look_near)
        self.track.moved.connect(workspace.time.move)
        self._pill = ChipLabel(tr("Live"), tone="good", dot=True, clickable=True)
        self._pill.clicked.connect(workspace.time.go_live)
        self._words = ElidedLabel("", color="text2", align=Qt.AlignmentFlag.AlignRight, tabular=True)
        self._words.setMinimumWidth(190)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(16)
        title = Note(tr("Time"), "history", "text")
        self.go_on, self.branch = self._button("time.continue"), self._button("time.branch")
        for widget, stretch in ((title, 0), (self.track, 1), (self._pill, 0)):
            layout.addWidget(widget, stretch)
        self._end = QStackedLayout()  # one room for both: the track must not move under the pointer
        self._end.addWidget(self._words)
        self._end.addWidget(_side_by_side(self.go_on, self.branch))
        layout.addLayout(self._end)
        policy = self._pill.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._pill.setSizePolicy(policy)
        self._pace = Pace(self, NUMBERS_MS, self.refresh, NUMBERS_LAG_MS)
        workspace.live_changed.connect(self._pace.ask)
        for signal in (workspace.run_changed, workspace.time.changed):
            signal.connect(self.refresh)
        self.refresh()

    def _button(self, command_id: str) -> QuietButton:
        """Return a button of a command, seen while somebody looks back."""
        command = find(command_id)
        button = QuietButton(command.label(self._workspace), command.icon)
        button.clicked.connect(lambda: perform(command_id, self._workspace))
        return button

    def _show_ways_on(self, live: LiveState, step: int | None) -> None:
        """Show how to go on from the step that is looked at, and what becomes of the later ones."""
        self._end.setCurrentIndex(int(step is not None))
        if step is not None:
            later = numbers.integer(live.step - step)
            set_tip(
                self.go_on, tr("Drops the {count} later steps; undo brings them back").format(count=later)
            )
            set_tip(self.branch, tr("A second run from here; both are kept"))

    def refresh(self) -> None:
        """Take over where the run stands."""
        live, time = self._workspace.live, self._workspace.time
        self.track.show_run(live, run_words.epochs_goal(self._workspace), time.step)
        self._pill.setVisible(live.running or time.is_back)
        self._pill.set_hollow(time.is_back)
        self._show_ways_on(live, time.step)
        lags = oldest(live, self._workspace.views.subscriptions) if live.running else ""
        self._pill.set_tone("neutral" if lags else "good")
        tip = tr("Something is shown {age}").format(age=lags) if lags else ""
        set_tip(self._pill, tr("Back to the newest step (L or Esc)") if time.is_back else tip)
        self._words.set_text(self._sentence(live))

    def _sentence(self, live: LiveState) -> str:
        if not live.started:
            return ""
        return tr("Epoch {epoch} of {goal} · step {step}").format(
            epoch=numbers.integer(live.epoch),
            goal=numbers.integer(run_words.epochs_goal(self._workspace)),
            step=numbers.integer(live.step),
        )


def _side_by_side(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    return row
