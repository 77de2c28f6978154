"""What the network answers at each point of the plane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.views import places, plane
from playground.core.views.spec import LiveModel, Snapshot


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return `value` (100, 100) float32 from -1 to 1, row 0 at the top where x2 is largest.

    Very wide networks get 50 or 20 cells a side. For two classes: the probability of class 1 minus that of
    class 0. For a number: its place in the target's range. Facts: `extent` (left, right, bottom, top),
    `classes` (empty for a number), `low` and `high` of a number, `finite`: whether every answer is.
    Option: `goal`.
    """
    node = places.goal(model.project, model.fields, options)
    target = places.goals(model.project, model.fields)[node]
    scores = places.scores(model.project, plane.outputs(model), node)
    value = _difference(model, node, scores) if target.classes else _scaled(places.middle(scores), target)
    facts = {
        "goal": node, "extent": plane.extent(model), "classes": target.classes,
        "low": target.low, "high": target.high, "finite": bool(np.isfinite(value).all()),
    }  # fmt: skip
    picture = np.nan_to_num(value, nan=0.0, posinf=1.0, neginf=-1.0).clip(-1, 1)
    arrays = {"value": plane.as_picture(picture).astype(np.float32)}
    return Snapshot("decision_map", model.step, arrays, facts)


def value_at(snapshot: Snapshot, x1: float, x2: float) -> float:
    """Return the map's value at a point, straight lines between the centres of four cells, exact on them.

    Points outside the centres take the nearest value on their edge.
    """
    return plane_value(snapshot.arrays["value"], snapshot.facts["extent"], x1, x2)


def plane_value(
    picture: np.ndarray, extent: tuple[float, float, float, float], x1: float, x2: float
) -> float:
    """Return the value (height, width) of any picture of the plane at a point, as `value_at` does."""
    left, right, bottom, top = extent
    rows, columns = picture.shape
    row, down = _cell((top - x2) / (top - bottom), rows)
    column, along = _cell((x1 - left) / (right - left), columns)
    upper, lower = picture[row : row + 2, column : column + 2].astype(np.float64) @ [1 - along, along]
    return float(upper * (1 - down) + lower * down)


def probability(value: float) -> float:
    """Return the probability of class 1 from the map's value."""
    return (value + 1) / 2


def number(snapshot: Snapshot, value: float) -> float:
    """Return the number that a regression map's value stands for."""
    low, high = snapshot.facts["low"], snapshot.facts["high"]
    return float(low + (value + 1) / 2 * (high - low))


def _difference(model: LiveModel, node: str, scores: np.ndarray) -> np.ndarray:
    shares = model.answers(node, scores)
    difference: np.ndarray = shares[:, 1] - shares[:, 0]
    return difference


def _scaled(numbers: np.ndarray, target: Field) -> np.ndarray:
    return (numbers - target.low) * np.float32(2 / (target.high - target.low)) - 1


def _cell(place: float, cells: int) -> tuple[int, float]:
    """Return the cell before a place in 0..1 and the share of the way to the next one's centre."""
    position = min(max(place * cells - 0.5, 0.0), cells - 1.0)
    before = min(int(position), cells - 2)
    return before, position - before
