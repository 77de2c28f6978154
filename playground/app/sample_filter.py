"""Which samples are listed, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.core.views.label_figures import GIVEN_ABOVE
from playground.core.views.spec import Snapshot

Show = Literal["all", "wrong", "unsure"]
Order = Literal["loss", "certainty", "number"]
UNSURE_BELOW = 0.6  # probability of the answer


@dataclass(frozen=True)
class SampleFilter:
    """What a person wants to see of the samples of one part."""

    show: Show = "all"
    order: Order = "loss"
    label: int | None = None  # the true class; None: any
    answer: int | None = None  # what the network says; None: anything

    def indices(self, samples: Snapshot) -> np.ndarray:
        """Return the places (k,) of the samples that fit, in the part, as they are to be listed."""
        if "loss" not in samples.arrays:
            return np.zeros(0, np.int64)
        chosen = _of_kind(samples, self.show) & self._of_class(samples)
        found = np.flatnonzero(chosen)
        return found[np.argsort(_keys(samples, self.order)[found], kind="stable")]

    def _of_class(self, samples: Snapshot) -> np.ndarray:
        """Say which samples are of the class, and are called what is asked for; of labels, have them."""
        arrays = samples.arrays
        chosen = np.ones(len(arrays["loss"]), dtype=bool)
        for name, wanted in (("label", self.label), ("answer", self.answer)):
            if wanted is None:
                continue
            if "labels" in arrays:
                table = arrays["labels"] if name == "label" else arrays["shares"] > GIVEN_ABOVE
                chosen &= table[:, wanted]
            elif "label" in arrays:
                chosen &= arrays[name] == wanted
        return chosen


def count(samples: Snapshot, show: Show) -> int:
    """Return how many samples of a part are of a kind."""
    return int(_of_kind(samples, show).sum()) if "loss" in samples.arrays else 0


def wrong(samples: Snapshot | None) -> np.ndarray:
    """Say of which samples (n,) the answer is wrong: another class, any label; a number far off."""
    if samples is None or "loss" not in samples.arrays:
        return np.zeros(0, dtype=bool)
    arrays = samples.arrays
    if "labels" in arrays:
        return np.asarray((arrays["labels"] != (arrays["shares"] > GIVEN_ABOVE)).any(axis=1))
    if "label" in arrays:
        return np.asarray(arrays["label"] != arrays["answer"])
    return np.asarray(~(off(samples) <= far_off(samples)))  # what is no number is far off, too


def off(samples: Snapshot) -> np.ndarray:
    """Return how far each number (n,) is from the true one."""
    with np.errstate(over="ignore", invalid="ignore"):  # of a network that diverges
        return np.asarray(np.abs(samples.arrays["answer"] - samples.arrays["target"]))


def far_off(samples: Snapshot) -> float:
    """Return from which distance on a number is far off: the mean of all that are known."""
    known = off(samples)
    known = known[np.isfinite(known)]
    return float(known.mean()) if len(known) else 0.0


def _of_kind(samples: Snapshot, show: Show) -> np.ndarray:
    if show == "wrong":
        return wrong(samples)
    if show == "unsure":
        return np.asarray(certainty(samples) < UNSURE_BELOW)
    return np.ones(len(samples.arrays["loss"]), dtype=bool)


def certainty(samples: Snapshot) -> np.ndarray:
    """Return the probability of each answer (n,): of labels, that of the least sure; of a number 1."""
    arrays = samples.arrays
    if "labels" in arrays:
        return np.asarray(np.maximum(arrays["shares"], 1 - arrays["shares"]).min(axis=1))
    return np.asarray(arrays.get("certainty", np.ones(len(arrays["loss"]), np.float32)))


def _keys(samples: Snapshot, order: Order) -> np.ndarray:
    """Return what to sort by: the hardest first, the least certain first, or the data set's own order."""
    if order == "loss":
        hardest: np.ndarray = -np.nan_to_num(samples.arrays["loss"], nan=np.inf)
        return hardest
    return certainty(samples) if order == "certainty" else np.asarray(samples.arrays["number"])
