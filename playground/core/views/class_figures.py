"""How well a goal is met on held-out data: by class, or as distance from the number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.project.values import Part
from playground.core.training.metrics import confusion
from playground.core.views import linear, places
from playground.core.views.place_figures import by_class, of_places
from playground.core.views.spec import LiveModel, Snapshot
from playground.core.views.uncertainty import intervals, of_numbers


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return the figures of one goal on the validation part.

    For classes: `confusion` (true, answered) int64, `precision`, `recall` and `support` (classes,). For a
    number: `number` (the samples' own in the data set) int64, `target` and `answer` (n,) float32, and
    `linear`, what least squares on the training samples say, where that can be. Facts: `goal`, `part`,
    `samples`, `classes`, `loss` and the goal's figures, `accuracy` or `mse`, `mae`, `r2` among them, and
    `interval`: half the width of the 95 % interval of each; for a number of `r2` and `mae`, with `linear`
    {`r2`, `mae`} and `ahead`, the ends of the 95 % interval of how far the network's R² is above that of the
    linear model. Of a goal with a class a step or a pixel it is these that are counted, those left out by a
    mask apart: `iou` (classes,) and `iou_half`, half of each one's 95 % interval, stand beside; facts are
    `places`, so many of them, and no loss. Nothing is known of more than are kept.
    A class that is never answered has precision 0, one without samples recall 0. Options: `goal`, `part`.
    Without samples: no arrays and no figures.
    """
    part: Part = options.get("part") or "validation"
    node = places.figuring(model.project, model.fields, options)
    target = places.figured(model.project, model.fields)[node]
    samples = model.samples(part)
    wanted = samples[target.name]
    facts = {"goal": node, "part": part, "samples": len(wanted), "classes": target.classes}
    if not len(wanted):
        return Snapshot("class_figures", model.step, {}, facts)
    found = model.evaluation(part)
    if target.sizes:
        arrays, told = of_places(found.scores.get(node), wanted, len(target.classes))
    else:
        arrays, told = _of_samples(model, node, found.scores[node], part)
    return Snapshot("class_figures", found.step, arrays, {**facts, **told})


def _of_samples(
    model: LiveModel, node: str, scores: np.ndarray, part: Part
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return arrays and facts of a goal with one target a sample."""
    target = places.goals(model.project, model.fields)[node]
    wanted = model.samples(part)[target.name]
    facts = dict(model.figures(node, scores, wanted))
    if places.rule(model.project, node).by_answers:
        scores = model.answers(node, scores)
    if target.classes:
        arrays = by_class(confusion(scores, wanted))
        return arrays, {**facts, "interval": intervals(arrays["confusion"])}
    simple = linear.answers(model, node, part)
    arrays = {"number": model.numbers(part), **_of_number(scores, wanted, simple)}
    return arrays, {**facts, **_beside_linear(model, node, arrays)}


def _of_number(scores: np.ndarray, wanted: np.ndarray, simple: np.ndarray | None) -> dict[str, np.ndarray]:
    arrays = {"target": wanted.astype(np.float32), "answer": places.middle(scores).astype(np.float32)}
    return arrays if simple is None else arrays | {"linear": simple.astype(np.float32)}


def _beside_linear(model: LiveModel, node: str, arrays: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """Return how far the figures may be off, and those of the linear model on the same samples."""
    target, answer = (arrays[name].astype(np.float64) for name in ("target", "answer"))
    simple = arrays.get("linear")
    if not np.isfinite(answer).all():
        return {}
    other = None if simple is None else simple.astype(np.float64)
    facts: dict[str, Any] = dict(of_numbers(target, answer, other))
    if simple is not None:
        told = model.figures(node, simple[:, None], arrays["target"])
        facts["linear"] = {name: told[name] for name in ("r2", "mae")}
    return facts
