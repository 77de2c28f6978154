"""The one sample that a view looks at: of the data, a picture that somebody drew, or a point of the plane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.core.project.values import Part
from playground.core.views import places
from playground.core.views.spec import LiveModel

DRAWN = "drawn"
CHOSEN = "chosen"  # a point of the plane


@dataclass(frozen=True)
class Looked:
    """One sample: its raw fields, (1, ...) each; a drawing and a chosen point have no target."""

    inputs: Mapping[str, np.ndarray]  # what the sources take
    fields: Mapping[str, np.ndarray]  # those, and the targets where they are known
    memo: str  # for `LiveModel.outputs`
    part: str  # train, validation, test, drawn, or chosen
    sample: int  # counts from 0 in its part
    number: int | None  # its own in the data set
    count: int  # of the part

    @property
    def point(self) -> tuple[float, float] | None:
        """Return where it lies in the plane, None where its data are no points."""
        found = self.inputs.get("points")
        return None if found is None else (float(found[0, 0]), float(found[0, 1]))


def looked_at(model: LiveModel, options: Mapping[str, Any]) -> Looked:
    """Return what the options ask for: `picture` (channels, h, w) raw pixels, `point` (x1, x2), or `sample`.

    A sample counts from 0 in its part, validation unless said, and wraps around; a part without samples gives
    way to the training part. A picture or a point is no whole sample where other data are taken, too.
    """
    picture = options.get("picture")
    if picture is not None and places.has_only_pictures(model.project, model.fields):
        drawn = {
            "image": np.array(picture, dtype=np.float32)[None]
        }  # a copy: torch wants to be able to write
        return Looked(drawn, drawn, f"drawn {hash(drawn['image'].tobytes())}", DRAWN, 0, None, 1)
    point = options.get("point")
    if point is not None and places.has_plane(model.project, model.fields):
        there = {"points": np.array([point], dtype=np.float32)}
        return Looked(there, there, f"point {tuple(point)}", CHOSEN, 0, None, 1)
    part: Part = options.get("part") or "validation"
    part = part if len(model.numbers(part)) else "train"
    numbers, samples = model.numbers(part), model.samples(part)
    sample = int(options.get("sample") or 0) % len(numbers)
    one = {name: values[sample : sample + 1] for name, values in samples.items()}
    inputs = {name: one[name] for name in places.brought(model.project)}
    return Looked(inputs, one, f"one {part} {sample}", part, sample, int(numbers[sample]), len(numbers))
