"""What one pass over a part of the data found; numpy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

SURELY = ".surely wrong"  # behind the id of a goal


@dataclass(frozen=True)
class Evaluation:
    """Figures and scores of one part, all of one moment: what shows them together agrees."""

    step: int
    figures: Mapping[str, float]  # "loss" (without penalties) and every goal's figures; none without samples
    # By goal: raw scores (n, k) of those that judge samples or give back pictures; of those of steps
    # or pixels the class (n, time) or (n, h, w) int16 that is said of each, -1 where a mask leaves it out;
    # with SURELY behind the goal's id, how many of each sample are wrong though sure, (n,) int32.
    scores: Mapping[str, np.ndarray]
