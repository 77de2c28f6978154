"""The one sample that a view looks at: of the data, or a picture that somebody drew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.core.project.values import Part
from playground.core.views import places
from playground.core.views.spec import LiveModel

DRAWN = "drawn"


@dataclass(frozen=True)
class Looked:
    """One sample: its raw fields, (1, ...) each; a drawing has no target."""

    inputs: Mapping[str, np.ndarray]  # what the sources take
    fields: Mapping[str, np.ndarray]  # those, and the targets where they are known
    memo: str  # for `LiveModel.outputs`
    part: str  # train, validation, test, or drawn
    sample: int  # counts from 0 in its part
    number: int | None  # its own in the data set
    count: int  # of the part


def looked_at(model: LiveModel, options: Mapping[str, Any]) -> Looked:
    """Return what the options ask for: `picture` (channels, h, w) raw pixels, or `sample` of `part`.

    A sample counts from 0 in its part, validation unless said, and wraps around; a part without samples gives
    way to the training part. A picture is no whole sample for a network that takes other data, too.
    """
    picture = options.get("picture")
    if picture is not None and places.has_only_pictures(model.project, model.fields):
        drawn = {
            "image": np.array(picture, dtype=np.float32)[None]
        }  # a copy: torch wants to be able to write
        return Looked(drawn, drawn, f"drawn {hash(drawn['image'].tobytes())}", DRAWN, 0, None, 1)
    part: Part = options.get("part") or "validation"
    part = part if len(model.numbers(part)) else "train"
    numbers, samples = model.numbers(part), model.samples(part)
    sample = int(options.get("sample") or 0) % len(numbers)
    one = {name: values[sample : sample + 1] for name, values in samples.items()}
    inputs = {name: one[name] for name in places.brought(model.project)}
    return Looked(inputs, one, f"one {part} {sample}", part, sample, int(numbers[sample]), len(numbers))
