"""What the network says of every sample of one part, and how wrong it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.data.split import PARTS
from playground.core.project.values import Part
from playground.core.views import places
from playground.core.views.spec import LiveModel, Snapshot

ALL: Literal["all"] = "all"  # instead of a part: every sample of the data


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return an answer a sample, in the part's own order; of part "all", those of all parts at one step.

    Arrays, (n,) each: `number` (the samples' own in the data set) int64 and `loss` float32; for classes
    `label`, `answer` (the likeliest class) int64 and `certainty` (its probability) float32; for a number
    `target` and `answer` float32; for labels `labels` (n, labels) bool, those that apply, and `shares`
    (n, labels) float32, the probability of each. Options: `part` (validation unless said), `goal`. Facts:
    `goal`, `part`, `classes`.
    """
    part: Part | Literal["all"] = options.get("part") or "validation"
    node = places.judging(model.project, model.fields, options)
    target = places.judged(model.project, model.fields)[node]
    facts = {"goal": node, "part": part, "classes": target.classes}
    parts = PARTS if part == ALL else (part,)
    found = [_of_part(model, node, target, each, part == ALL) for each in parts
             if len(model.samples(each)[target.name])]  # fmt: skip
    if not found:
        return Snapshot("samples", model.step, {}, facts)
    arrays = {name: np.concatenate([each[name] for _, each in found]) for name in found[0][1]}
    return Snapshot("samples", found[0][0], arrays, facts)


def _of_part(
    model: LiveModel, node: str, target: Field, part: Part, now: bool
) -> tuple[int, dict[str, np.ndarray]]:
    """Return the step and the arrays of one part."""
    found = model.evaluation(part, now)
    scores = found.scores[node]
    wanted, said = model.samples(part)[target.name], model.answers(node, scores)
    of_kind = _of_labels if target.sizes else _of_classes if target.classes else _of_number
    arrays = of_kind(said, wanted)
    arrays |= {"number": model.numbers(part), "loss": model.losses(node, scores, wanted)}
    return found.step, arrays


def _of_classes(shares: np.ndarray, wanted: np.ndarray) -> dict[str, np.ndarray]:
    return {"label": wanted.copy(), "answer": shares.argmax(axis=1),
            "certainty": shares.max(axis=1).astype(np.float32)}  # fmt: skip


def _of_number(values: np.ndarray, wanted: np.ndarray) -> dict[str, np.ndarray]:
    return {"target": wanted.astype(np.float32), "answer": places.middle(values).astype(np.float32)}


def _of_labels(shares: np.ndarray, wanted: np.ndarray) -> dict[str, np.ndarray]:
    return {"labels": wanted > 0.5, "shares": shares.astype(np.float32)}
