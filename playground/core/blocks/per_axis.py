"""Sizes that may differ along the axes of places: one whole number, or a short row of them.

Rows of two are rows × columns, rows of three frames × rows × columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from playground.core.sentences import Text

Of = TypeVar("Of")  # one axis: a size, or a window
AxisSizes = int | tuple[int, ...]
AXES: Mapping[int, str] = {2: "rows × columns", 3: "frames × rows × columns"}


def along(each: Of | tuple[Of, ...], axes: int) -> tuple[Of, ...]:
    """Return the size, or the window, along each axis."""
    return each if isinstance(each, tuple) else (each,) * axes


def tight(each: Iterable[Of]) -> Of | tuple[Of, ...]:
    """Return sizes, or windows, as a single one where all are alike, as they stand in files and calls."""
    row = tuple(each)
    return row[0] if len(set(row)) == 1 else row


def by_axes(sizes: AxisSizes, axes: int) -> str:
    """Return sizes as people read them, one for each axis: "1 × 7"."""
    return " × ".join(str(size) for size in along(sizes, axes))


def sizes_in_words(sizes: AxisSizes) -> Text:
    """Return sizes as they were set: "3" for one that holds for all axes, "1 × 7" for several."""
    return Text("{sizes}", sizes=by_axes(sizes, 1))
