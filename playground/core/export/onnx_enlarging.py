"""Enlarging by repeated pixels, as PyTorch does it, in ONNX: by which pixel is repeated where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


def translations() -> dict[Any, Callable[..., Any]]:
    """Return what the exporter is to write in the place of its own translation, by PyTorch's operator.

    That divides by the factor in float32, which at 8 / 7 takes the pixel before the one that is meant.
    """
    import torch

    return {torch.ops.aten.upsample_nearest2d.vec: _repeated}


def _repeated(x: Any, output_size: Sequence[int] | None, scale_factors: Sequence[float] | None) -> Any:
    """Write the rows and the columns that are taken."""
    from onnxscript import opset18

    op: Any = opset18  # whose functions are typed for arrays, not for what is traced
    sizes, factors = output_size or (None, None), scale_factors or (None, None)
    counts = [int(count) for count in x.shape[2:]]  # of what comes in; what is made on the way has none yet
    for axis, count, size, factor in zip((2, 3), counts, sizes, factors, strict=True):
        x = op.Gather(x, op.Constant(value_ints=_places(count, size, factor)), axis=axis)
    return x


def _places(count: int, size: int | None, factor: float | None) -> list[int]:
    """Return which of so many numbers stands at each place, by PyTorch itself."""
    import torch
    from torch.nn.functional import interpolate

    row = torch.arange(count, dtype=torch.float32).reshape(1, 1, count)
    found: np.ndarray = interpolate(row, size, factor).flatten().numpy()
    return [int(each) for each in found]
