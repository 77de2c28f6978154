"""What each filter and unit makes of one picture of the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.project.values import Part
from playground.core.views import places
from playground.core.views.scales import finite, is_finite, largest
from playground.core.views.spec import LiveModel, Snapshot

MAPS = 64  # drawn for one block at most
PICTURE = ".picture"  # never the id of a block


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return for each block what it makes of one picture: maps (shown, h, w), or flat outputs (k,), float32.

    Option `sample` counts from 0 in the validation part (the training part if that is empty) and wraps
    around. Arrays: the node ids, sources included, and `.picture` (channels, h, w) with the raw pixels.
    Facts: `nodes` {id: {"scale": largest absolute value, "shown", "of", "finite"}}, `sample`, `part`, `count`
    (of the part), and where there are classes `goal`, `classes`, `label` (the true one), `answer` (the
    likeliest) and `probabilities` (classes,).
    """
    part, samples = _held_out(model)
    sample = int(options.get("sample") or 0) % len(samples["image"])
    one = {name: values[sample : sample + 1] for name, values in samples.items()}
    outputs = model.outputs({"image": one["image"]}, f"picture {part} {sample}")
    arrays = {node: np.array(out[0], dtype=np.float32) for node, out in outputs.items()}
    nodes = {node: _facts(values) for node, values in arrays.items()}
    facts = {"nodes": nodes, "sample": sample, "part": part, "count": len(samples["image"])}
    drawn = {node: finite(_first(values)) for node, values in arrays.items()}
    drawn[PICTURE] = np.array(one["image"][0], dtype=np.float32)
    return Snapshot("feature_maps", model.step, drawn, {**facts, **_answer(model, outputs, one, options)})


def _held_out(model: LiveModel) -> tuple[Part, Mapping[str, np.ndarray]]:
    samples = model.samples("validation")
    return ("validation", samples) if len(samples["image"]) else ("train", model.samples("train"))


def _first(values: np.ndarray) -> np.ndarray:
    return values[:MAPS].copy() if values.ndim == 3 else values


def _facts(values: np.ndarray) -> dict[str, Any]:
    shown = _first(values)
    sound = is_finite(values)
    return {"scale": largest(shown), "shown": len(shown), "of": len(values), "finite": sound}


def _answer(
    model: LiveModel,
    outputs: Mapping[str, np.ndarray],
    one: Mapping[str, np.ndarray],
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what the network takes the picture for, if it has classes."""
    if not places.has_goal(model.project, model.fields):
        return {}
    node = places.goal(model.project, model.fields, options)
    target = places.goals(model.project, model.fields)[node]
    if not target.classes:
        return {}
    shares = model.answers(node, places.scores(model.project, outputs, node))[0]
    return {
        "goal": node, "classes": target.classes, "label": int(one[target.name][0]),
        "answer": int(shares.argmax()), "probabilities": tuple(float(share) for share in shares),
    }  # fmt: skip
