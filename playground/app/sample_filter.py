"""Which samples are listed, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

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
        if "label" not in samples.arrays:
            return np.zeros(0, np.int64)
        chosen = _of_kind(samples, self.show)
        for name, wanted in (("label", self.label), ("answer", self.answer)):
            if wanted is not None:
                chosen &= samples.arrays[name] == wanted
        found = np.flatnonzero(chosen)
        return found[np.argsort(_keys(samples, self.order)[found], kind="stable")]


def count(samples: Snapshot, show: Show) -> int:
    """Return how many samples of a part are of a kind."""
    return int(_of_kind(samples, show).sum()) if "label" in samples.arrays else 0


def _of_kind(samples: Snapshot, show: Show) -> np.ndarray:
    arrays = samples.arrays
    if show == "wrong":
        return np.asarray(arrays["label"] != arrays["answer"])
    if show == "unsure":
        return np.asarray(arrays["certainty"] < UNSURE_BELOW)
    return np.ones(len(arrays["label"]), dtype=bool)


def _keys(samples: Snapshot, order: Order) -> np.ndarray:
    """Return what to sort by: the hardest first, the least certain first, or the data set's own order."""
    if order == "loss":
        hardest: np.ndarray = -np.nan_to_num(samples.arrays["loss"], nan=np.inf)
        return hardest
    found: np.ndarray = samples.arrays["certainty" if order == "certainty" else "number"]
    return found
