"""Shapes on wires, without the batch axis, and the data fields that sources bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Literal

from playground.core.network.values import NO_PARAMS, frozen
from playground.core.sentences import thousands

DType = Literal["float", "int", "bool"]
WIDTHS = {"float": 4, "int": 8, "bool": 1}  # bytes of one number


def numbers(dtype: str) -> str:
    """Return what kind of numbers a type stands for, in words."""
    return {"int": "whole numbers", "bool": "a mask"}.get(dtype, "decimal numbers")


@dataclass(frozen=True)
class Shape:
    """The sizes of one sample in PyTorch's order (channels, height, width), batch axis left out."""

    sizes: tuple[int, ...]
    dtype: DType = "float"
    # Of whole numbers that stand for words: how many there are, 0 where that is not known.
    values: int = field(default=0, kw_only=True)

    @property
    def rank(self) -> int:
        """Return the number of axes."""
        return len(self.sizes)

    @property
    def count(self) -> int:
        """Return how many numbers one sample holds."""
        return prod(self.sizes)

    @property
    def bytes(self) -> int:
        """Return what one sample takes in memory."""
        return self.count * WIDTHS[self.dtype]

    @property
    def features(self) -> int:
        """Return the length of the last axis."""
        return self.sizes[-1]

    @property
    def channels(self) -> int:
        """Return the length of the first axis."""
        return self.sizes[0]

    @property
    def feature_axis(self) -> int:
        """Return the axis of features or channels, the batch axis being 0: the last one of a sequence."""
        return 2 if self.rank == 2 else 1

    @property
    def feature_count(self) -> int:
        """Return how many features a list or a step has, or channels a picture or a clip."""
        return self.sizes[self.feature_axis - 1]

    @property
    def height(self) -> int:
        """Return the rows of a picture."""
        return self.sizes[-2]

    @property
    def width(self) -> int:
        """Return the columns of a picture."""
        return self.sizes[-1]

    def text(self) -> str:
        """Return the shape as people read it: height × width × channels."""
        sizes = (*self.sizes[1:], self.sizes[0]) if self.rank == 3 else self.sizes
        return " × ".join(map(thousands, sizes)) or "1"


def broadcast(first: Shape, second: Shape) -> Shape | None:
    """Return the shape of two put together number by number, as PyTorch does; None: they do not go together.

    Along each axis sizes are equal, or one of them is 1. PyTorch begins at the last axis, and before those
    of a sample stands the batch: with one axis more or less, samples would be laid beside features.
    """
    if first.rank != second.rank:
        return None
    pairs = tuple(zip(first.sizes, second.sizes, strict=True))
    fits = all(one == other or 1 in (one, other) for one, other in pairs)
    return Shape(tuple(other if one == 1 else one for one, other in pairs), first.dtype) if fits else None


@dataclass(frozen=True)
class Field(Shape):
    """One column of a data set: a shape with what its numbers mean."""

    name: str = ""
    classes: tuple[str, ...] = ()  # the names of a label's values, in order 0, 1, ...
    low: float = 0.0  # smallest and largest raw value, which preparation relies on
    high: float = 1.0
    parts: tuple[str, ...] = ()  # the names of the features: ("x1", "x2"); of a text, its words by id
    units: tuple[str, ...] = ()  # one a part, or one for all: "cm"; "" where there is none
    interval: float = 0.0  # of a series: seconds from one step to the next, 0 where that is not known
    levels: tuple[int, ...] = ()  # of a table's columns: 0 for a number, else how many categories
    kinds: tuple[tuple[str, ...], ...] = ()  # their names, a tuple a column; nothing where they have none
    dates: tuple[int, ...] = ()  # the columns that hold dates, as days since 1970-01-01
    gaps: tuple[int, ...] = ()  # the columns in which values are missing
    fills: tuple[str, ...] = ()  # what stands for those of each column, see the table's block; "": as it says
    # Values may be missing or new: NaN among numbers, -1 among categories.
    open: bool = False
    sound: Literal["", "spectrogram", "wave"] = ""  # what it is of a sound, if it is one
    unknown: int = 0  # of a text: the id of words that were not learned, 0 where there is none
    cut: str = ""  # of somebody's own text: the type of its column, which says how it is cut into parts


def is_of_kind(name: str, first: str) -> bool:
    """Say whether a field is of the kind that another is the first of: image_2 and image_left are images."""
    return name == first or name.startswith(f"{first}_")


@dataclass(frozen=True)
class DataFields:
    """What a data set brings: its fields by name and the number of samples."""

    fields: Mapping[str, Field] = field(default_factory=lambda: NO_PARAMS)
    samples: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", frozen(self.fields))
