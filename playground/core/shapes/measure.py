"""The shapes that come out of one call, found by running it on PyTorch's meta device, without memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from playground.core.blocks.calls import Call, Chain, parts_of
from playground.core.blocks.shapes import DType, Shape
from playground.core.shapes.kept import Kept, MemoryWatch

BATCH = 2  # batch norm refuses a batch of 1
# Steps of a sequence that are run where all do alike: PyTorch takes them apart on its meta device, some fifty
# operations each, which is seconds for a long sequence.
FEW = 2
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
def measure(call: Call | Chain, inputs: Given, by_steps: bool = False) -> Measured | Refused:
    """Return what a call gives on such inputs and takes; torch is loaded on first use.

    `inputs` has None for a port left free; `by_steps` is what the kind says of a sequence at the first.
    """
    first = inputs[0] if by_steps else None
    if first is not None and first.rank == 2 and first.sizes[0] > FEW + 1:
        return _by_steps(call, inputs, first.sizes[0])
    return _run(call, inputs)


def _by_steps(call: Call | Chain, inputs: Given, steps: int) -> Measured | Refused:
    """Return what reading many steps gives and takes: so much more for each step behind the first few."""
    short, longer = (measure(call, _cut(inputs, count)) for count in (FEW, FEW + 1))
    if isinstance(short, Refused) or isinstance(longer, Refused):
        return _run(call, inputs)
    sizes = [tuple(_grown(a, b, steps) for a, b in zip(one.sizes, other.sizes, strict=True))
             for one, other in zip(short.outputs, longer.outputs, strict=True)]  # fmt: skip
    kept = replace(short.kept, bytes=_grown(short.kept.bytes, longer.kept.bytes, steps),
                   passing=_grown(short.kept.passing, longer.kept.passing, steps))  # fmt: skip
    outputs = (replace(each, sizes=now) for each, now in zip(short.outputs, sizes, strict=True))
    operations = _grown(short.multiply_adds, longer.multiply_adds, steps)
    return Measured(tuple(outputs), short.parameters, operations, kept)


def _cut(inputs: Given, steps: int) -> Given:
    """Return a sequence, and its mask, of so many steps; a state has none."""
    return tuple(replace(each, sizes=(steps, *each.sizes[1:]))
                 if each is not None and (place == 0 or each.dtype == "bool") else each
                 for place, each in enumerate(inputs))  # fmt: skip


def _grown(few: int, one_more: int, steps: int) -> int:
    return few + (steps - FEW) * (one_more - few)


def _run(call: Call | Chain, inputs: Given) -> Measured | Refused:
    """Run a call on PyTorch's meta device."""
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
