"""What samples become in the layers of a network; numpy alone."""

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


@dataclass(frozen=True)
class Gaze:
    """How much each step of one sample takes from each step that it reads, head by head."""

    node: str  # its id in the flat network
    weights: np.ndarray  # (heads, steps, steps read) float32, rows add up to 1
    causal: bool  # no step sees a later one


@dataclass(frozen=True)
class LayerSignal:
    """One layer's root mean squares, of one batch."""

    node: str  # its id in the flat network
    gradient: float  # of the loss by its weights; 0 where they stand still
    activation: float  # of what it hands on to the next such layer
    weight: float
    saturated: float  # the share of its outputs at 1 or -1
    frozen: bool
