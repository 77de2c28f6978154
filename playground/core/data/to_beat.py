"""What the simplest answer comes to that looks at no input: the figure that a network has to beat."""

from __future__ import annotations

import numpy as np

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
    if not field.classes:
        mean = float(train.mean(dtype=np.float64))
        words = "To beat: {error:.4g} off on average, by always saying {mean:.4g}."
        return Text(words, error=float(np.abs(judged - mean).mean()), mean=mean)
    most = int(np.bincount(train, minlength=len(field.classes)).argmax())
    words = "To beat: {share:.1f} % right, by always saying {name}."
    return Text(words, share=100 * float((judged == most).mean()), name=field.classes[most])
