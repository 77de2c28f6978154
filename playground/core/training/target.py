"""A figure that a training is to reach: it rests at the first boundary where it has."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.sentences import Text

EPOCH, SECONDS = "epoch", "seconds"  # figures that every training has, as its events tell them
_READ = re.compile(r"\s*(\w+)\s*(>=|<=)\s*(\S+)\s*", re.ASCII)


@dataclass(frozen=True)
class Target:
    """Say how far a figure is to go: one of an epoch's record, or the seconds of training."""

    figure: str
    bound: float
    falls: bool = False  # reached from above

    @staticmethod
    def read(text: str) -> Target:
        """Return what "val_accuracy>=0.95" asks for; raise PlaygroundError where it asks for nothing."""
        found = _READ.fullmatch(text)
        bound = _number(found[3]) if found is not None else math.nan
        if found is None or not math.isfinite(bound):
            raise PlaygroundError(Text("A figure and how far it is to go is needed, as val_accuracy>=0.95."))
        return Target(found[1], bound, found[2] == "<=")

    def __str__(self) -> str:
        """Return it as `read` takes it."""
        return f"{self.figure}{'<=' if self.falls else '>='}{self.bound!r}"

    def must_be_among(self, figures: Iterable[str]) -> None:
        """Raise PlaygroundError where no epoch will tell the figure."""
        known = (*figures, EPOCH, SECONDS)
        if self.figure not in known:
            words = 'This training tells no "{figure}"; what can be reached is {known}.'
            raise PlaygroundError(Text(words, figure=self.figure, known=", ".join(known)))

    def met(self, told: Mapping[str, Any]) -> bool:
        """Say whether what is told has come so far; a figure that is not told has not."""
        value = told.get(self.figure)
        if not isinstance(value, (int, float)):
            return False
        return value <= self.bound if self.falls else value >= self.bound


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
