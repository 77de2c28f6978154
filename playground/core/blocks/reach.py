"""How far one place of a block's output looks: a step of a sequence, a pixel of a picture, all its features.

A flat list is a single place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from playground.core.blocks.params import Params


@dataclass(frozen=True)
class Window:
    """What one place looks at along an axis of places, and how far its neighbour's window lies from it."""

    kernel: float = 1  # how many places; infinity stands for all of them
    stride: float = 1.0  # below 1 where a block enlarges
    dilation: int = 1  # how far apart they lie
    beyond: int = 0  # how many places past the rims, both ends together, it may look at
    axis: int | None = None  # of what goes in, where it is another than of what comes out

    @property
    def span(self) -> float:
        """Return how many places lie from the first to the last it looks at."""
        return (self.kernel - 1) * self.dilation + 1

    def fits(self, places: int) -> bool:
        """Say whether so many places leave room for the window."""
        return self.kernel == inf or self.span <= places + self.beyond


POINT = Window()
EVERYTHING = Window(inf)
NOWHERE = Window(0)
# One for all axes of places, or one for each of them.
Windows = Window | tuple[Window, ...]
# (parameters, shapes of the input ports) -> what one place of the output looks at
ReachRule = Callable[[Params, Any], Windows]


def places_of(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Return how many places lie along each axis: steps, rows and columns; a flat list is one place."""
    return (1,) if len(sizes) == 1 else sizes[:1] if len(sizes) == 2 else sizes[1:]


def point(p: Params, shapes: Any) -> Window:
    """Return that each place looks at itself alone."""
    return POINT


def everything(p: Params, shapes: Any) -> Window:
    """Return that each place, or the last one, looks at all of them."""
    return EVERYTHING


def nowhere(p: Params, shapes: Any) -> Window:
    """Return that nothing of what arrives is looked at."""
    return NOWHERE


def over_sample(p: Params, shapes: Any) -> Window:
    """Return that all of a picture or a clip is looked at, and each step of a sequence by itself."""
    return POINT if shapes[0].rank <= 2 else EVERYTHING
