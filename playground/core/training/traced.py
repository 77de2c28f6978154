"""What one sample becomes in each PyTorch layer of a block; numpy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Layer:
    """One PyTorch layer with one sample's input and output; arrays without the batch axis."""

    part: str  # its name in the block's chain: "layer", "activation"...
    target: str  # "nn.Conv2d"
    settings: Mapping[str, Any]  # kernel_size, stride, padding, eps...
    values: Mapping[str, np.ndarray]  # parameters and buffers by their names in the layer
    given: np.ndarray
    made: np.ndarray
