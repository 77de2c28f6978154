"""What a kind says of itself is what its real module does: weights, what it passes on, drops and adds up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import islice

import numpy as np
import pytest
import torch

from kinds_in_torch import (
    LAYERS,
    Block,
    Sample,
    arriving,
    batch,
    drawn,
    outputs,
    samples_of,
    settings_of,
    within,
)
from playground.core.blocks.calls import LAYER, parts_of
from playground.core.blocks.groups import GROUP
from playground.core.blocks.params import Params
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import BlockSpec
from playground.core.builtin import CATALOGUE
from playground.core.layers.make import make
from playground.core.training.live import layer_of
from playground.core.training.traced import Layer
from playground.core.views.arithmetic import is_told, work_of

SAMPLES = {0: (5,), 1: (6,), 2: (5, 4), 3: (4, 6, 4), 4: (4, 3, 5, 4)}
MEMORY = Shape((7, 6))  # a second sequence, longer and wider than the first
every_kind = pytest.mark.parametrize("spec", LAYERS, ids=lambda spec: spec.id)


def samples(spec: BlockSpec) -> list[Sample]:
    """Return what the kind's ports take, in every rank."""
    return samples_of(spec, SAMPLES)


def made(spec: BlockSpec, params: Params, shapes: Sample) -> Block:
    """Return the real module, with weights that pass nothing on by chance."""
    torch.manual_seed(3)
    module = Block(spec, shapes, dict(params))
    for weights in module.parameters():
        torch.nn.init.normal_(weights)
    return module


@every_kind
def test_a_kind_knows_how_many_weights_it_has_before_any_is_made(spec: BlockSpec) -> None:
    reads = "memory" in {port.name for port in spec.inputs}
    wired = [(each[0], MEMORY, *each[2:]) for each in samples(spec)] if reads else []
    for shapes in (*samples(spec), *wired):
        for params in islice(drawn(spec, shapes), 12):
            with suppress(ValueError):  # such settings make no module
                parts = [make(part, "meta") for _, part in parts_of(spec.call(params, shapes))]
                real = sum(weights.numel() for part in parts for weights in part.parameters())
                assert spec.weights(params, shapes) == real, dict(params)


@pytest.mark.parametrize(
    ("kind", "shape", "count"),
    [("lstm", (5, 6), 5_120), ("multi_head_attention", (5, 6), 168), ("prelu", (6,), 1),
     ("layer_norm", (2, 6, 6), 144), ("rms_norm", (6,), 6), ("group_norm", (2, 6, 6), 4)],
)  # fmt: skip
def test_weights_are_those_that_pytorch_counts(kind: str, shape: tuple[int, ...], count: int) -> None:
    spec = CATALOGUE.blocks.get(kind)
    assert spec.weights(spec.params_of({}), (Shape(shape),)) == count


@every_kind
def test_a_kind_passes_numbers_on_if_it_says_so(spec: BlockSpec) -> None:
    """Shares before such a block are shares behind it."""
    if spec is GROUP or not spec.inputs:  # a group does what stands inside it, a source has nothing before it
        assert not spec.passes_on
        return
    kept = []
    for shapes in samples(spec):
        for params in settings_of(spec, shapes, 1):
            values = batch(shapes, 3)
            given, found = values[0], outputs(made(spec, params, shapes).eval()(*values))[0]
            alike = found.numel() == given.numel() and torch.equal(found.reshape(-1), given.reshape(-1))
            kept.append(alike and len(spec.outputs) == 1 and all(each is None for each in values[1:]))
    assert spec.passes_on == all(kept)


@every_kind
def test_a_kind_drops_out_if_it_says_so(spec: BlockSpec) -> None:
    """Of equal numbers some are switched off while training: two values come out, at places drawn anew."""
    for shapes in samples(spec):
        params = spec.params_of({**next(settings_of(spec, shapes, 0)), "rate": 0.5})
        module, values = made(spec, params, shapes).train(), batch(shapes, 16)
        same = [torch.ones_like(each) if each is not None else None for each in values]
        one, other = (outputs(module(*same))[0] for _ in range(2))
        assert spec.drops_out == (len(one.unique()) == 2 and not torch.equal(one, other))


@every_kind
def test_what_comes_out_are_shares_if_a_kind_says_so(spec: BlockSpec) -> None:
    for shapes in samples(spec):
        module = made(spec, next(settings_of(spec, shapes, 0)), shapes).eval()
        found = outputs(module(*batch(shapes, 3)))[0]
        sums = found.sum(2 if found.dim() == 3 else 1)
        one = torch.ones_like(sums)
        assert spec.shares == (bool((found >= 0).all()) and torch.allclose(sums.float(), one.float()))


@pytest.mark.parametrize("spec", [spec for spec in LAYERS if spec.fully_connected], ids=lambda spec: spec.id)
def test_a_fully_connected_layer_sums_up_all_features(spec: BlockSpec) -> None:
    """As many outputs as `units` say, each with a weight of its own for each feature."""
    for shapes in samples(spec):
        params = spec.params_of({"units": 3, "activation": "linear"})
        module, (values, *_) = made(spec, params, shapes).double(), batch(shapes, 3, torch.float64)
        weight, bias = module.parts[0].weight, module.parts[0].bias
        assert weight.shape == (3, arriving(shapes).features)
        assert torch.allclose(module(values), values @ weight.T + bias)


def test_every_fact_is_true_of_some_kind() -> None:
    facts: list[Callable[[BlockSpec], object]] = [
        lambda spec: spec.passes_on, lambda spec: spec.drops_out, lambda spec: spec.shares,
        lambda spec: spec.fully_connected, lambda spec: spec.needs_pairs, lambda spec: spec.taken_apart,
    ]  # fmt: skip
    assert all(any(map(fact, LAYERS)) for fact in facts)


def traced(spec: BlockSpec, params: Params, shapes: Sample) -> Layer:
    """Return the layer of a block with what it makes of one sample."""
    values = within(spec.domain(params), batch(shapes, 3))
    for part, call in parts_of(spec.call(params, shapes)):
        module, given = make(call).eval(), values
        values = outputs(module(*given))
        if part == LAYER:
            found = layer_of(part, call.target, module, given[0], values[0])
    return found


@pytest.mark.parametrize("spec", [spec for spec in LAYERS if spec.taken_apart], ids=lambda spec: spec.id)
def test_numbers_add_up_in_the_way_that_a_kind_names(spec: BlockSpec) -> None:
    torch.manual_seed(3)
    told = 0
    alone = samples_of(spec, {**SAMPLES, 3: (1, 6, 5)})  # a filter that sees one map sees all
    for shapes in (*samples(spec), *alone):
        for params in settings_of(spec, shapes, 2):
            layer = traced(spec, params, shapes)
            for unit in list(np.ndindex(layer.made.shape))[::11] if is_told(layer, spec.taken_apart) else ():
                told += 1
                work = work_of(layer, spec.taken_apart, unit)
                assert work.total == pytest.approx(float(layer.made[unit]), rel=1e-5, abs=1e-6), dict(params)
                if work.layer != "pointwise" or spec.taken_apart == "padding":
                    assert work.sum + (work.bias or 0.0) == pytest.approx(work.total)
    assert told
