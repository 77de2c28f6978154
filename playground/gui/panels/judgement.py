"""What the network says of a sample and what is true of it, in words: a class, a number or labels."""

from __future__ import annotations

import numpy as np

from playground.app.sample_filter import certainty
from playground.app.texts import tr
from playground.core.views.label_figures import GIVEN_ABOVE
from playground.core.views.spec import Snapshot
from playground.gui.theme.numbers import NOTHING, figure, fixed, integer, percent


def true_words(samples: Snapshot, index: int) -> str:
    """Return what a sample is."""
    arrays = samples.arrays
    if "labels" in arrays:
        return _names(samples, arrays["labels"][index])
    if "label" in arrays:
        return str(samples.facts["classes"][arrays["label"][index]])
    return figure(float(arrays["target"][index]))


def said_words(samples: Snapshot, index: int) -> str:
    """Return what the network takes it for."""
    arrays = samples.arrays
    if "labels" in arrays:
        return _names(samples, arrays["shares"][index] > GIVEN_ABOVE)
    if "label" in arrays:
        return str(samples.facts["classes"][arrays["answer"][index]])
    return figure(float(arrays["answer"][index]))


def doubt_words(samples: Snapshot, index: int) -> str:
    """Return how sure it is, or how far off."""
    if "target" not in samples.arrays:
        return percent(float(certainty(samples)[index]), 0)
    return figure(off_by(samples, index), signed=True)


def off_by(samples: Snapshot, index: int) -> float:
    """Return how far a number is above the true one."""
    return float(samples.arrays["answer"][index]) - float(samples.arrays["target"][index])


def sentence(samples: Snapshot, index: int) -> str:
    """Return what is known about one sample."""
    words = (tr("Sample {number}: {label}, said {answer}, off by {doubt}; loss {loss}")
             if "target" in samples.arrays
             else tr("Sample {number}: {label}, called {answer} with {doubt}; loss {loss}"))  # fmt: skip
    return words.format(
        number=integer(int(samples.arrays["number"][index])), label=true_words(samples, index),
        answer=said_words(samples, index), doubt=doubt_words(samples, index),
        loss=fixed(float(samples.arrays["loss"][index]), 2),
    )  # fmt: skip


def _names(samples: Snapshot, given: np.ndarray) -> str:
    names = [name for name, yes in zip(samples.facts["classes"], given.tolist(), strict=True) if yes]
    return ", ".join(names) or NOTHING
