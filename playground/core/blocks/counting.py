"""How many weights a block has, from whole numbers alone: known before anything of it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.core.blocks.params import Params

# (parameters, shapes of the input ports) -> how many single weights it learns
WeightRule = Callable[[Params, Any], int]


def weightless(p: Params, shapes: Any) -> int:
    """Return that a block learns nothing."""
    return 0


def linear(inputs: int, outputs: int, bias: bool = True) -> int:
    """Return the weights of a layer in which every output sees every input."""
    return inputs * outputs + bias * outputs


def filters(inputs: int, outputs: int, cells: int, groups: int = 1, bias: bool = True) -> int:
    """Return the weights of filters of so many cells each, the inputs shared out among groups."""
    return inputs * outputs * cells // groups + bias * outputs
