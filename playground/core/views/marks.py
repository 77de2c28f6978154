"""What is said of each step or pixel beside what is true, sample by sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.project.values import Part
from playground.core.training.evaluated import SURELY
from playground.core.views import places
from playground.core.views.place_figures import shares_wrong, worst_confusions
from playground.core.views.spec import LiveModel, Snapshot


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return a page of samples with the classes that are said and true of each step or pixel.

    Options: `goal`, `part`, `order` (worst, best, any, or sure: those with most that are wrong at a
    probability of 0.9 or more, and no others), `first`, `count`, and `true`: a class that is true of some
    step or pixel of each sample; with `said`, what is said of those: then samples with most of them come
    first. Arrays: `errors` (n,) float64, the
    share of wrong ones in each sample, and `sure` (n,) int32, how many of them are sure; `number` (n,);
    `order` (k,) with `saids` and `trues` (k, time) or (k, h, w) int16, -1 where none counts, and `inputs`
    (k, ...), the first source's raw values; `confused` (k, 3) int64: which class is most often taken for
    which in each, and how often, 0 where nothing is wrong. Facts: `goal`, `part`, `classes`, `samples`,
    `listed` (so many that are listed in all), `mean` (of the errors), `surely` (so many are wrong somewhere
    though sure), `source` (the field that `inputs` are of). No arrays where nothing is kept.
    """
    part: Part = options.get("part") or "validation"
    node = places.marking(model.project, model.fields, options)
    field = places.marked(model.project, model.fields)[node]
    samples = model.samples(part)
    true, source = samples[field.name], places.brought(model.project)[0]
    facts = {"goal": node, "part": part, "classes": field.classes, "samples": len(true), "source": source}
    found = model.evaluation(part)
    said = found.scores.get(node)
    if said is None or not len(true):
        return Snapshot("marks", found.step, {}, facts)
    errors = shares_wrong(said, true)
    sure = found.scores[node + SURELY]
    listed = _listed(errors, said, true, sure, options)
    first = int(options.get("first") or 0)
    page = listed[first : first + int(options.get("count") or 0)]
    known = np.where(said[page] >= 0, true[page], -1).astype(np.int16)
    arrays = {"errors": errors, "sure": sure, "number": model.numbers(part), "order": page.copy(),
              "saids": said[page], "trues": known, "inputs": samples[source][page],
              "confused": worst_confusions(said[page], known, len(field.classes))}  # fmt: skip
    return Snapshot(
        "marks",
        found.step,
        arrays,
        {**facts, "listed": len(listed), "mean": float(errors.mean()), "surely": int((sure > 0).sum())},
    )


def _listed(
    errors: np.ndarray, said: np.ndarray, true: np.ndarray, sure: np.ndarray, options: Mapping[str, Any]
) -> np.ndarray:
    """Return the samples that are listed, by their places in the part, in their order."""
    wanted, answer = options.get("true"), options.get("said")
    if wanted is not None and answer is not None:
        return _most_of(((true == wanted) & (said == answer)).reshape(len(said), -1).sum(axis=1))
    order = _ordered(errors, sure, options.get("order"))
    if wanted is None:
        return order
    has = ((true == wanted) & (said >= 0)).reshape(len(said), -1).any(axis=1)
    return np.asarray(order[has[order]])


def _ordered(errors: np.ndarray, sure: np.ndarray, by: object) -> np.ndarray:
    """Return the places of all samples in an order; of those that are wrong though sure, no others."""
    if by == "sure":
        return _most_of(sure)
    if by == "any":
        return np.arange(len(errors))
    order = np.argsort(errors, kind="stable")
    return np.asarray(order if by == "best" else order[::-1])


def _most_of(counts: np.ndarray) -> np.ndarray:
    """Return the samples with some, those with most first."""
    order = np.argsort(-counts, kind="stable")
    return np.asarray(order[counts[order] > 0])
