"""What the window knows of the training that goes on: figures, whole curves, marks and pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from psygnal import Signal

from playground.app.curve_marks import CurveMark, marks_of
from playground.app.messages import SessionOpened
from playground.app.series import Columns, Growing, StepSeries
from playground.core.blocks.spec import Role
from playground.core.graph.wiring import trained
from playground.core.project.records import ENGINE
from playground.core.project.values import Project, Speed
from playground.core.sentences import Text
from playground.core.training.recipes import LIVE


@dataclass(frozen=True)
class Best:
    """The epoch with the lowest validation loss so far."""

    step: int
    epoch: int
    val_loss: float


_OF_CURVE = (
    "run", "losses", "others", "epochs", "seconds", "best", "marks", "_fixed_marks", "_changes", "_metrics",
)  # fmt: skip


@dataclass
class LiveState:
    """Steps and epochs count along the whole curve: a child run goes on where its parent stood."""

    outdated = Signal()  # what views said before is of another model
    run: str = ""
    parent: str = ""
    project: Project | None = None  # what the live model trains; None: there is no live model
    trained: Project | None = None  # what the steps along this curve trained last: the figures are of it
    plan: Mapping[str, Any] = field(default_factory=dict)
    step: int = 0
    epoch: int = 0  # complete epochs
    inherited_epochs: int = 0  # of them, those of the runs before this one
    steps_per_epoch: int = 0
    running: bool = False
    speed: Speed = "max"
    steps_per_second: float = 0.0
    views_share: float = 0.0
    losses: StepSeries = field(default_factory=StepSeries)
    epochs: Columns = field(default_factory=Columns)  # "step", "epoch" along the curve, "loss", "val_loss"...
    seconds: Growing = field(default_factory=Growing)  # of each run's own training at the epochs' ends
    marks: list[CurveMark] = field(default_factory=list)
    best: Best | None = None
    marked: bool = False  # figures are partly of samples that were trained on under another split
    seen: tuple[Text, ...] = ()  # sentences on such samples
    started: bool = False  # whether a step was ever taken along this curve, or a weight typed
    _fixed_marks: list[CurveMark] = field(default_factory=list)  # all but those of this run's changes
    _changes: tuple[Mapping[str, Any], ...] = ()
    _pending: str | None = None  # label of an edit that the next step marks
    _metrics: dict[str, Any] = field(default_factory=dict)  # of the last epoch
    _typed_at: int = -1  # the step where a weight was typed at rest, while no other was taken
    _told: tuple[int, Mapping[str, Any]] | None = None  # epoch and figures as they are shown
    _aside: dict[str, Any] | None = None  # the curve of a run on other data, while its child took no step
    figures: tuple[str, ...] = ()  # of what is learned, the one that counts most first; () without a goal
    others: dict[str, StepSeries] = field(default_factory=dict)  # further losses, by name

    @property
    def loss(self) -> float | None:
        """Return the training loss: of the last epoch, before its end the mean of the steps so far."""
        last = self.metrics.get("loss")
        if last is not None or not len(self.losses.exact):
            return last
        return float(self.losses.exact.mean())

    @property
    def val_loss(self) -> float | None:
        """Return the validation loss of the last epoch."""
        return self.metrics.get("val_loss")

    @property
    def metrics(self) -> Mapping[str, Any]:
        """Return the figures of the last epoch: loss, val_loss, accuracy, val_accuracy...

        Where pictures are shown beside them, of the epoch that those are of.
        """
        return self._told[1] if self._told is not None else self._metrics

    @property
    def told_epoch(self) -> int:
        """Return the epoch that the figures are of."""
        return self._told[0] if self._told is not None else self.epoch

    def settle(self, pictured: int | None) -> None:
        """Let the figures be of the step that is pictured beside them; None: of the last epoch.

        Of a step that is no epoch's end nothing more is known than what was told of it when it was new.
        """
        ends = self.epochs.column("step")
        newest = ends[-1] if self.running and len(ends) else self.step
        if pictured is None or self._told is None or not len(ends) or pictured >= newest:
            self._told = self.epoch, self._metrics
        elif pictured in ends:
            at = int(np.searchsorted(ends, pictured))
            self._told = int(self.epochs.column("epoch")[at]), self._figures_at(at)

    def metric(self, name: str) -> float | None:
        """Return one figure of the last epoch, None when it has none."""
        value = self.metrics.get(name)
        return float(value) if isinstance(value, (int, float)) else None

    def aim_at(self, project: Project) -> None:
        """Tell the figures of what is drawn, as long as nothing trains."""
        if self.project is None:
            self.figures = figures_of(project)

    def goal_metric(self, goal: str, name: str) -> float | None:
        """Return one goal's own figure on held-out data at the last epoch, None when it has none."""
        goals = trained(self.project, Role.GOAL) if self.project is not None else {}
        return self.metric(f"val_{name}" if goal == next(iter(goals), goal) else f"val_{goal}_{name}")

    def open(self, opened: SessionOpened) -> None:
        """Show another live model: a new curve, the one in the file, or the same one going on."""
        if opened.origin in ("new", "resumed"):
            self._clear()
            self._load(opened)
        else:
            if opened.from_past or opened.origin == "rewound":
                self.cut(opened.step)
            if opened.origin != "rewound":
                self._go_on(opened)
        if opened.origin not in ("child", "back") or not self.is_of(opened.project):
            self.outdated.emit()  # after an edit what is shown stays until what is newer comes
        self._pending = opened.label if opened.origin == "child" else None
        self.run, self.parent = opened.run, opened.parent
        self.project, self.plan = opened.project, opened.plan
        self.seen, self.marked = opened.seen, opened.marked
        if opened.origin != "child" and self.started:
            self.trained = opened.project
        self.figures = figures_of(opened.project)
        self.step, self.epoch, self.steps_per_epoch = opened.step, opened.epoch, opened.steps_per_epoch
        self.inherited_epochs = opened.inherited_epochs

    def is_of(self, project: Project) -> bool:
        """Say whether the live model is trained on a project's data set, whatever is set of it."""
        return self.project is not None and self.project.data.id == project.data.id

    def of_nothing(self, project: Project) -> LiveState:
        """Return what is seen where this run is none of the project that is open."""
        return LiveState(speed=self.speed, running=self.running, figures=figures_of(project))

    def close(self, drawn: Project) -> None:
        """There is no live model any more, and nothing to be seen of one but which figures there will be."""
        self._clear()
        self.run, self.parent, self.project, self.plan = "", "", None, {}
        self.step = self.epoch = self.steps_per_epoch = 0
        self.running, self._pending, self.figures = False, None, figures_of(drawn)
        self.outdated.emit()

    def add_steps(self, losses: np.ndarray, others: Mapping[str, np.ndarray] | None = None) -> None:
        """Append the losses of the next steps, further ones by name."""
        if self._pending is not None:
            self._fixed_marks.append(CurveMark(self.step, self.epoch, "edit", self._pending))
            self._pending = None
            self._show_marks()
        self._aside, self._typed_at = None, -1
        self._extend(losses, others or {})
        self.step = len(self.losses)
        self.started, self.trained = True, self.project

    def add_epochs(self, records: Sequence[Mapping[str, Any]], seconds: Sequence[float] = ()) -> None:
        """Append the figures of epochs in a row, of one at least, and how long their run had trained by then.

        Without seconds that is not known.
        """
        self.epochs.extend(records)
        self.seconds.extend(np.array(seconds or [math.nan] * len(records), np.float64))
        last = records[-1]
        self.epoch = int(last["epoch"])
        told = {name: value for name, value in last.items() if name not in ("step", "epoch")}
        self._metrics = {} if last["step"] == self._typed_at else told  # of weights that are no more
        judged = [each for each in records if math.isfinite(_held_out_loss(each))]
        best = min(judged, key=_held_out_loss, default=None)
        if best is not None and (self.best is None or _held_out_loss(best) < self.best.val_loss):
            self.best = Best(int(best["step"]), int(best["epoch"]), _held_out_loss(best))

    def set_changes(self, changes: tuple[Mapping[str, Any], ...]) -> None:
        """Mark the changes of this run: of its recipe and of single weights, all of them so far."""
        self._changes = changes
        self._show_marks()

    def evaluated(self, figures: Mapping[str, Any]) -> None:
        """Take the figures on held-out data as the weights are now, at rest between two epochs' ends."""
        self._metrics = {**self._metrics, **figures}

    def weight_typed(self) -> None:
        """Forget the figures: at rest they are of weights that are no more; these are worth keeping."""
        if not self.started:
            self.started, self.trained = True, self.project
        if not self.running:
            self._metrics, self._told, self._typed_at = {}, None, self.step

    def cut(self, step: int) -> None:
        """Forget everything after a step of the curve."""
        for series in (self.losses, *self.others.values()):
            series.cut(step)
        kept = int((self.epochs.column("step") <= step).sum())
        self.epochs.cut(kept)
        self.seconds.cut(kept)
        self._fixed_marks = [mark for mark in self._fixed_marks if mark.step <= step]
        self._changes = tuple(change for change in self._changes if int(change["step"]) <= step)
        self.best = self._best_epoch()
        self._metrics, self._told = self._last_epoch(), None
        self._show_marks()

    def as_of(self, step: int, figures: Mapping[str, Any]) -> LiveState:
        """Return the run as it was at an earlier step, with what is known of its figures on held-out data."""
        ended = int((self.epochs.column("step") <= step).sum())
        then = replace(
            self, step=step, epoch=self.epoch - len(self.epochs) + ended, running=False, best=None,
            started=step > 0, losses=self.losses.up_to(step), epochs=self.epochs.first(ended),
            others={name: series.up_to(step) for name, series in self.others.items()},
            marks=[mark for mark in self.marks if mark.step <= step],
        )  # fmt: skip
        trained = {name: value for name, value in then._last_epoch().items() if not name.startswith("val_")}
        then._metrics, then._told = {**trained, **figures}, None
        return then

    def ended_by(self, step: int) -> Mapping[str, float]:
        """Return "epoch", "step" and the figures of the last epoch that had ended by a step; {}: none had."""
        at = int(np.searchsorted(self.epochs.column("step"), step, side="right")) - 1
        return {name: float(self.epochs.column(name)[at]) for name in self.epochs.names} if at >= 0 else {}

    def epoch_at(self, step: float) -> float:
        """Return where a step lies among the epochs, parts of one counted: 10.5 in the middle of the 11th."""
        ends, counts = self._ends()
        if step >= ends[-1]:
            return float(counts[-1] + (step - ends[-1]) / max(1, self.steps_per_epoch))
        return float(np.interp(step, ends, counts))

    def step_at(self, epoch: float) -> float:
        """Return the step at a place among the epochs: the other way round."""
        ends, counts = self._ends()
        if epoch >= counts[-1]:
            return min(
                float(self.step), float(ends[-1] + (epoch - counts[-1]) * max(1, self.steps_per_epoch))
            )
        return float(np.interp(epoch, counts, ends))

    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the steps at which epochs ended, from the curve's start on, and how many had by then."""
        if not len(self.epochs):
            return np.zeros(1), np.zeros(1)
        columns = (self.epochs.column(name) for name in ("step", "epoch"))
        steps, counts = (np.concatenate([[0.0], column]) for column in columns)
        return steps, counts

    def _best_epoch(self) -> Best | None:
        """Return the best epoch that the curve has."""
        losses = self.epochs.column("val_loss")
        if not np.isfinite(losses).any():
            return None
        at = int(np.argmin(np.where(np.isfinite(losses), losses, np.inf)))
        step, epoch = (int(self.epochs.column(name)[at]) for name in ("step", "epoch"))
        return Best(step, epoch, float(losses[at]))

    def _last_epoch(self) -> dict[str, Any]:
        """Return the figures of the last epoch that the curve has; none before the first."""
        return self._figures_at(-1) if len(self.epochs) else {}

    def _figures_at(self, place: int) -> dict[str, float]:
        """Return the figures of one epoch of the curve."""
        names = [name for name in self.epochs.names if name not in ("step", "epoch")]
        return {name: float(self.epochs.column(name)[place]) for name in names}

    def _clear(self) -> None:
        self._begin_curve()
        self.started, self.trained, self._aside = False, None, None

    def _begin_curve(self, before: int = 0) -> None:
        """Begin a curve with nothing on it, after so many steps of which nothing is known."""
        self.losses, self.epochs, self.best = StepSeries(before=before), Columns(), None
        self.others, self._metrics, self._told, self.seconds = {}, {}, None, Growing()
        self._fixed_marks, self._changes = [], ()
        self._show_marks()

    def _go_on(self, opened: SessionOpened) -> None:
        """Go on along the curve, or begin one where other data are trained on: losses of both say nothing.

        The curve so far waits until the first step: the data may come back.
        """
        if self._aside is not None and opened.run == self._aside["run"]:
            for name, value in self._aside.items():
                setattr(self, name, value)
            self._aside = None
        elif self.project is None or self.is_of(opened.project):
            self._settle_changes(keep=opened.run != self.run)
        else:
            self._aside = self._aside or {name: getattr(self, name) for name in _OF_CURVE}
            self._begin_curve(opened.step)
        if self.project is not None and self.project.data != opened.project.data:
            self._metrics, self._told = self._last_epoch() if opened.origin == "back" else {}, None

    def _load(self, opened: SessionOpened) -> None:
        """Show what a file remembers; steps of runs that it does not hold are gaps."""
        missing = opened.step - sum(len(history.losses) for history in opened.histories)
        self.losses = StepSeries(before=max(0, missing))
        for history in opened.histories:
            if self.started:
                self._settle_changes(keep=True)
                self._fixed_marks.append(CurveMark(len(self.losses), self.epoch, "edit", ""))
            self._extend(history.losses, history.others)
            self.started = self.started or len(history.losses) > 0 or len(history.changes) > 0
            if history.epochs:
                self.add_epochs(history.epochs, history.clocked.tolist())
            self.set_changes(history.changes)

    def _extend(self, losses: np.ndarray, others: Mapping[str, np.ndarray]) -> None:
        for name, values in others.items():
            self.others.setdefault(name, StepSeries(before=len(self.losses))).extend(values)
        self.losses.extend(losses)

    def _settle_changes(self, keep: bool) -> None:
        """Another run begins: what was changed in this one stays marked."""
        if keep:
            self._fixed_marks = list(self.marks)
            self._changes = ()

    @property
    def trained_by(self) -> Project:
        """Return what is trained with the recipe of the last step: what was set since has done nothing."""
        assert self.project is not None  # only a run is asked
        live = [change for change in self._changes if change["what"] in LIVE]
        set_here = {change["what"]: change["from"] for change in reversed(live)
                    if int(change["step"]) >= self.step}  # fmt: skip
        followed = {change["what"]: change["to"] for change in live if int(change["step"]) < self.step}
        return self.project.with_recipe(**{**set_here, **followed})

    @property
    def compiled(self) -> bool:
        """Say whether machine code takes the steps now."""
        engine = self.plan.get("engine") if self.plan else None
        return engine == "compiled" or any(change.get("what") == ENGINE for change in self._changes)

    def _show_marks(self) -> None:
        """Put the marks in order; the list is a new one whenever it changes."""
        made = marks_of(self._changes, self.steps_per_epoch)
        self.marks = sorted([*self._fixed_marks, *made], key=lambda mark: mark.step)


def figures_of(project: Project) -> tuple[str, ...]:
    """Return the figures of the first goal, the main one first; none where there is no goal."""
    rules = (spec.goal for spec in trained(project, Role.GOAL).values())
    return next((rule.figures or rule.metrics for rule in rules if rule is not None), ())


def goes_on_by(live: LiveState) -> Project | None:
    """Return what is trained with the recipe of the next step; None where nothing is."""
    newest = {change["what"]: change["to"] for change in live._changes if change["what"] in LIVE}
    return live.project.with_recipe(**newest) if live.project is not None else None


def _held_out_loss(record: Mapping[str, Any]) -> float:
    """Return an epoch's loss on held-out data; NaN where it has none."""
    value = record.get("val_loss")
    return math.nan if value is None else float(value)


def told_step(live: LiveState) -> int:
    """Return the step to name beside a run's figures: the newest one before the next epoch's end."""
    ends, counts = live.epochs.column("step"), live.epochs.column("epoch")
    after = int(np.searchsorted(counts, live.told_epoch, side="right"))
    return min(live.step, int(ends[after]) - 1) if after < len(ends) else live.step
