"""Every kind of block as PyTorch sees it, on small samples of each rank it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from random import Random
from typing import Any

import pytest
import torch

from playground.core.blocks.activations import ANY_NUMBER, Span
from playground.core.blocks.calls import parts_of
from playground.core.blocks.params import Param, Params
from playground.core.blocks.shapes import Field, Shape
from playground.core.blocks.spec import MASK, SAMPLE_COUNT, BlockSpec, Port, Role
from playground.core.builtin import CATALOGUE
from playground.core.layers.make import make
from random_networks import sizes_of

SPECS = tuple(CATALOGUE.blocks)
# The ends of groups and what is made of other kinds have no module; tests of groups hold them.
LAYERS = tuple(
    spec for spec in SPECS if spec.role is not Role.GOAL and not spec.inner and spec.network is None
)
SAMPLES = {0: (), 1: (6,), 2: (4, 6), 3: (2, 6, 6), 4: (2, 3, 6, 6)}
FIELDS = {
    "points": Field((2,), name="points", low=-6.0, high=6.0),
    "image": Field((1, 6, 6), name="image", high=16.0),
    "table": Field((3,), name="table", high=2.0, levels=(0, 3, 0)),
    "tokens": Field((5,), "int", name="tokens", high=9.0),
    "series": Field((5, 2), name="series"),
}
RESHAPED = {1: (12,)}  # what the settings of a reshape hold
TYPES = {"float": torch.float32, "int": torch.int64, "bool": torch.bool}
# What defaults cannot be measured with on these small samples, or would hide.
GIVEN: dict[str, dict[str, object]] = {
    "reshape": {"channels": 2, "height": 6, "width": 0},
    "multi_head_attention": {"heads": 2},
    "window_attention": {"heads": 2},
    "pixel_shuffle": {"factor": 1},
    "embedding": {"entries": 10},
    "group_norm": {"groups": 2},
}
Sample = tuple[Shape | None, ...]


def given(spec: BlockSpec) -> list[Sample]:
    """Return input shapes the block's ports take, one tuple for each rank of the first port."""
    return samples_of(spec, RESHAPED if spec.id == "reshape" else SAMPLES)


def samples_of(spec: BlockSpec, sizes: Mapping[int, tuple[int, ...]]) -> list[Sample]:
    """Return input shapes of these sizes by rank; a source has those of its field."""
    if spec.role is Role.SOURCE:
        return [(FIELDS[spec.field],)]
    ranks = spec.inputs[0].ranks or [rank for rank in sizes if rank]
    return [tuple(_given(port, sizes[_rank(port, rank)]) for port in spec.inputs) for rank in ranks]


def _rank(port: Port, first: int) -> int:
    """Return how many axes a port gets: as many as the first where it takes them."""
    return first if port is MASK or not port.ranks or first in port.ranks else port.ranks[0]


def _given(port: Port, sizes: tuple[int, ...]) -> Shape | None:
    """Return what a port gets: a mask fits its sequence, other optional ports stay free."""
    if port is MASK:
        return Shape(sizes[:1], "bool")
    return None if port.optional and port is not SAMPLE_COUNT else Shape(sizes, port.dtype)


def cases() -> list[Any]:
    """Return every kind with what its ports take, as parameters of a test."""
    return [
        pytest.param(spec, shapes, id=f"{spec.id}-{arriving(shapes).rank}")
        for spec in LAYERS
        for shapes in given(spec)
    ]


def arriving(shapes: Sample) -> Shape:
    """Return what arrives at the first port."""
    assert shapes[0] is not None
    return shapes[0]


def settings_of(spec: BlockSpec, shapes: Sample, count: int) -> Iterator[Params]:
    """Yield the first of a kind's settings, and so many others, that it can work on the shapes with."""
    working = (each for each in drawn(spec, shapes) if _works(spec, each, shapes))
    yield next(working)
    yield from islice(working, count)


