"""What two runs make of the same held-out samples, one by one: how far apart they are, and how surely."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from playground.core.sentences import Text
from playground.core.views import places, samples
from playground.core.views.spec import LiveModel
from playground.core.views.uncertainty import of_mean

_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Outcome:
    """How a run does on each held-out sample at a step."""

    step: int
    numbers: np.ndarray  # (n,) int64: the samples' own in the data set
    values: np.ndarray  # (n,) float64: 1 for a right answer, 0 for a wrong one; else the sample's loss
    right: bool  # answers are right or wrong
    labels: np.ndarray = field(default_factory=lambda: _NONE)  # (n,) int64: true classes, where it has any
    answers: np.ndarray = field(default_factory=lambda: _NONE)  # (n,) int64: classes it takes them for
    classes: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """Return the share of right answers; None where answers are neither."""
        return float(self.values.mean()) if self.right and len(self.values) else None


@dataclass(frozen=True)
class Paired:
    """By how much one run is ahead of another on the same samples, with its 95 % interval."""

    ahead: float  # in right answers a sample, or in loss a sample: above 0 the first one is better
    low: float
    high: float
    samples: int
    right: bool
    only_first: int = 0  # samples that the first alone gets right
    only_second: int = 0
    neither: int = 0

    @property
    def sure(self) -> bool:
        """Say whether the interval leaves out 0: the difference is more than noise."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Turned:
    """A sample that one run gets right and another gets wrong."""

    number: int  # its own in the data set
    truth: str
    said: str  # by the one that is wrong
    gained: bool  # the second is right


def outcome_of(model: LiveModel) -> Outcome | None:
    """Return how a network does on each sample of the validation part; None where none is judged."""
    if not places.judged(model.project, model.fields):
        return None
    shown = samples.compute(model, {})
    arrays, labels, answers = shown.arrays, _NONE, _NONE
    if "number" not in arrays:
        return None
    if "label" in arrays:
        labels, answers = arrays["label"], arrays["answer"]
        values = (labels == answers).astype(np.float64)
    elif "labels" in arrays:
        values = (arrays["labels"] == (arrays["shares"] > 0.5)).all(axis=1).astype(np.float64)
    else:
        values = arrays["loss"].astype(np.float64)
    classes, right = tuple(shown.facts["classes"]), "target" not in arrays
    return Outcome(model.step, arrays["number"], values, right, labels, answers, classes)


def paired(first: Outcome, second: Outcome) -> Paired | None:
    """Return how far one is ahead of the other; None where they were not judged by the same samples."""
    same = first.right == second.right and len(first.numbers) > 0
    if not same or not np.array_equal(np.sort(first.numbers), np.sort(second.numbers)):
        return None
    ours, theirs = (each.values[np.argsort(each.numbers)] for each in (first, second))
    ahead = ours - theirs if first.right else theirs - ours
    if not np.isfinite(ahead).all():
        return None
    low, high = of_mean(ahead)
    if not first.right:
        return Paired(float(ahead.mean()), low, high, len(ahead), right=False)
    counts = (int((ahead > 0).sum()), int((ahead < 0).sum()), int(((ours == 0) & (theirs == 0)).sum()))
    return Paired(float(ahead.mean()), low, high, len(ahead), True, *counts)


def turned(first: Outcome, second: Outcome) -> tuple[Turned, ...]:
    """Return the samples that change sides between two runs, those that the second gains first.

    None where answers are no classes, or where the runs were not judged by the same samples.
    """
    if paired(first, second) is None or not len(first.labels) or not len(second.labels):
        return ()
    theirs, ours = (np.argsort(each.numbers) for each in (first, second))
    before, after = first.values[theirs], second.values[ours]
    found = []
    for at in np.flatnonzero(before != after):
        gained = bool(after[at] > before[at])
        wrong, place = (first, theirs[at]) if gained else (second, ours[at])
        truth, said = (wrong.classes[int(each[place])] for each in (wrong.labels, wrong.answers))
        found.append(Turned(int(wrong.numbers[place]), truth, said, gained))
    return tuple(sorted(found, key=lambda each: not each.gained))


def verdict(found: Paired | None, first: str, second: str) -> Text:
    """Say which run is better, by how much, and whether that is more than noise."""
    if found is None:
        words = "{first} and {second} were not judged by the same samples: their figures cannot be compared."
        return Text(words, first=first, second=second)
    if not (found.low or found.high):
        return Text(_ALIKE[found.right], first=first, second=second, count=found.samples)
    if found.sure and found.ahead < 0:
        turned = replace(found, ahead=-found.ahead, low=-found.high, high=-found.low)
        return verdict(turned, second, first)
    digits = _digits(found)
    low, high = (_signed(each, found.right, digits) for each in (found.low, found.high))
    return Text(_KEYS[found.right, found.sure], first=first, second=second, count=found.samples,
                ahead=_size(abs(found.ahead), found.right, digits), low=low, high=high)  # fmt: skip


_MINUS = "\N{MINUS SIGN}"
_KEYS = {  # by whether answers are right or wrong, and whether the difference is more than noise
    (True, True): "{first} is {ahead} points better than {second}: {low} to {high} on the same {count} "
                  "samples (95 %).",
    (True, False): "{first} against {second}: {low} to {high} points on the same {count} samples (95 %), so "
                   "within noise.",
    (False, True): "{first} has {ahead} less loss than {second}: {low} to {high} on the same {count} samples "
                   "(95 %).",
    (False, False): "{first} against {second}: {low} to {high} of loss on the same {count} samples (95 %), "
                    "so within noise.",
}  # fmt: skip
_ALIKE = {  # where no sample makes a difference
    True: "{first} and {second} are right and wrong on the same ones of {count} samples.",
    False: "{first} and {second} have the same loss on each of {count} samples.",
}
_DIGITS = (1, 2, 3, 4)  # behind the point of shares in points: as few as tell a difference from none


def _digits(found: Paired) -> int:
    known = [abs(each) for each in (found.ahead, found.low, found.high) if each]
    return next((count for count in _DIGITS if all(float(_size(each, True, count)) for each in known)),
                _DIGITS[-1])  # fmt: skip


def _size(value: float, share: bool, digits: int) -> str:
    """Write a size: of shares in points."""
    return f"{100 * value:.{digits}f}" if share else f"{value:.3g}"


def _signed(value: float, share: bool, digits: int) -> str:
    """Write a size with its sign, a true minus before what is below 0; 0 has none."""
    sign = _MINUS if value < 0 else "+" if value else ""
    return f"{sign}{_size(abs(value), share, digits)}"
