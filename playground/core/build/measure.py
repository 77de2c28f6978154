"""The shapes that come out of one call, found by running it on PyTorch's meta device, without memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from playground.core.blocks.calls import Call, Chain, parts_of
from playground.core.blocks.shapes import Shape

BATCH = 2  # batch norm refuses a batch of 1


@dataclass(frozen=True)
class Measured:
    """What one block gives and holds."""

    outputs: tuple[Shape, ...]
    parameters: int  # trainable single weights


@dataclass(frozen=True)
class Refused:
    """PyTorch does not take these shapes; `reason` is its own wording, for the log."""

    reason: str


@lru_cache(maxsize=4096)
def measure(call: Call | Chain, inputs: tuple[Shape, ...]) -> Measured | Refused:
    """Return output shapes and weight count of a call on such inputs; torch is loaded on first use."""
    import torch

    from playground.core.build.make import make

    values: Any = [_sample(shape) for shape in inputs]
    parameters = 0
    try:
        with torch.no_grad():
            for _, part in parts_of(call):
                module = make(part, "meta")
                parameters += sum(parameter.numel() for parameter in module.parameters())
                values = module(*values)
                values = list(values) if isinstance(values, tuple) else [values]
    except (RuntimeError, ValueError, TypeError, OverflowError, IndexError) as reason:
        return Refused(str(reason))
    return Measured(tuple(_shape(value) for value in values), parameters)


def _sample(shape: Shape) -> Any:
    import torch

    dtype = torch.int64 if shape.dtype == "int" else torch.float32
    return torch.empty((BATCH, *shape.sizes), dtype=dtype, device="meta")


def _shape(value: Any) -> Shape:
    sizes = tuple(int(size) for size in value.shape[1:])
    return Shape(sizes, "float" if value.is_floating_point() else "int")
