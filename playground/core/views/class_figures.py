"""How well a goal is met on held-out data: by class, or as distance from the number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.blocks.registry import BLOCKS
from playground.core.blocks.shapes import Field
from playground.core.project.values import Part
from playground.core.views import places
from playground.core.views.spec import LiveModel, Snapshot


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return the figures of one goal on the validation part.

    For classes: `confusion` (true, answered) int64, `precision`, `recall` and `support` (classes,); facts
    `loss`, `accuracy`. For a number: `target` and `answer` (n,) float32; facts `loss`, `mse`, `mae`, `r2`.
    Facts of both: `goal`, `part`, `samples`, `classes`. A class that is never answered has precision 0, one
    without samples recall 0. Options: `goal`, `part`. Without samples there are no arrays and no figures.
    """
    part: Part = options.get("part") or "validation"
    node = places.goal(model.project, model.fields, options)
    target = places.goals(model.project, model.fields)[node]
    samples = model.samples(part)
    wanted = samples[target.name]
    facts = {"goal": node, "part": part, "samples": len(wanted), "classes": target.classes}
    if not len(wanted):
        return Snapshot("class_figures", model.step, {}, facts)
    inputs = {name: samples[name] for name in places.brought(model.project)}
    scores = places.scores(model.project, model.outputs(inputs, part), node)
    arrays, figures = _figures(model, node, target, scores, wanted)
    return Snapshot("class_figures", model.step, arrays, {**facts, **figures})


def confusion(wanted: np.ndarray, answered: np.ndarray, classes: int) -> np.ndarray:
    """Return how often each class (row) was answered as each class (column), (classes, classes) int64."""
    counted = np.bincount(wanted * classes + answered, minlength=classes * classes)
    return counted.reshape(classes, classes).astype(np.int64)


def _figures(
    model: LiveModel, node: str, target: Field, scores: np.ndarray, wanted: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    block = model.project.network.nodes[node]
    params = BLOCKS.get(block.kind).params_of(block.params)
    if target.classes:
        return _of_classes(model.answers(node, scores), wanted, params["label_smoothing"])
    return _of_number(scores[:, 0].astype(np.float64), wanted.astype(np.float64), params["loss"])


def _of_classes(
    shares: np.ndarray, wanted: np.ndarray, smoothing: float
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    table = confusion(wanted, shares.argmax(axis=1), shares.shape[1])
    hits, support, answered = table.diagonal(), table.sum(axis=1), table.sum(axis=0)
    logs = np.log(np.maximum(shares.astype(np.float64), np.finfo(np.float32).tiny))
    true = logs[np.arange(len(wanted)), wanted]
    loss = -((1 - smoothing) * true + smoothing * logs.mean(axis=1)).mean()
    arrays = {
        "confusion": table, "support": support,
        "precision": hits / np.maximum(answered, 1), "recall": hits / np.maximum(support, 1),
    }  # fmt: skip
    return arrays, {"loss": float(loss), "accuracy": float(hits.sum() / len(wanted))}


def _of_number(
    answer: np.ndarray, wanted: np.ndarray, loss: str
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    miss = np.abs(answer - wanted)
    spread = float(np.square(wanted - wanted.mean()).sum())
    huber = np.where(miss < 1, 0.5 * miss**2, miss - 0.5)
    means = {"mse": float(np.square(miss).mean()), "mae": float(miss.mean()), "huber": float(huber.mean())}
    r2 = 1 - float(np.square(miss).sum()) / spread if spread else 0.0
    arrays = {"target": wanted.astype(np.float32), "answer": answer.astype(np.float32)}
    return arrays, {"loss": means[loss], "mse": means["mse"], "mae": means["mae"], "r2": r2}
