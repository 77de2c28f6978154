"""How well each label is given on held-out data, as it is and at the threshold that would suit it best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.project.values import Part
from playground.core.views import places
from playground.core.views.spec import LiveModel, Snapshot

GIVEN_ABOVE = 0.5  # probability from which a label is given


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return figures of each label of one goal on the validation part.

    Arrays, (labels,) each: `support` int64, how many samples have it; `precision`, `recall` and `f1` float64
    when it is given from a probability of one half; `threshold`, the probability above which F1 is highest,
    and `best_f1` there. A share of nothing counts as 0. Options: `goal`, `part`. Facts: `goal`, `part`,
    `classes`, `samples`.
    """
    part: Part = options.get("part") or "validation"
    node = places.judging(model.project, model.fields, options)
    target = places.judged(model.project, model.fields)[node]
    samples = model.samples(part)
    true = samples[target.name] > 0.5
    facts = {"goal": node, "part": part, "classes": target.classes, "samples": len(true)}
    if not len(true):
        return Snapshot("label_figures", model.step, {}, facts)
    found = model.evaluation(part)
    shares = model.answers(node, found.scores[node]).astype(np.float64)
    best = [best_threshold(shares[:, label], true[:, label]) for label in range(true.shape[1])]
    arrays = {
        "support": true.sum(axis=0), **_at_a_half(shares, true),
        "threshold": np.array([threshold for threshold, _ in best]),
        "best_f1": np.array([f1 for _, f1 in best]),
    }  # fmt: skip
    return Snapshot("label_figures", found.step, arrays, facts)


def _at_a_half(shares: np.ndarray, true: np.ndarray) -> dict[str, np.ndarray]:
    given = shares > GIVEN_ABOVE
    hits, answers, truths = (given & true).sum(axis=0), given.sum(axis=0), true.sum(axis=0)
    return {
        "precision": hits / np.maximum(answers, 1), "recall": hits / np.maximum(truths, 1),
        "f1": 2 * hits / np.maximum(answers + truths, 1),
    }  # fmt: skip


def best_threshold(shares: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """Return the probability (n,) above which a label should be given for the highest F1, and that F1.

    It lies half-way between two probabilities; 0.5 where no other is better.
    """
    order = np.argsort(-shares, kind="stable")
    ranked, hits = shares[order], np.cumsum(true[order])
    f1 = 2 * hits / np.maximum(np.arange(1, len(true) + 1) + true.sum(), 1)
    ends = np.append(ranked[1:] < ranked[:-1], True)  # equal probabilities are given together
    f1 = np.where(ends & np.isfinite(ranked), f1, -1.0)
    given = shares > GIVEN_ABOVE
    now = 2 * int((given & true).sum()) / max(int(given.sum() + true.sum()), 1)
    found = int(f1.argmax())
    if f1[found] <= now:
        return GIVEN_ABOVE, now
    below = ranked[found + 1] if found + 1 < len(ranked) else -ranked[found] - 1e-9  # all of them
    return float((ranked[found] + below) / 2), float(f1[found])
