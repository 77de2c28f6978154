"""What the window knows of the training that goes on: figures, whole curves, marks and pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from playground.app.messages import SessionOpened
from playground.app.series import Columns, StepSeries
from playground.core.project.records import History
from playground.core.project.values import Project, Speed
from playground.core.views.spec import Snapshot

MarkKind = Literal["edit", "learning_rate", "recipe", "weights", "rewind"]


@dataclass(frozen=True)
class Mark:
    """Something that happened at a step of the curve."""

    step: int  # along the whole curve, parents included
    epoch: int
    kind: MarkKind
    text: str  # "Insert Dense 4", "LR 0.03 → 0.01"


@dataclass(frozen=True)
class Best:
    """The epoch with the lowest validation loss so far."""

    step: int
    epoch: int
    val_loss: float


@dataclass
class LiveState:
    """Steps and epochs count along the whole curve: a child run goes on where its parent stood."""

    run: str = ""
    parent: str = ""
    project: Project | None = None  # what the live model trains; None: there is no live model
    plan: Mapping[str, Any] = field(default_factory=dict)
    step: int = 0
    epoch: int = 0  # complete epochs
    steps_per_epoch: int = 0
    running: bool = False
    speed: Speed = "max"
    steps_per_second: float = 0.0
    views_share: float = 0.0
    losses: StepSeries = field(default_factory=StepSeries)
    epochs: Columns = field(default_factory=Columns)  # "step", "epoch" along the curve, "loss", "val_loss"...
    marks: list[Mark] = field(default_factory=list)
    best: Best | None = None
    pictures: dict[str, Snapshot] = field(default_factory=dict)
    started: bool = False  # whether a step was ever taken along this curve
    _step_offset: int = 0
    _epoch_offset: int = 0
    _pending: tuple[MarkKind, str] | None = None
    _metrics: dict[str, Any] = field(default_factory=dict)

    @property
    def loss(self) -> float | None:
        """Return the training loss: of the last epoch, before its end the mean of the steps so far."""
        last = self._metrics.get("loss")
        if last is not None or not len(self.losses):
            return last
        return float(self.losses.exact.mean())

    @property
    def val_loss(self) -> float | None:
        """Return the validation loss of the last epoch."""
        return self._metrics.get("val_loss")

    @property
    def metrics(self) -> Mapping[str, Any]:
        """Return the figures of the last epoch: loss, val_loss, accuracy, val_accuracy..."""
        return self._metrics

    def metric(self, name: str) -> float | None:
        """Return one figure of the last epoch, None when it has none."""
        value = self._metrics.get(name)
        return float(value) if isinstance(value, (int, float)) else None

    def open(self, opened: SessionOpened) -> None:
        """Show another live model: a new curve, the one in the file, or the same one going on."""
        if self.project is not None and self.project.data.id != opened.project.data.id:
            self.pictures = {}  # of other data; otherwise the old ones stay until the new ones come
        if opened.origin in ("new", "resumed"):
            self._clear()
            self._load(opened.histories)
        elif opened.origin == "rewound":
            self.cut(self._step_offset + opened.rewound_to)
        self._place(opened)
        if opened.origin in ("child", "rewound"):
            kind: MarkKind = "edit" if opened.origin == "child" else "rewind"
            self._pending = (kind, opened.label)
        else:
            self._pending = None

    def _place(self, opened: SessionOpened) -> None:
        self.run, self.parent = opened.run, opened.parent
        self.project, self.plan = opened.project, opened.plan
        self.steps_per_epoch = opened.steps_per_epoch
        self.step, self.epoch = len(self.losses), len(self.epochs)
        self._step_offset = self.step - opened.step
        self._epoch_offset = self.epoch - opened.epoch

    def close(self) -> None:
        """There is no live model any more; the curve stays."""
        self.project = None
        self.running = False
        self.pictures = {}

    def add_steps(self, losses: Any) -> None:
        """Append the losses of the next steps."""
        if self._pending is not None:
            self.marks.append(Mark(self.step, self.epoch, *self._pending))
            self._pending = None
        self.losses.extend(losses)
        self.step = len(self.losses)
        self.started = True

    def add_epoch(self, record: Mapping[str, Any]) -> None:
        """Append the figures of an epoch."""
        step = self._step_offset + int(record["step"])
        epoch = self._epoch_offset + int(record["epoch"])
        self._append_epoch({**record, "step": step, "epoch": epoch})

    def add_changes(self, changes: tuple[Mapping[str, Any], ...]) -> None:
        """Mark changes of the recipe or of single weights."""
        for change in changes:
            step = self._step_offset + int(change["step"])
            self.marks.append(Mark(step, self.epoch, _kind(change["what"]), change_text(change)))

    def cut(self, step: int) -> None:
        """Forget everything after a step of the curve."""
        self.losses.cut(step)
        steps = self.epochs.column("step")
        self.epochs.cut(int((steps <= step).sum()))
        self.marks = [mark for mark in self.marks if mark.step <= step]
        self.best = self.best if self.best and self.best.step <= step else None
        names = self.epochs.names if len(self.epochs) else ()
        self._metrics = {name: float(self.epochs.column(name)[-1]) for name in names}

    def _clear(self) -> None:
        self.losses, self.epochs, self.marks = StepSeries(), Columns(), []
        self.best, self.started, self._metrics = None, False, {}
        self._step_offset = self._epoch_offset = 0

    def _load(self, histories: tuple[History, ...]) -> None:
        for history in histories:
            self._step_offset, self._epoch_offset = len(self.losses), len(self.epochs)
            if self._step_offset:
                self.marks.append(Mark(self._step_offset, self._epoch_offset, "edit", ""))
            self.losses.extend(history.losses)
            for record in history.epochs:
                self.add_epoch(record)
            self.add_changes(history.changes)
        self.started = len(self.losses) > 0

    def _append_epoch(self, row: dict[str, Any]) -> None:
        self.epochs.append(row)
        self.epoch = row["epoch"]
        self._metrics = {name: value for name, value in row.items() if name not in ("step", "epoch")}
        value = row.get("val_loss")
        if value is not None and math.isfinite(value) and (self.best is None or value < self.best.val_loss):
            self.best = Best(row["step"], row["epoch"], value)


def _kind(what: str) -> MarkKind:
    if what == "learning_rate":
        return "learning_rate"
    return "weights" if what.startswith("weight ") or what == "weight" else "recipe"


def change_text(change: Mapping[str, Any]) -> str:
    """Return a change as a mark shows it: "LR 0.03 → 0.01"."""
    names = {"learning_rate": "LR", "batch_size": "Batch", "optimizer": "Optimizer", "epochs": "Epochs"}
    what = str(change["what"])
    return f"{names.get(what, what)} {_figure(change.get('from'))} → {_figure(change.get('to'))}"


def _figure(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
