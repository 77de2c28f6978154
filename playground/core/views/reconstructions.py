"""What comes back of each sample: its error, some samples in full, and what PCA reaches of a copy."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np

from playground.core.graph.wiring import source_before
from playground.core.insight.principal import residual
from playground.core.network.topology import downstream, upstream
from playground.core.project.values import Part
from playground.core.views import places
from playground.core.views.looked import Looked, looked_at
from playground.core.views.spec import LiveModel, Snapshot

FITTED_ON = 4_000  # training samples at most
MOST_NUMBERS = 1_600  # of a sample, for which principal components are found while one waits
NO_CODE: Mapping[str, Any] = {"code": None, "pca": None}
QUIETEST = 1e-12  # the error of a perfect copy, as the goal's own figure has it


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return how well a goal gives back its input, sample by sample, and one sample in full.

    Options: those of `looked_at` (whose part the errors are of, too), `goal`, and for a sheet `order` (worst,
    best or any), `first` and `count`. Arrays: `errors` (n,) float64, the mean squared error of each sample;
    `number` (n,); `label` (n,) where samples have one; `input` and `made`, one sample as the source gives it
    and as it comes back; `order` (k,) with `inputs` and `mades` (k, ...) of the sheet. Where a goal makes a
    picture of another, `input` and `inputs` are the pictures to be made, `before` and `befores` what they are
    made of. Facts: `goal`, `part`, `samples`, `mean` (of the errors), `low` and `high` (of the inputs),
    `classes`; of the one sample `sample`, `number`, `of` (its part), `mse`, `psnr` and `rank` (1 is the worst
    of the part's); `code` and `pca`: how many numbers the narrowest block gives, and the mean error of as
    many principal components, None where nothing is narrow or the samples are too large.
    """
    node = places.mirror(model.project, model.fields, options)
    looked = looked_at(model, options)
    part = _part(model, options)
    brought, sizes = model.of_data(
        f"given {node} {part}", lambda: _given(model, model.samples(part), part, node)
    )
    makes = places.made_of_another(model.project, node)
    given = _aimed_at(model, model.samples(part), node) if makes else brought
    made, step = _made(model, part, node)
    made = made.reshape(given.shape)
    errors = _errors(given, made, _judged(model, model.samples(part), node))
    arrays = {"errors": errors, "number": model.numbers(part)}
    arrays |= {name: each.copy() for name, each in model.samples(part).items() if name == "label"}
    one, back, before = _one(model, looked, node, makes)
    if looked.part == part:  # of the same pass: one alone differs in its last bits
        one, back = (each[looked.sample : looked.sample + 1] for each in (given, made))
    arrays |= {"input": one[0].copy(), "made": back[0].copy()}
    arrays |= _sheet(errors, given, made, options)
    arrays |= {"before": before[0].copy(), **_befores(arrays, brought)} if makes else {}
    label, mse = model.fields.fields.get("label"), _error_of(model, looked, node, one, back)
    facts = {
        "goal": node, "part": part, "samples": len(errors), "mean": float(errors.mean()),
        "low": float(given.min()), "high": float(given.max()),
        "classes": label.classes if label is not None else (), **_told(looked, errors, mse),
        **(NO_CODE if makes else _principal(model, given, sizes, node, part)),
    }  # fmt: skip
    return Snapshot("reconstructions", step, arrays, facts)


def _part(model: LiveModel, options: Mapping[str, Any]) -> Part:
    """Return the part whose errors are asked for; the training part where that has no samples."""
    part: Part = options.get("part") or "validation"
    return part if len(model.numbers(part)) else "train"


def _told(looked: Looked, errors: np.ndarray, mse: float) -> dict[str, Any]:
    """Return the facts of the one sample."""
    return {"sample": looked.sample, "number": looked.number, "of": looked.part, "mse": mse,
            "psnr": psnr(mse), "rank": 1 + int((errors > mse).sum())}  # fmt: skip


def psnr(mse: float) -> float:
    """Return an error in decibels below the peak, which is 1."""
    return float(-10 * np.log10(max(mse, QUIETEST)))


