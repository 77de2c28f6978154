"""What happened, step by step, while it happens; and how it is told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from playground.core.project.records import ENGINE, History, RunRecord
from playground.core.training.rule import LOSS

ChangeRecord = Mapping[str, Any]  # {"step", "what", "from", "to"}


class Recorder:
    """Grow a history; the losses lie in one array a name that doubles when it is full."""

    def __init__(self, history: History | None = None) -> None:
        history = history or History()
        kept = {LOSS: history.losses, **history.others}
        self._losses = {name: np.array(values, dtype=np.float64) for name, values in kept.items()}
        self._count = len(history.losses)
        self.epochs: list[Mapping[str, Any]] = list(history.epochs)
        self.changes: list[ChangeRecord] = list(history.changes)
        self.seconds: list[float] = history.clocked.tolist()
        self._watched: list[float] = []  # of the epochs looked at so far: there may be 100,000

    @property
    def count(self) -> int:
        """Return how many steps this run has taken itself."""
        return self._count

    def add_losses(self, losses: Mapping[str, np.ndarray]) -> None:
        """Append the losses of some steps by name, shape (n,) each."""
        end = self._count + len(losses[LOSS])
        for name, values in losses.items():
            kept = self._losses[name] if name in self._losses else np.full(self._count, np.nan)
            if end > len(kept):
                kept = np.concatenate([kept[: self._count], np.zeros(max(end, 1024))])
            kept[self._count : end] = values
            self._losses[name] = kept
        self._count = end

    def note_seconds(self, since: float, now: float) -> None:
        """Note how long training had gone on at the ends of the epochs that ended between two moments.

        Of several taken at once, as if each had taken as long.
        """
        count = len(self.epochs) - len(self.seconds)
        self.seconds += [since + (now - since) * (at + 1) / count for at in range(count)]

    def last_losses(self, count: int) -> dict[str, np.ndarray]:
        """Return the losses of the last steps by name; views."""
        return {name: kept[self._count - count : self._count] for name, kept in self._losses.items()}

    def watched_losses(self) -> tuple[float, ...]:
        """Return the loss of each epoch that is watched for a gain."""
        self._watched += [_watched(epoch) for epoch in self.epochs[len(self._watched) :]]
        return tuple(self._watched)

    def add_change(self, step: int, what: str, old: Any, new: Any) -> None:
        """Note a change; a row of changes of one thing at one step, as a slider makes, is one."""
        for index, change in enumerate(self.changes):
            if change.get("step") == step and change.get("what") == what:
                old = change.get("from")
                del self.changes[index]
                break
        if old != new:
            self.changes.append({"step": step, "what": what, "from": old, "to": new})

    def history(self) -> History:
        """Return a copy of all so far."""
        losses = {name: kept[: self._count].copy() for name, kept in self._losses.items()}
        seconds = np.array(self.seconds, np.float64)
        return History(losses.pop(LOSS), tuple(self.epochs), tuple(self.changes), losses, seconds)


def weight_name(key: str, index: tuple[int, ...]) -> str:
    """Return what a change of one weight is called: dense.weight[0,1]."""
    return f"{key}[{','.join(str(place) for place in index)}]"


def weight_of(what: str) -> tuple[str, tuple[int, ...]] | None:
    """Return which weight a change is of, by its key and its place; None for a field of the recipe."""
    key, bracket, places = what.removesuffix("]").partition("[")
    numbers = places.split(",") if places else []
    if not bracket or not all(place.isdigit() and len(place) < 20 for place in numbers):
        return None
    return key, tuple(map(int, numbers))


def has_taken_over(changes: Iterable[ChangeRecord]) -> bool:
    """Say whether another engine takes the steps behind some changes than at the start."""
    return any(change.get("what") == ENGINE for change in changes)


def _watched(epoch: Mapping[str, Any]) -> float:
    """Return the loss that says whether training still brings something: held out where it can be."""
    return float(epoch.get("val_loss", epoch.get("loss", math.nan)))


def to_json(record: RunRecord) -> dict[str, Any]:
    """Return the run's history as the command line gives it: steps, epochs, changes; None is not finite."""
    return {"steps": list(steps(record)), **epochs_and_changes(record)}


def steps(record: RunRecord) -> Iterator[dict[str, Any]]:
    """Yield every step as `to_json` gives it: a long run has millions."""
    first = int(record.position.get("offset_steps", 0)) + 1
    columns = {LOSS: record.history.losses, **record.history.others}
    for index, losses in enumerate(zip(*columns.values(), strict=True)):
        named = zip(columns, losses, strict=True)
        yield {"step": first + index, **{name: finite(float(loss)) for name, loss in named}}


def epochs_and_changes(record: RunRecord) -> dict[str, Any]:
    """Return the rest of what `to_json` gives."""
    return {
        "epochs": [plain(epoch) for epoch in record.history.epochs],
        "changes": [plain(change) for change in record.history.changes],
    }


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy whose numbers are finite or None."""
    return {name: finite(value) for name, value in values.items()}


def finite(value: Any) -> Any:
    """Return the value, or None for a float that is infinite or not a number."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
