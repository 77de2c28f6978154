"""The runs of a project as rows of a list: figures, curves and descent, read off records and the live run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from playground.app.live import LiveState, figures_of
from playground.app.texts import tr
from playground.core.errors import PlaygroundError
from playground.core.project.records import RunLabel, RunRecord
from playground.core.project.values import Project
from playground.core.training.metrics import METRICS, Metric
from playground.core.training.recipes import replay

SECONDS = "seconds"  # of a run's own training at each epoch's end


@dataclass(frozen=True, eq=False)
class RunCurve:
    """A run's figures epoch by epoch: "step", "epoch", "seconds", "loss", "val_loss"..., (epochs,) each."""

    columns: Mapping[str, np.ndarray]

    def column(self, name: str) -> np.ndarray:
        """Return one figure, (epochs,) float64; NaN where it is not known."""
        found = self.columns.get(name)
        return np.full(len(self), np.nan) if found is None else found

    def __len__(self) -> int:
        return len(self.columns.get("epoch", ()))


@dataclass(frozen=True)
class RunRow:
    """One run of the list."""

    run: str
    label: RunLabel
    project: Project  # with the recipe of the last step that was taken
    parent: str  # the run it goes on from, or shares its beginning with; "" for one from the start
    from_step: int  # where it leaves the parent
    step: int  # where it stands, along the whole curve
    epoch: int
    curve: RunCurve
    seconds: float | None = None  # of training
    nbytes: int | None = None  # in a file
    reason: str = ""  # why it stopped by itself
    now: Mapping[str, Any] = field(default_factory=dict)  # figures of this moment, where they are known
    current: bool = False
    running: bool = False
    begins: int = 0  # the step that its own curve begins at: a branch may hold the way up to there, too

    @property
    def name(self) -> str:
        """Return what it is called: by its number where nobody named it."""
        return self.label.title or tr("Run {number}").format(number=self.label.number)

    @property
    def numbered(self) -> str:
        """Return its number and what it is called: "3 Dropout"."""
        return f"{self.label.number} {self.label.title}" if self.label.title else self.name

    @property
    def main(self) -> Metric | None:
        """Return the figure that counts most."""
        names = figures_of(self.project)
        return METRICS.get(names[0]) if names else None

    @property
    def rests_between(self) -> bool:
        """Tell whether it stands between two epochs' ends: of that its curve has no held-out figures."""
        ends = self.curve.column("step")
        return not len(ends) or ends[-1] < self.step

    @property
    def from_epoch(self) -> float:
        """Return the epoch at which it leaves its parent."""
        ends, counts = self.curve.column("step"), self.curve.column("epoch")
        if not self.from_step or not len(ends):
            return 0.0
        if self.label.branch_of and self.begins < self.from_step:
            return float(np.interp(self.from_step, [0.0, *ends], [0.0, *counts]))
        return float(counts[0]) - 1.0

    def last(self, name: str) -> float | None:
        """Return a figure of where it stands; the last there was where none is known of that."""
        if name in self.now:
            return _finite(self.now[name])
        values = self.curve.column(name)
        known = values[np.isfinite(values)]
        return float(known[-1]) if len(known) else None


def of_record(record: RunRecord, label: RunLabel) -> RunRow:
    """Return the row of a run that is over."""
    place = record.position
    names = dict.fromkeys(name for epoch in record.history.epochs for name in epoch)
    columns = {name: np.array([_number(epoch.get(name)) for epoch in record.history.epochs])
               for name in names}  # fmt: skip
    columns[SECONDS] = record.history.clocked
    return RunRow(
        record.id, label, _trained_by(record), label.branch_of or record.parent,
        label.branch_step or int(place.get("offset_steps", 0)), int(place.get("step", 0)),
        int(place.get("epoch", 0)), RunCurve(columns), float(place.get("seconds", 0.0)), record.nbytes,
        str(place.get("reason", "")), begins=int(place.get("offset_steps", 0)),
    )  # fmt: skip


def of_live(live: LiveState, label: RunLabel, parent: RunRow | None, reason: str) -> RunRow:
    """Return the row of the run that is open; its curve begins where its parent's ends."""
    holds_all = bool(label.branch_of) and live.parent != label.branch_of  # also of the way to the branch
    from_step = 0 if holds_all or parent is None else label.branch_step or parent.step
    own = live.epochs.column("step") > from_step
    columns = {name: live.epochs.column(name)[own].astype(np.float64) for name in live.epochs.names}
    begun = [mark.step for mark in live.marks if mark.kind == "edit"]
    columns[SECONDS] = _on_end(live.seconds.view[own], columns["step"], begun) if own.any() else np.zeros(0)
    return RunRow(
        live.run, label, live.trained_by, label.branch_of or (parent.run if parent is not None else ""),
        label.branch_step or from_step, live.step, live.epoch, RunCurve(columns), reason=reason,
        now=live.metrics, current=True, running=live.running, begins=from_step,
    )  # fmt: skip


def seconds_along(row: RunRow, rows: tuple[RunRow, ...]) -> np.ndarray:
    """Return how long training had gone on at each epoch's end, (epochs,): what led to its start counts.

    NaN where that is not known.
    """
    return _seconds_before(row, rows) + row.curve.column(SECONDS)


def _seconds_before(row: RunRow, rows: tuple[RunRow, ...]) -> float:
    """Return how long training had gone on where a run's own curve begins; NaN where that is not known."""
    if not row.begins:
        return 0.0
    others = tuple(each for each in rows if each is not row)
    parent = next((each for each in others if each.run == row.parent), None)
    if parent is None:
        return math.nan
    before = _seconds_before(parent, others)
    ends, counts = parent.curve.column("step"), before + parent.curve.column(SECONDS)
    return float(np.interp(row.begins, [parent.begins, *ends], [before, *counts]))


def _on_end(seconds: np.ndarray, ends: np.ndarray, begun: Iterable[int]) -> np.ndarray:
    """Return seconds at epochs' ends that count on where other runs began at 0, at steps along the curve."""
    each, firsts = np.diff(seconds, prepend=0.0), np.searchsorted(ends, [*begun], side="right")
    firsts = firsts[firsts < len(each)]
    each[firsts] = seconds[firsts]
    return each.cumsum()


def in_force(record: RunRecord) -> Project:
    """Return a run's project with the recipe as it is at its end; as it began where that is not known."""
    try:
        return replace(record.project, recipe=replay(record.project.recipe, record.history.changes))
    except PlaygroundError:
        return record.project


def _trained_by(record: RunRecord) -> Project:
    """Return a run's project with the recipe of its last step: what was set after that has done nothing."""
    step, history = int(record.position.get("step", 0)), record.history
    done = tuple(change for change in history.changes if int(change.get("step", 0)) < step)
    return in_force(replace(record, history=replace(history, changes=done)))


def _finite(value: Any) -> float | None:
    return _number(value) if np.isfinite(_number(value)) else None


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else float("nan")
