"""The strip below the docks: how far the run has come and what happened on the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from playground.app.age import oldest
from playground.app.commands import find, perform
from playground.app.live import LiveState, told_step
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.views.key import ViewKey
from playground.core.views.spec import Snapshot
from playground.gui.panels.pace import NUMBERS_LAG_MS, NUMBERS_MS, Pace
from playground.gui.panels.registry import PANELS
from playground.gui.theme import numbers
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import TIME_HEIGHT, TIME_OPEN, TIME_OPEN_LOW
from playground.gui.widgets.buttons import IconButton, QuietButton
from playground.gui.widgets.labels import ChipLabel, ElidedLabel, Note
from playground.gui.widgets.plain import set_tip
from playground.gui.window import run_words
from playground.gui.window.measures import LOW_BELOW
from playground.gui.window.strip_edge import StripEdge
from playground.gui.window.time_card import TimeCard
from playground.gui.window.time_row import thumbnail
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
        self.chevron = IconButton("chevron-up", find("time.open").label(workspace), size=24)
        self.chevron.clicked.connect(lambda: perform("time.open", workspace))
        self.edge = StripEdge(self)
        self.edge.wanted.connect(self._open_or_fold)
        self.go_on, self.branch = self._button("time.continue"), self._button("time.branch")
        self._lay_out()
        self._pace = Pace(self, NUMBERS_MS, self.refresh, NUMBERS_LAG_MS)
        self._images: dict[int, tuple[Snapshot, bool, QImage | None]] = {}  # by step, with what they show
        self.card = TimeCard(workspace, self.track, self._small, self._image_of)
        self._listen()
        self.refresh()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(16)
        title = Note(tr("Time"), "history", "text")
        for widget, stretch in ((title, 0), (self.chevron, 0), (self.track, 1), (self._pill, 0)):
            layout.addWidget(widget, stretch)
        self._end = QStackedLayout()  # one room for both: the track must not move under the pointer
        self._end.addWidget(self._words)
        self._end.addWidget(_side_by_side(self.go_on, self.branch))
        layout.addLayout(self._end)
        policy = self._pill.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._pill.setSizePolicy(policy)

    def _listen(self) -> None:
        workspace = self._workspace
        workspace.live_changed.connect(self._pace.ask)
        for signal in (workspace.run_changed, workspace.time.changed):
            signal.connect(self.refresh)
        workspace.time.pictures.changed.connect(self._show_pictures)
        current_theme().changed.connect(self._show_pictures)

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
            edited = bool(self._workspace.time.branch_words)
            set_tip(self.branch, tr("A second run from here, with what you changed; both are kept")
                    if edited else tr("A second run from here; both are kept"))  # fmt: skip
        self.go_on.hold_back(self._workspace.time.why_not_continue)

    def _open_or_fold(self, wanted: bool) -> None:
        if wanted != self._workspace.settings.values.time_open:
            perform("time.open", self._workspace)

    def fit(self, window_height: int) -> None:
        """Be as high as what it shows; lower in a low window."""
        wanted = self._workspace.settings.values.time_open
        room = TIME_OPEN if window_height >= LOW_BELOW else TIME_OPEN_LOW
        height = room if wanted else TIME_HEIGHT
        self.chevron.set_icon("chevron-down" if wanted else "chevron-up")
        if self.height() != height or self.track.height() != height:
            self.setFixedHeight(height)
            self.track.open(height)
            self._show_pictures()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the pictures that have room now."""
        super().resizeEvent(event)
        self.edge.fit(self.width())
        self._show_pictures()

    def _show_pictures(self) -> None:
        """Show the small pictures there are, and ask for those that are lacking, while it is open."""
        time, key = self._workspace.time, self._small()
        if key is None:
            return
        if not self.track.opened:
            time.pictures.want(key, ())
            return
        self.track.show_pictures(time.steps, self._drawn())
        looked = () if time.shown is None else (time.shown,)
        time.pictures.want(key, dict.fromkeys((*looked, *(slot.step for slot in self.track.slots()))))

    def _small(self) -> ViewKey | None:
        """Return the view of the first panel that has a small picture."""
        seen = (spec for spec in PANELS if spec.small and spec.applies(self._workspace))
        return next((ViewKey.of(spec.small) for spec in seen), None)

    def _drawn(self) -> dict[int, QImage | None]:
        """Return the pictures in the colours of the theme, each made once."""
        dark, held = current_theme().dark, self._workspace.time.pictures.held
        for step, shown in held.items():
            known = self._images.get(step)
            if known is None or known[0] is not shown or known[1] != dark:
                self._images[step] = shown, dark, thumbnail(shown, dark)
        self._images = {step: self._images[step] for step in held}
        return {step: image for step, (_, _, image) in self._images.items()}

    def _image_of(self, step: int) -> QImage | None:
        """Return the picture of one step, of the newest as it is shown; None where there is none yet."""
        workspace, key = self._workspace, self._small()
        image = self._drawn().get(step)
        if (
            image is not None
            or key is None
            or step != workspace.live.step
            or workspace.time.shown is not None
        ):
            return image
        shown = next(
            (each for asked, each in workspace.views.answers.items() if asked.view == key.view), None
        )
        return thumbnail(shown, current_theme().dark) if shown is not None else None

    def refresh(self) -> None:
        """Take over where the run stands."""
        live, time = self._workspace.live, self._workspace.time
        self.track.show_run(live, run_words.epochs_goal(self._workspace), time.step)
        self._show_pictures()
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
            epoch=numbers.integer(live.told_epoch),
            goal=numbers.integer(run_words.epochs_goal(self._workspace)),
            step=numbers.integer(told_step(live)),
        )


def _side_by_side(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    return row
