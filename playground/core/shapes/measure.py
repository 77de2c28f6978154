"""The shapes that come out of one call, found by running it on PyTorch's meta device, without memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from playground.core.blocks.calls import Call, Chain, parts_of
from playground.core.blocks.shapes import DType, Shape
from playground.core.shapes.kept import Kept, MemoryWatch

BATCH = 2  # batch norm refuses a batch of 1
Given = tuple[Shape | None, ...]


@dataclass(frozen=True)
class Measured:
    """What one block gives and holds."""

    outputs: tuple[Shape, ...]
    parameters: int  # trainable single weights
    multiply_adds: int = 0  # of one sample's forward pass, as PyTorch's own counter has it
    kept: Kept = Kept()  # of one sample until the backward pass


@dataclass(frozen=True)
class Refused:
    """PyTorch does not take these shapes; `reason` is its own wording, for the log."""

    reason: str


@lru_cache(maxsize=4096)
def measure(call: Call | Chain, inputs: Given) -> Measured | Refused:
    """Return what a call gives on such inputs and takes; torch is loaded on first use.

    `inputs` has None for a port left free.
    """
    from playground.core.layers.make import make
    from playground.core.shapes.operations import OperationCounter

    values: Any = [None if shape is None else _sample(shape) for shape in inputs]
    parameters, watch = 0, MemoryWatch(values)
    counter = OperationCounter()
    try:
        with watch.looking(), counter:
            for _, part in parts_of(call):
                module = make(part, "meta")
                parameters += sum(parameter.numel() for parameter in module.parameters())
                values = module(*values)
                values = list(values) if isinstance(values, tuple) else [values]
                watch.made(module, values)
    except (RuntimeError, ValueError, TypeError, OverflowError, IndexError) as reason:
        return Refused(str(reason))
    kept = watch.kept(values, BATCH)
    count = counter.operations // (2 * BATCH)
    return Measured(tuple(_shape(value) for value in values), parameters, count, kept)


def _sample(shape: Shape) -> Any:
    import torch

    dtype = {"int": torch.int64, "bool": torch.bool, "float": torch.float32}[shape.dtype]
    learned = dtype is torch.float32
    return torch.empty((BATCH, *shape.sizes), dtype=dtype, device="meta", requires_grad=learned)


def _shape(value: Any) -> Shape:
    sizes = tuple(int(size) for size in value.shape[1:])
    kind: DType = (
        "float" if value.is_floating_point() else "bool" if value.dtype.is_signed is False else "int"
    )
    return Shape(sizes, kind)
