"""What a benchmark hands back, and how ratios are taken on a machine that others use too."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One measured number; `target` is what it should reach, upwards or downwards."""

    name: str
    value: float
    unit: str
    target: float | None = None
    higher_is_better: bool = True
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Say whether the target is met; None without one, or where nothing could be measured."""
        if self.target is None or math.isnan(self.value):
            return None
        return self.value >= self.target if self.higher_is_better else self.value <= self.target


def ratio(ours: Callable[[], float], theirs: Callable[[], float], pairs: int) -> tuple[float, float, float]:
    """Return the median of ours / theirs over interleaved pairs, and of each; a first pair warms up."""
    ours(), theirs()
    measured = [(ours(), theirs()) for _ in range(pairs)]
    return (
        median(a / b for a, b in measured),
        median(a for a, _ in measured),
        median(b for _, b in measured),
    )
