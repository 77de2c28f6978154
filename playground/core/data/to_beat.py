"""What the simplest answer comes to that looks at no input: the figure that a network has to beat."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.catalogue.manifest import Manifest
from playground.core.catalogue.own_inputs import SERIES, over_time
from playground.core.catalogue.own_set import target_field
from playground.core.data.prepared import load_samples
from playground.core.project.values import Project
from playground.core.sentences import Text


def to_beat(project: Project) -> Text | None:
    """Say how far one gets on held-out data by always giving the training part's commonest class, or mean.

    None where nothing is held out. PlaygroundError as `load_samples`.
    """
    own = project.data.own
    field = target_field(own) if own is not None else None
    if field is None or field.sizes:
        return None
    samples = load_samples(project)
    train, judged = (samples.take(part, (field.name,))[field.name] for part in ("train", "validation"))
    if not len(train) or not len(judged):
        return None
    if own is not None and own.windows is not None and not field.classes:
        return _as_before(own, samples.take("validation"), judged)
    if not field.classes:
        mean = float(train.mean(dtype=np.float64))
        words = "To beat: {error:.4g} off on average, by always saying {mean:.4g}."
        return Text(words, error=float(np.abs(judged - mean).mean()), mean=mean)
    most = int(np.bincount(train, minlength=len(field.classes)).argmax())
    words = "To beat: {share:.1f} % right, by always saying {name}."
    return Text(words, share=100 * float((judged == most).mean()), name=field.classes[most])


def _as_before(own: Manifest, judged: Mapping[str, np.ndarray], true: np.ndarray) -> Text | None:
    """Say how far off one is by saying what was last, or a season before what is told: the better of both."""
    windows, names = own.windows, [each.name for each in over_time(own)]
    target = own.used_as("target")[0].name
    if windows is None or target not in names:
        return None
    before = judged[SERIES.field][:, :, names.index(target)]
    back = windows.steps - 1 + windows.horizon  # steps from a window's first to what is told
    lags = [lag for lag in {windows.horizon, windows.season} if windows.horizon <= lag <= back]
    errors = {
        lag: float(np.abs(before[:, back - lag].astype(np.float64) - true).mean()) for lag in sorted(lags)
    }
    best = min(errors, key=errors.__getitem__)
    words = "To beat: {error:.4g} off on average, by saying what was {steps} steps before."
    if best == 1:
        words = "To beat: {error:.4g} off on average, by saying what was one step before."
    return Text(words, error=errors[best], steps=best)
