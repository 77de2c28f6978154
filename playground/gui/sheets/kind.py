"""The description of one kind of sheet: for which fields, what is read of a sample, how that is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from operator import is_
from typing import Any

import numpy as np

from playground.app.sample_looks import spans_of
from playground.core.blocks.shapes import Field
from playground.core.registry import named

NAME, NAMED_FROM = 16, 140  # px of a name, and of a sample from which on its parts are named
_MEASURED = 512  # samples by which it is known between which values series lie


@dataclass(frozen=True, eq=False)
class SheetLook:
    """What was read of one sample, None where that failed, and how many bytes it takes."""

    seen: Any
    size: int


@dataclass(frozen=True)
class SheetKind:
    """Describe how samples of a kind stand beside each other; words are keys for `tr`."""

    id: str
    title: str  # what the list is called for those who listen
    noun: str  # one sample of it: "Picture {number}"
    fits: Callable[[str, Field], bool]
    look: str  # "module:function" of (SheetData, row) -> SheetLook; the reading thread calls it
    paint: str  # "module:function" of (painter, place, what was seen, SheetData)
    sides: tuple[int, int, int]  # px a sample is high: least, usually and most
    shape: float = 1.0  # how many times as wide as high it is; 0: as wide as the sheet


@dataclass(frozen=True, eq=False)
class SheetData:
    """What a sheet is of: the fields of its kind with their arrays (n, ...), and how they are looked at."""

    kind: SheetKind
    fields: tuple[Field, ...]
    arrays: tuple[np.ndarray, ...]
    dark: bool  # the theme's ground
    fine: bool  # as large as a person can see it, or small

    def is_of(self, other: SheetData) -> bool:
        """Say whether it shows the same samples in the same way."""
        alike = len(self.arrays) == len(other.arrays) and all(map(is_, self.arrays, other.arrays))
        return alike and (self.kind, self.fields, self.dark, self.fine) == (
            other.kind, other.fields, other.dark, other.fine
        )  # fmt: skip

    @cached_property
    def reads(self) -> Callable[[SheetData, int], SheetLook]:
        """Return what reads a sample."""
        found: Callable[[SheetData, int], SheetLook] = named(self.kind.look)
        return found

    @cached_property
    def paints(self) -> Callable[..., None]:
        """Return what draws a sample that was read."""
        found: Callable[..., None] = named(self.kind.paint)
        return found

    @cached_property
    def spans(self) -> np.ndarray:
        """Return between which values each channel lies, (channels, 2), by samples from all over."""
        values = self.arrays[0]
        picked = np.unique(np.linspace(0, len(values) - 1, min(_MEASURED, len(values))).astype(np.int64))
        return spans_of(self.fields[0], values[picked])
