"""How well a goal is met on held-out data: by class, or as distance from the number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.project.values import Part
from playground.core.training.metrics import confusion
from playground.core.views import places
from playground.core.views.spec import LiveModel, Snapshot
from playground.core.views.uncertainty import intervals


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return the figures of one goal on the validation part.

    For classes: `confusion` (true, answered) int64, `precision`, `recall` and `support` (classes,). For a
    number: `target` and `answer` (n,) float32. Facts: `goal`, `part`, `samples`, `classes`, `loss` and the
    goal's figures, `accuracy` or `mse`, `mae`, `r2` among them, and for classes `interval`: half the width of
    the 95 % interval of each. A class that is never answered has precision
    0, one without samples recall 0. Options: `goal`, `part`. Without samples: no arrays and no figures.
    """
    part: Part = options.get("part") or "validation"
    node = places.goal(model.project, model.fields, options)
    target = places.goals(model.project, model.fields)[node]
    samples = model.samples(part)
    wanted = samples[target.name]
    facts = {"goal": node, "part": part, "samples": len(wanted), "classes": target.classes}
    if not len(wanted):
        return Snapshot("class_figures", model.step, {}, facts)
    found = model.evaluation(part)
    scores = found.scores[node]
    arrays = _of_classes(scores, wanted) if target.classes else _of_number(scores, wanted)
    facts |= model.figures(node, scores, wanted)
    if target.classes:
        facts["interval"] = intervals(arrays["confusion"])
    return Snapshot("class_figures", found.step, arrays, facts)


def _of_classes(scores: np.ndarray, wanted: np.ndarray) -> dict[str, np.ndarray]:
    table = confusion(scores, wanted)
    hits, support, answered = table.diagonal(), table.sum(axis=1), table.sum(axis=0)
    return {
        "confusion": table, "support": support,
        "precision": hits / np.maximum(answered, 1), "recall": hits / np.maximum(support, 1),
    }  # fmt: skip


def _of_number(scores: np.ndarray, wanted: np.ndarray) -> dict[str, np.ndarray]:
    return {"target": wanted.astype(np.float32), "answer": scores[:, 0].astype(np.float32)}