def drawn(spec: BlockSpec, shapes: Sample) -> Iterator[Params]:
    """Yield a kind's defaults and, if it has any parameters, random settings."""
    random = Random(f"{spec.id}{shapes}")
    yield spec.params_of({})
    for _ in range(20 if spec.params else 0):
        values = {param.name: _small(random, param) for param in spec.params}
        if spec.vocabulary:
            values[spec.vocabulary] = 10  # `batch` has ids up to 9
        if spec.id == "top_k":  # of one alone the share is 1, whatever its score: nothing flows back
            values["k"] = min(max(2, values["k"]), arriving(shapes).feature_count)
        if spec.id == "reshape":  # as many numbers must come out as go in
            values |= {"channels": arriving(shapes).count, "height": 0, "width": 0, "frames": 0}
        yield spec.params_of(values)


def _small(random: Random, param: Param) -> Any:
    """Return a value so small that a window stays within a small sample."""
    if param.type == "text":
        return param.default
    if param.type == "flag":
        return random.random() < 0.5
    if param.type == "number":
        low, high = param.minimum or 0.0, param.maximum if param.maximum is not None else 3.0
        return random.choice([each for each in (0.25, 1 / 3, 0.5, 1.0, 1.5, 2.0, 3.0) if low <= each <= high])
    if param.type == "per_axis":
        return sizes_of(random, param, range(int(param.minimum or 0), 4))
    if param.type == "integer":
        return random.randint(int(param.minimum or 0), 3)
    names = [each.id for each in param.choices]
    return random.choice(names) if param.type == "choice" else tuple(names[: random.randint(1, len(names))])


def _works(spec: BlockSpec, params: Params, shapes: Sample) -> bool:
    try:
        with torch.no_grad():
            made = outputs(Block(spec, shapes, dict(params)).eval()(*batch(shapes, 2)))
    except (RuntimeError, ValueError, IndexError):  # as the inference takes them: a refusal
        return False
    return all(each.numel() for each in made)


class Block(torch.nn.Module):
    """One block's parts in a row: the first takes all inputs, the last may give several outputs."""

    def __init__(self, spec: BlockSpec, shapes: Sample, given: dict[str, object]) -> None:
        super().__init__()
        params = spec.params_of({**GIVEN.get(spec.id, {}), **given})
        self.domain = spec.domain(params)
        self.parts = torch.nn.ModuleList(make(part) for _, part in parts_of(spec.call(params, shapes)))

    def forward(self, *values: Any) -> Any:
        made: Any = within(self.domain, values)
        for part in self.parts:
            made = part(*made) if isinstance(made, tuple) else part(made)
        return made


def within(domain: Span, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the values, or others that a kind has an answer for: above zero where it needs that."""
    return tuple(values) if domain == ANY_NUMBER else tuple(each.abs() + 0.1 for each in values)


def module_of(spec: BlockSpec, shapes: Sample, **given: object) -> Block:
    """Return a block with default parameters but those given."""
    return Block(spec, shapes, given)


def batch(shapes: Sample, size: int = 3, dtype: torch.dtype = torch.float32) -> tuple[Any, ...]:
    """Return inputs: real numbers, ids from 1 to 9, and masks that end sequences at different steps."""
    generator = torch.Generator().manual_seed(5)
    made: list[Any] = []
    for shape in shapes:
        if shape is None:
            made.append(None)
        elif shape.dtype == "int":
            made.append(torch.randint(1, 10, (size, *shape.sizes), generator=generator))
        elif shape.dtype == "bool":
            lengths = torch.arange(size).remainder(shape.sizes[0]) + 1
            made.append(torch.arange(shape.sizes[0]) < lengths.unsqueeze(1))
        elif getattr(shape, "levels", ()):
            made.append(torch.randint(0, 3, (size, *shape.sizes), generator=generator).to(dtype))
        else:
            made.append(torch.randn((size, *shape.sizes), generator=generator, dtype=dtype))
    return tuple(made)


def outputs(made: Any) -> tuple[torch.Tensor, ...]:
    """Return what a block gives, one tensor for each port."""
    return made if isinstance(made, tuple) else (made,)
