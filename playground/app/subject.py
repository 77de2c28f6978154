"""What the blocks look at: one sample of the data, a picture that somebody drew, or a point of the plane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.core.project.values import Part


@dataclass(frozen=True, eq=False)
class Subject:
    """One sample of a part, or a drawing or a point of the plane, for which `sample` counts for nothing."""

    sample: int = 0  # counts from 0 in its part
    part: Part = "validation"
    picture: np.ndarray | None = None  # raw pixels (channels, h, w)
    point: tuple[float, float] | None = None  # (x1, x2)

    @property
    def options(self) -> dict[str, Any]:
        """Return what views are asked with."""
        if self.picture is not None:
            return {"picture": self.picture}
        if self.point is not None:
            return {"point": self.point}
        return {"sample": self.sample, "part": self.part}

    @property
    def is_drawn(self) -> bool:
        """Tell whether it is a picture that somebody drew."""
        return self.picture is not None

    @property
    def _is_sample(self) -> bool:
        return self.picture is None and self.point is None

    def place_in(self, part: Part) -> int | None:
        """Return its place in a part, None where it is no sample of that."""
        return self.sample if self._is_sample and self.part == part else None

    def still(self, before: Mapping[Part, np.ndarray], after: Mapping[Part, np.ndarray]) -> Subject:
        """Return the same sample where others were left out before it; the nearest, where it was."""
        if not self._is_sample or self.sample >= len(before[self.part]) or not len(after[self.part]):
            return self
        found = np.flatnonzero(after[self.part] == before[self.part][self.sample])
        place = int(found[0]) if len(found) else min(self.sample, len(after[self.part]) - 1)
        return self if place == self.sample else replace(self, sample=place)

    def beside(self, step: int, count: int) -> Subject:
        """Return the sample so many places on, round and round; from what is no sample, back to them."""
        if not self._is_sample:
            return replace(self, picture=None, point=None)
        place = self.sample + step
        return replace(self, sample=place % count if count else max(0, place))
