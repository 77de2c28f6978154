"""What each filter and unit makes of one sample of the data, or of a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.views import places
from playground.core.views.looked import Looked, looked_at
from playground.core.views.regions import Region, regions
from playground.core.views.scales import finite, is_finite, largest
from playground.core.views.spec import LiveModel, Snapshot

MAPS = 64  # drawn for one block at most
PICTURE = ".picture"  # never the id of a block
CERTAIN = ".certain."  # before the id of a goal


def raw(field: str) -> str:
    """Return the name of the array with the raw values of a field of the data."""
    return PICTURE if field == "image" else f".{field}"


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return for each block what it makes of one sample: maps (shown, h, w), or flat outputs (k,) float32.

    What a block makes of a sequence is one map (1, features, time).

    Options: those of `looked_at`. Arrays: the node ids, sources included, and `.picture` (channels, h, w)
    with the raw pixels, or `.FIELD` with the raw values of other data; of a goal of steps or pixels
    `.said.GOAL` and, where it is known, `.true.GOAL`: the class (time,) or (h, w) of each, and of one of
    pixels `.certain.GOAL` (h, w), the probability of what is said, with the fact `regions` {goal: (Region,
    ...)}. Facts: `nodes`
    {id: {"scale": largest absolute value, "shown", "of", "finite"}}, `sample`, `number` (its own in the
    data set), `part`, `count` (of the part), and where there are classes `goal`, `classes`, `label` (the
    true one), `answer` (the likeliest), `probabilities` (classes,) and `loss` (of this sample); label,
    number and loss of a drawing are None. Where there is a number: `goal`, `value` (what is said), `true`
    and `loss`; where there are labels: `goal`, `classes`, `shares` (the probability of each), `labels`
    (whether each applies) and `loss`. Blocks in groups: see `places.is_shown`.
    """
    looked = looked_at(model, options)
    outputs = model.outputs(looked.inputs, looked.memo)
    arrays = {node: np.array(out[0], dtype=np.float32) for node, out in outputs.items()
              if places.is_shown(node, options)}  # fmt: skip
    nodes = {node: _facts(values) for node, values in arrays.items()}
    facts = {"nodes": nodes, "sample": looked.sample, "number": looked.number, "part": looked.part,
             "count": looked.count}  # fmt: skip
    drawn = {node: finite(_first(values)) for node, values in arrays.items()}
    drawn |= {raw(name): np.array(values[0], dtype=np.float32) for name, values in looked.inputs.items()}
    marks = _marks(model, outputs, looked)
    facts |= {"regions": _regions(marks)}
    return Snapshot(
        "feature_maps", model.step, drawn | marks, {**facts, **_answer(model, outputs, looked, options)}
    )


def _marks(model: LiveModel, outputs: Mapping[str, np.ndarray], looked: Looked) -> dict[str, np.ndarray]:
    """Return of goals with a class a step or a pixel what is said and what is true of each place."""
    found: dict[str, np.ndarray] = {}
    for node, (rule, field) in places.placed(model.project, model.fields).items():
        shares = model.answers(node, places.scores(model.project, outputs, node))
        found[f".said.{node}"] = shares.argmax(axis=rule.axis)[0]
        if rule.aligned == "pixel":
            found[f"{CERTAIN}{node}"] = finite(shares.max(axis=rule.axis)[0].astype(np.float32))
        if field.name in looked.fields:
            true = np.array(looked.fields[field.name][0])
            judged = looked.fields.get(rule.judged)
            found[f".true.{node}"] = true if judged is None else np.where(judged[0], true, -1)
    return found


def _regions(marks: Mapping[str, np.ndarray]) -> dict[str, tuple[Region, ...]]:
    """Return the regions of what each goal of pixels says."""
    certain = {name[len(CERTAIN) :]: each for name, each in marks.items() if name.startswith(CERTAIN)}
    return {node: regions(marks[f".said.{node}"], each) for node, each in certain.items()}


def _first(values: np.ndarray) -> np.ndarray:
    """Return the first maps of a picture; a sequence (time, features) as one map, time to the right."""
    if values.ndim == 2:
        return np.ascontiguousarray(values.T)[None]
    return values[:MAPS].copy() if values.ndim == 3 else values


def _facts(values: np.ndarray) -> dict[str, Any]:
    shown = _first(values)
    sound = is_finite(values)
    return {"scale": largest(shown), "shown": len(shown), "of": len(values), "finite": sound}


def _answer(
    model: LiveModel, outputs: Mapping[str, np.ndarray], looked: Looked, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the network takes the sample for: a class, a number, or labels."""
    if not places.judged(model.project, model.fields):
        return {}
    node = places.judging(model.project, model.fields, options)
    target = places.judged(model.project, model.fields)[node]
    scores = places.scores(model.project, outputs, node)
    said = model.answers(node, scores)[0]
    wanted = looked.fields.get(target.name)
    facts = {"goal": node, "loss": None if wanted is None else float(model.losses(node, scores, wanted)[0])}
    if not target.classes:
        return facts | {
            "value": float(places.middle(said[None])[0]),
            "true": None if wanted is None else float(wanted[0]),
        }
    if target.sizes:
        return facts | {"classes": target.classes, "shares": tuple(float(share) for share in said),
                        "labels": None if wanted is None else tuple((wanted[0] > 0.5).tolist())}  # fmt: skip
    return {
        **facts, "classes": target.classes, "label": None if wanted is None else int(wanted[0]),
        "answer": int(said.argmax()), "probabilities": tuple(float(share) for share in said),
    }  # fmt: skip