def _given(
    model: LiveModel, samples: Mapping[str, np.ndarray], memo: str, node: str
) -> tuple[np.ndarray, tuple[int, ...]]:
    """Return what the source gives of some samples, and how much each block between it and the goal gives."""
    outputs = model.outputs({name: samples[name] for name in places.brought(model.project)}, memo)
    source = source_before(model.project, node)
    between = downstream(model.graph.network, source) & upstream(model.graph.network, node)
    sizes = tuple(prod(outputs[each].shape[1:]) for each in between if each in outputs)
    return outputs[source].astype(np.float64), sizes


def _made(model: LiveModel, part: Part, node: str) -> tuple[np.ndarray, int]:
    """Return what comes back of a part and when: of the pass that the other figures come from, or now."""
    found = model.evaluation(part)
    if node in found.scores:
        return found.scores[node].astype(np.float64), found.step
    samples = model.samples(part)
    outputs = model.outputs({name: samples[name] for name in places.brought(model.project)}, part)
    return places.scores(model.project, outputs, node).astype(np.float64), model.step


def _aimed_at(model: LiveModel, samples: Mapping[str, np.ndarray], node: str) -> np.ndarray:
    """Return the pictures that are to be made of some samples; KeyError where they are not known."""
    return samples[places.mirrors(model.project, model.fields)[node].name].astype(np.float64)


def _one(
    model: LiveModel, looked: Looked, node: str, makes: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return one sample as it is to be, as it comes back, and as the source gives it, (1, ...) each."""
    before, _ = _given(model, looked.inputs, looked.memo, node)
    given = _aimed_at(model, looked.fields, node) if makes else before
    scores = places.scores(model.project, model.outputs(looked.inputs, looked.memo), node)
    return given, scores.astype(np.float64).reshape(given.shape), before


def _befores(arrays: Mapping[str, np.ndarray], brought: np.ndarray) -> dict[str, np.ndarray]:
    """Return what the samples of a sheet were made of."""
    return {"befores": brought[arrays["order"]]} if "order" in arrays else {}


def _judged(model: LiveModel, samples: Mapping[str, np.ndarray], node: str) -> np.ndarray | None:
    """Return which pixels (n, 1, h, w) of some samples count; None where all do."""
    mask = samples.get(places.rule(model.project, node).judged)
    return None if mask is None else mask[:, None]


def _errors(given: np.ndarray, made: np.ndarray, judged: np.ndarray | None) -> np.ndarray:
    """Return the mean squared error of each sample, over what counts of it."""
    squares = np.square(made - given)
    if judged is None:
        return np.asarray(squares.reshape(len(given), -1).mean(axis=1))
    counts = np.broadcast_to(judged, squares.shape).reshape(len(given), -1)
    sums = np.where(counts, squares.reshape(len(given), -1), 0).sum(axis=1)
    return np.asarray(sums / np.maximum(counts.sum(axis=1), 1))


def _error_of(model: LiveModel, looked: Looked, node: str, given: np.ndarray, made: np.ndarray) -> float:
    """Return the mean squared error of the sample that is looked at."""
    return float(_errors(given, made, _judged(model, looked.fields, node))[0])


def _sheet(
    errors: np.ndarray, given: np.ndarray, made: np.ndarray, options: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """Return the samples of a sheet, as many as are asked for."""
    count, first = int(options.get("count") or 0), int(options.get("first") or 0)
    if not count:
        return {}
    wanted = options.get("order")
    order = np.arange(len(errors)) if wanted == "any" else np.argsort(errors, kind="stable")
    order = (order[::-1] if wanted in (None, "worst") else order)[first : first + count]
    return {"order": order.copy(), "inputs": given[order], "mades": made[order]}


def _principal(
    model: LiveModel, given: np.ndarray, sizes: tuple[int, ...], node: str, part: Part
) -> Mapping[str, Any]:
    """Return the width of the code and what as many principal components of the training part reach."""
    code, whole = min(sizes, default=0), prod(given.shape[1:])
    if not 0 < code < whole or whole > MOST_NUMBERS:
        return NO_CODE

    def error() -> float:
        train = {name: values[:FITTED_ON] for name, values in model.samples("train").items()}
        fitted, _ = _given(model, train, "train for principal components", node)
        return residual(fitted.reshape(len(fitted), -1), given.reshape(len(given), -1), code)

    return {"code": code, "pca": model.of_data(f"principal components {node} {part} {code}", error)}
