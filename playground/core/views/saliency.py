"""Why this answer: the pixels of the picture looked at that it hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.insight.saliency import occlusion, of_gradient
from playground.core.views import places
from playground.core.views.looked import looked_at
from playground.core.views.scales import finite, largest
from playground.core.views.spec import LiveModel, Snapshot


def compute(model: LiveModel, options: Mapping[str, Any]) -> Snapshot:
    """Return `map` (h, w) float32 for one class, and `picture` (channels, h, w) raw.

    Options: those of `looked_at`, `method` ("occlusion" unless said, or "gradient"), `column` (a class; None:
    the likeliest), `goal`. Facts: `method`, `column`, `scale` (largest absolute value), `part`, `number`.
    """
    looked = looked_at(model, options)
    node = places.goal(model.project, model.fields, options)
    picture = np.array(looked.inputs["image"][0], dtype=np.float32)

    def shares(pictures: np.ndarray, memo: str) -> np.ndarray:
        beside = {name: np.repeat(each, len(pictures), axis=0) for name, each in looked.inputs.items()}
        outputs = model.outputs({**beside, "image": pictures}, memo)
        return model.answers(node, places.scores(model.project, outputs, node))

    column = options.get("column")
    column = int(shares(picture[None], looked.memo)[0].argmax()) if column is None else int(column)
    method = "gradient" if options.get("method") == "gradient" else "occlusion"
    if method == "gradient":
        found = of_gradient(model.input_gradient(looked.inputs, node, column)["image"][0])
    else:
        memo = f"covered {looked.memo}"
        found = occlusion(picture, lambda pictures: shares(pictures, memo)[:, column], float(picture.min()))
    facts = {"method": method, "column": column, "scale": largest(found), "part": looked.part,
             "number": looked.number}  # fmt: skip
    return Snapshot("saliency", model.step, {"map": finite(found), "picture": picture}, facts)
