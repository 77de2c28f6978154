"""The description of one kind of data: its words, its signs, and how a few of its samples are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from playground.core.catalogue.data_set import DataSetSpec

Drawing = Literal["features", "sample", "table", "words", "series"]


@dataclass(frozen=True)
class Preview:
    """The drawing of one card; either points or pictures are empty.

    Points stand for rows (their first and third column), for words (a line a sentence) and for steps of
    recordings too. `points` (n, 2) float32 lie in 0..1 with y downwards, as painters count; `tones` (n,)
    float32 are -1 for the negative colour (class 0, blue), +1 for the positive one (class 1, orange), and
    between for numbers; `pictures` (k, height, width) float32 lie in 0..1.
    """

    points: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    tones: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))
    pictures: np.ndarray = field(default_factory=lambda: np.zeros((0, 1, 1), np.float32))


@dataclass(frozen=True)
class Family:
    """Describe one kind of data; nothing else is keyed by its id."""

    id: str
    title: str
    noun: str  # what many of its samples are called
    icon: str
    tint: str  # the category whose colour it has
    source: str  # id of the source block that brings it
    drawing: Drawing  # which picture that block shows of one sample
    card: Callable[[DataSetSpec], Preview]
    # Fields of the recipe that bring a first network of one's own, drawn without a thought, to its figure.
    recipe: Mapping[str, Any] = field(default_factory=dict, hash=False)
    width: int = 0  # units of a new layer, where a kind's own default is too narrow for such data
    short: str = ""  # its title where room is scarce
    brings: str = ""  # what its source brings, where that is not its noun
    in_a_plane: bool = False  # its samples are places between which others may lie
    over_time: bool = False  # each of its samples is a row of steps
