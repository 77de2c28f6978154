"""What the runs of a project are called: kept by their ids, put into their records when a file is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import time

from playground.core.project.records import RunLabel, RunRecord

EARLIER_RUNS = 8  # kept beside the current run and those that are pinned, in memory and in the file


class RunLabels:
    """Hold the label of each run of the open project."""

    def __init__(self, now: Callable[[], float] = time) -> None:
        self._now = now
        self._labels: dict[str, RunLabel] = {}
        self._saved: dict[str, RunLabel] = {}

    def open(self, runs: Iterable[RunRecord]) -> None:
        """Take over the labels of a file's runs; those without a number get one, the oldest first."""
        self._labels = {run.id: run.label for run in runs if run.label.number}
        for run in reversed([run for run in runs if not run.label.number]):
            self._labels[run.id] = replace(run.label, number=self._next)
        self.saved()

    def saved(self) -> None:
        """Note that the file holds them as they are."""
        self._saved = dict(self._labels)

    @property
    def unsaved(self) -> bool:
        """Say whether one that the file holds is another by now."""
        return any(self._labels.get(run) != label for run, label in self._saved.items())

    def of(self, run: str) -> RunLabel:
        """Return the label of a run; it gets its number when it is first asked for."""
        if run not in self._labels:
            self._labels[run] = RunLabel(self._next, begun=self._now())
        return self._labels[run]

    def put(self, run: str, label: RunLabel) -> None:
        """Give a run another label."""
        self._labels[run] = label

    def drop(self, run: str) -> None:
        """Forget the label of a run that is taken out of the list."""
        self._labels.pop(run, None)

    def went_back(self, run: str, whole: str, step: int, keep: bool) -> None:
        """Note that a run goes on from a step of another, beside it or in its place."""
        if keep:
            self._labels[run] = replace(self.of(run), branch_of=whole, branch_step=step)
        else:
            self._labels[run] = self.of(whole)

    def kept(self, runs: Iterable[RunRecord]) -> list[RunRecord]:
        """Return which of the runs before the current one stay, newest first: pinned ones all do."""
        found = list(runs)
        loose = [run.id for run in found if not self.of(run.id).pinned]
        return [run for run in found if run.id not in loose[EARLIER_RUNS:]]

    def labelled(self, runs: Iterable[RunRecord]) -> tuple[RunRecord, ...]:
        """Return runs with their labels."""
        return tuple(replace(run, label=self.of(run.id)) for run in runs)

    @property
    def _next(self) -> int:
        return 1 + max((label.number for label in self._labels.values()), default=0)
