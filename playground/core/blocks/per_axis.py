"""Sizes that may differ along the axes of places: one whole number, or a short row of them.

Rows of two are rows × columns, rows of three frames × rows × columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from playground.core.sentences import Text

AxisSizes = int | tuple[int, ...]
AXES: Mapping[int, str] = {2: "rows × columns", 3: "frames × rows × columns"}


def along(sizes: AxisSizes, axes: int) -> tuple[int, ...]:
    """Return the size along each axis."""
    return sizes if isinstance(sizes, tuple) else (sizes,) * axes


def tight(sizes: Iterable[int]) -> AxisSizes:
    """Return sizes as one number where all are alike, as they stand in files and calls."""
    row = tuple(sizes)
    return row[0] if len(set(row)) == 1 else row


def by_axes(sizes: AxisSizes, axes: int) -> str:
    """Return sizes as people read them, one for each axis: "1 × 7"."""
    return " × ".join(str(size) for size in along(sizes, axes))


def sizes_in_words(sizes: AxisSizes) -> Text:
    """Return sizes as they were set: "3" for one that holds for all axes, "1 × 7" for several."""
    return Text("{sizes}", sizes=by_axes(sizes, 1))
