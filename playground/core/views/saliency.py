"""Why this answer: the pixels of the pictures looked at that it hangs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from playground.core.blocks.shapes import is_of_kind
from playground.core.insight.saliency import occlusion, of_gradient
from playground.core.views import places
from playground.core.views.looked import Looked, looked_at
from playground.core.views.scales import finite, largest
from playground.core.views.spec import LiveModel, Snapshot

IMAGE = "image"
Answering = Callable[[str, np.ndarray, str], np.ndarray]  # (field, pictures of it, memo) -> (n, classes)


def map_of(field: str) -> str:
    """Return the name of the array with the map over a field's picture."""
    return "map" if field == IMAGE else f"map.{field}"


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return `map` (h, w) float32 for one class, and `picture` (channels, h, w) raw.

    Of a sample with more pictures than one there is `map.FIELD` (h, w) for each of the others. Options:
    those of `looked_at`, `method` ("occlusion" unless said, or "gradient"), `column` (a class; None: the
    likeliest), `goal`. Facts: `method`, `column`, `scale` (largest absolute value of all), `part`, `number`.
    """
    looked = looked_at(model, options)
    node = places.goal(model.project, model.fields, options)

    def shares(field: str, pictures: np.ndarray, memo: str) -> np.ndarray:
        beside = {name: np.repeat(each, len(pictures), axis=0) for name, each in looked.inputs.items()}
        outputs = model.outputs({**beside, field: pictures}, memo)
        return model.answers(node, places.scores(model.project, outputs, node))

    column = options.get("column")
    if column is None:
        column = int(shares(IMAGE, looked.inputs[IMAGE], looked.memo)[0].argmax())
    fields = [name for name in looked.inputs if is_of_kind(name, IMAGE)]
    method = "gradient" if options.get("method") == "gradient" else "occlusion"
    if method == "gradient":
        slopes = model.input_gradient(looked.inputs, node, column)
        maps = {name: of_gradient(slopes[name][0]) for name in fields}
    else:
        maps = {name: _covered(looked, name, shares, column) for name in fields}
    facts = {"method": method, "column": column, "scale": max(map(largest, maps.values())),
             "part": looked.part, "number": looked.number}  # fmt: skip
    picture = np.array(looked.inputs[IMAGE][0], dtype=np.float32)
    drawn = {map_of(name): finite(found) for name, found in maps.items()}
    return Snapshot("saliency", model.step, {**drawn, "picture": picture}, facts)


def _covered(looked: Looked, field: str, shares: Answering, column: int) -> np.ndarray:
    """Return how much less probable a class becomes when parts of one picture are covered, (h, w)."""
    picture = np.array(looked.inputs[field][0], dtype=np.float32)
    memo = f"covered {field} {looked.memo}"
    ground = float(picture.min())
    return occlusion(picture, lambda pictures: shares(field, pictures, memo)[:, column], ground)
