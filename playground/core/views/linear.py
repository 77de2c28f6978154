"""The simplest model of a number: least squares on the same training samples, to compare a network with."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.project.values import Part
from playground.core.views import places
from playground.core.views.spec import LiveModel


def answers(model: LiveModel, node: str, part: Part) -> np.ndarray | None:
    """Return what a linear model of all raw inputs says of each sample of a part, (n,) float64.

    None where it cannot be: of words, where values are missing, or with more inputs than samples. It is
    worked out once for the data.
    """
    return model.of_data(f"linear {node} {part}", lambda: _answers(model, node, part))


def _answers(model: LiveModel, node: str, part: Part) -> np.ndarray | None:
    weights = model.of_data(f"linear {node}", lambda: _fitted(model, node))
    rows = _rows(model, part)
    return None if weights is None or rows is None else _with_ones(rows) @ weights


def _fitted(model: LiveModel, node: str) -> np.ndarray | None:
    """Return the weights, the constant last, that lie closest to the training targets."""
    rows = _rows(model, "train")
    if rows is None or len(rows) <= rows.shape[1] + 1:
        return None
    target = model.samples("train")[places.goals(model.project, model.fields)[node].name]
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1.0  # what never changes explains nothing
    scaled: np.ndarray = np.linalg.lstsq(_with_ones((rows - middle) / spread), target.astype(np.float64),
                                         rcond=None)[0]  # fmt: skip
    weights = scaled[:-1] / spread
    return np.append(weights, scaled[-1] - middle @ weights)


def _rows(model: LiveModel, part: Part) -> np.ndarray | None:
    """Return the inputs of a part side by side, (n, k); None where one is no number."""
    fields, names = model.fields.fields, places.brought(model.project)
    if any(name not in fields or fields[name].dtype != "float" for name in names):
        return None
    samples: Mapping[str, np.ndarray] = model.samples(part)
    if any(np.isnan(samples[name]).any() for name in names):
        return None
    return np.concatenate([samples[name].reshape(len(samples[name]), -1) for name in names], axis=1,
                          dtype=np.float64)  # fmt: skip


def _with_ones(rows: np.ndarray) -> np.ndarray:
    return np.concatenate([rows, np.ones((len(rows), 1))], axis=1)
