"""The popover at the button that trains: one epoch, so many steps, until a figure, slow motion."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from playground.app import target_words
from playground.app.steering import MOST_STEPS, SLOW
from playground.app.texts import tr
from playground.app.worker.pacing import STEPS_PER_SECOND
from playground.app.workspace import Workspace
from playground.core.project.values import Speed
from playground.core.training.target import EPOCH, SECONDS, Target
from playground.gui.theme.tokens import SEMIBOLD, SPACE_S
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.number_edit import NumberEdit, NumberRules
from playground.gui.widgets.popover_frame import PopoverFrame
from playground.gui.widgets.segments import Segments
from playground.gui.window.actions import Actions

_WIDTH, _FIELD, _BUTTON = 412, 80, 116
_MINUTE = 60.0
_OFF = "off"
_FASTEST: Speed = "max"
_ANY = 1e15


class NumberEntry(NumberEdit):
    """A number that Enter also acts on: `entered` behind what was accepted."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Accept, then act."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.failing():
            self.entered.emit()


class RunPopover(PopoverFrame):
    """Say how far to train, and how slowly; everything here is a command of the table, too."""

    def __init__(self, workspace: Workspace, actions: Actions, button: QWidget) -> None:
        super().__init__(button)
        self._workspace, self._actions = workspace, actions
        self._targets: dict[str, Target] = {}
        steering = workspace.steering
        self.epoch = self._go("train.epoch", "repeat")
        self.steps = NumberEntry(NumberRules(1, MOST_STEPS), steering.steps, tr("How many steps"))
        self.take = self._go("train.steps", "chevrons-right")
        self.figure = ComboField(name=tr("Until"))
        self.bound = NumberEntry(NumberRules(0, 1), 0, tr("How far"))
        self.until = QuietButton(tr("Run until"), "target")
        self.slow = Segments(
            [*((each, str(int(STEPS_PER_SECOND[each]))) for each in SLOW), (_OFF, tr("Off"))],
            name=tr("Slow motion, steps a second"),
        )
        self.setAccessibleName(tr("How far to train"))
        self._lay_out()
        self._connect()

    def _go(self, command: str, icon: str) -> QuietButton:
        button = QuietButton("", icon)
        button.clicked.connect(lambda: self._run(command))
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 12, 14, 14)
        grid.setHorizontalSpacing(SPACE_S)
        grid.setVerticalSpacing(10)
        grid.addWidget(ElidedLabel(tr("How far to train"), weight=SEMIBOLD), 0, 0, 1, 2)
        grid.addWidget(self.epoch, 0, 2)
        grid.addWidget(ElidedLabel(tr("Steps at once"), color="text2"), 1, 0)
        grid.addWidget(self.steps, 1, 1)
        grid.addWidget(self.take, 1, 2)
        grid.addWidget(self.figure, 2, 0)
        grid.addWidget(self.bound, 2, 1)
        grid.addWidget(self.until, 2, 2)
        last = QHBoxLayout()
        last.addWidget(ElidedLabel(tr("Slow motion, steps/s"), color="text2"), 1)
        last.addWidget(self.slow)
        grid.addLayout(last, 3, 0, 1, 3)
        for field in (self.steps, self.bound):
            field.setFixedWidth(_FIELD)
        for button in (self.epoch, self.take, self.until):
            button.setFixedWidth(_BUTTON)
        grid.setColumnStretch(0, 1)
        self.setFixedWidth(_WIDTH)

    def _connect(self) -> None:
        say = self._workspace.say
        self.steps.committed.connect(lambda count: self._workspace.settings.set(steps=int(count)))
        self.steps.entered.connect(lambda: self._run("train.steps"))
        self.bound.entered.connect(self._run_until)
        self.until.clicked.connect(self._run_until)
        self.figure.chosen.connect(self._show_bound)
        self.closing.connect(self._workspace.window.focus_canvas)
        for field in (self.steps, self.bound):
            field.refused.connect(say)
        self.slow.chosen.connect(self._set_slow)
        for signal in (self._workspace.run_changed, self._workspace.problems_changed):
            signal.connect(self._refresh)
        self._workspace.settings.changed.connect(self._refresh)

    def open(self, until: bool = False) -> None:
        """Open beneath the button; with `until` ready to type how far."""
        self._show_targets()
        self._refresh()
        self.open_with(self.bound if until else self.steps)

    def _show_targets(self) -> None:
        targets, offered = self._workspace.steering.targets, target_words.offered(self._workspace.project)
        self._targets = {each.figure: each for each in targets}
        options = [(each.figure, target_words.asked(each)) for each in offered]
        self.figure.set_options(options, targets[0].figure)
        self._show_bound(targets[0].figure)

    def _show_bound(self, figure: object) -> None:
        target = self._targets[str(figure)]
        self.bound.set_rules(_rules(target.figure))
        self.bound.set_value(target.bound / (_MINUTE if target.figure == SECONDS else 1))

    def _target(self) -> Target:
        figure = str(self.figure.current())
        scale = _MINUTE if figure == SECONDS else 1
        return replace(self._targets[figure], bound=float(self.bound.value()) * scale)

    def _set_slow(self, key: str) -> None:
        speed = next((each for each in SLOW if each == key), _FASTEST)
        self._workspace.steering.set_speed(speed)

    def _run(self, command: str) -> None:
        self.steps.commit()
        if not self.steps.failing():
            self.shut()
            self._actions.run(command)

    def _run_until(self) -> None:
        self.bound.commit()
        if not self.bound.failing():
            target = self._target()
            self.shut()
            self._workspace.steering.run_until(target)

    def _refresh(self, *_: object) -> None:
        """Follow the run, the settings and what holds training back."""
        speed = self._workspace.live.speed
        self.slow.set_current(speed if speed in SLOW else _OFF)
        self.steps.set_value(self._workspace.steering.steps)
        for button, command in ((self.epoch, "train.epoch"), (self.take, "train.steps"),
                                (self.until, "train.until")):  # fmt: skip
            button.hold_back(self._actions.why_not(command))
        self.epoch.set_text(tr("One epoch"))
        self.take.set_text(tr("Take them"))


def _rules(figure: str) -> NumberRules:
    """Return which numbers a figure can be asked to reach."""
    metric = target_words.metric_of(figure)
    if metric is not None and metric.written == "share":
        return NumberRules(0, 1, integer=False, decimals=1, percent=True)
    if figure == EPOCH:
        return NumberRules(1, 10**9)
    if figure == SECONDS:
        return NumberRules(0, 10**6, integer=False, unit=tr("min"), above=True)
    return NumberRules(-_ANY, _ANY, integer=False, unit=metric.unit if metric is not None else "")
