"""The description of one data set; its arrays are made only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, Literal

import numpy as np

from playground.core.blocks.params import Param, Params
from playground.core.blocks.shapes import DataFields
from playground.core.registry import named

_AT_ONCE = 256  # samples whose inputs are looked at together: all of them may be more than fits in memory
Task = Literal["classify", "regress", "multi_label", "mark_pixels", "make_picture"]


@dataclass(frozen=True)
class DataSet:
    """All samples in the data set's own order.

    `arrays` has one raw array a field, samples first: points (n, 2) float32, image (n, 1, h, w) float32,
    label (n,) int64, value (n,) float32. `guide` (n, ...) is what they are split by where the data say it,
    see `split`; `inputs` are the fields by which equal samples are known again.
    """

    fields: DataFields
    arrays: Mapping[str, np.ndarray]
    guide: np.ndarray | None = None
    inputs: tuple[str, ...] = ()

    @cached_property
    def equals(self) -> np.ndarray:
        """Return a number (n,) int64 that samples share whose inputs are equal."""
        inputs = [self.arrays[name] for name in self.inputs]
        digests = [digest for first in range(0, len(inputs[0]) if inputs else 0, _AT_ONCE)
                   for digest in _digests([each[first : first + _AT_ONCE] for each in inputs])]  # fmt: skip
        return np.unique(np.array(digests, "S16"), return_inverse=True)[1].astype(np.int64)


def _digests(inputs: list[np.ndarray]) -> list[bytes]:
    """Return what tells some samples apart, by their inputs (k, ...) each."""
    plain = [np.ascontiguousarray(each + 0) for each in inputs]  # -0 is 0
    contents = (b"".join(one.tobytes() for one in row) for row in zip(*plain, strict=True))
    return [blake2b(each, digest_size=16).digest() for each in contents]


@dataclass(frozen=True)
class DataSetSpec:
    """Describe one data set without loading it."""

    id: str
    title: str
    family: str  # id of a record in families.py
    task: Task
    summary: str
    source: str  # id of the source block that fits
    goal: str  # id of the goal block that fits
    fields: Callable[[Params], DataFields]  # torch-free and instant
    # What makes or reads the samples; as "module:function" it is imported when first used.
    load: str | Callable[[Params, int], DataSet]
    params: tuple[Param, ...] = ()  # noise, size...
    glance: str = ""  # "module:function" of how many -> their pictures (k, 1, h, w); "": the set is made
    draw: str = ""  # "module:function" of a drawing -> a raw picture, see core/data/drawing.py; "": none
    credit: str = ""  # where formula or data come from, with licence

    def options(self, given: Mapping[str, Any]) -> Params:
        """Return given options with defaults filled in."""
        return Params(self.params, given)

    @property
    def drawn(self) -> bool:
        """Say whether the program makes its samples, anew from each seed; others come as they are."""
        return bool(self.params)

    def make(self, given: Mapping[str, Any], seed: int) -> DataSet:
        """Make or load the samples; the same options and seed give the same bits."""
        load = named(self.load) if isinstance(self.load, str) else self.load
        made: DataSet = load(self.options(given), seed)
        return made

    def first_pictures(self, count: int) -> np.ndarray:
        """Return a few raw pictures (k, channels, h, w) for a card, without making the whole set."""
        if not self.glance:
            return np.asarray(self.make({"samples": count}, seed=0).arrays["image"][:count])
        found: np.ndarray = named(self.glance)(count)
        return found

    def picture_of(self, drawing: np.ndarray) -> np.ndarray:
        """Return what a drawing (n, n) of 0 to 1 becomes; only where `draw` is given."""
        made: np.ndarray = named(self.draw)(drawing)
        return made
