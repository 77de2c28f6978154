"""What one pass over a part of the data found; numpy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Evaluation:
    """Figures and scores of one part, all of one moment: what shows them together agrees."""

    step: int
    figures: Mapping[str, float]  # "loss" (without penalties) and every goal's figures; none without samples
    scores: Mapping[str, np.ndarray]  # by goal that judges samples: raw scores (n, k)
