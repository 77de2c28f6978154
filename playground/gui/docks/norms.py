"""The gradient norm of every block over the steps, as far as it was seen; never more than some points."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

MOST = 1024


class NormHistory:
    """Points at steps along the whole curve; when there are too many, every other one goes."""

    def __init__(self) -> None:
        self._steps: list[int] = []
        self._norms: list[Mapping[str, float]] = []
        self._every = 1
        self._count = 0

    def add(self, step: int, norms: Mapping[str, float]) -> None:
        """Take the norms of all blocks at a step; what lies after it is forgotten."""
        self._cut(step)
        if not norms or (self._steps and self._steps[-1] == step):
            return
        self._count += 1
        if self._count % self._every == 0:
            self._steps.append(step)
            self._norms.append(dict(norms))
        if len(self._steps) > MOST:
            self._steps, self._norms = self._steps[::2], self._norms[::2]
            self._every *= 2

    def _cut(self, step: int) -> None:
        while self._steps and self._steps[-1] > step:
            self._steps.pop()
            self._norms.pop()
        if not self._steps:
            self._every = 1

    def clear(self) -> None:
        """Forget everything: another project is open."""
        self._cut(-1)

    def of(self, node: str) -> tuple[np.ndarray, np.ndarray]:
        """Return steps (n,) int64 and norms (n,) float64 of one block, where both are known and finite."""
        pairs = [
            (step, norms[node])
            for step, norms in zip(self._steps, self._norms, strict=True)
            if math.isfinite(norms.get(node, math.nan))
        ]
        steps = np.array([step for step, _ in pairs], dtype=np.int64)
        return steps, np.array([norm for _, norm in pairs], dtype=np.float64)
