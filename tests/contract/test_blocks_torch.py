"""Every block, as torch sees it: made, run, differentiated and described."""

from typing import Any

import pytest
import torch

from kinds_in_torch import (
    GIVEN,
    LAYERS,
    SPECS,
    TYPES,
    Sample,
    arriving,
    batch,
    cases,
    given,
    module_of,
    outputs,
)
from playground.core.blocks.shapes import Field, Shape
from playground.core.blocks.spec import MASK, SAME, BlockSpec, Role
from playground.core.builtin import CATALOGUE
from playground.core.layers.make import make
from playground.core.layers.modules import AdaptivePool, Attention, Recurrent
from playground.core.shapes.measure import Measured, measure


@pytest.mark.parametrize(("spec", "shapes"), cases())
def test_inferred_shape_is_that_of_the_real_forward(spec: BlockSpec, shapes: Sample) -> None:
    params = spec.params_of(GIVEN.get(spec.id, {}))
    found = measure(spec.call(params, shapes), shapes)
    assert isinstance(found, Measured), found
    module = module_of(spec, shapes)
    made = outputs(module(*batch(shapes)))
    kinds = {dtype: name for name, dtype in TYPES.items()}
    assert [(shape.sizes, shape.dtype) for shape in found.outputs] == [
        (tuple(each.shape[1:]), kinds[each.dtype]) for each in made
    ]
    assert len(spec.outputs) == len(made)
    assert [port.dtype for port in spec.outputs] == [shape.dtype for shape in found.outputs]
    assert found.parameters == sum(parameter.numel() for parameter in module.parameters())


@pytest.mark.parametrize(("spec", "shapes"), cases())
def test_gradients_are_right(spec: BlockSpec, shapes: Sample) -> None:
    """Hold autograd against differences in double; eval mode, since dropout would draw anew each time.

    Along a random direction each: differences by every number take minutes.
    """
    torch.manual_seed(3)  # no number within a difference of where an activation has its corner
    module = module_of(spec, shapes).double().eval()
    values = [each.requires_grad_() if isinstance(each, torch.Tensor) and each.is_floating_point() else each
              for each in batch(shapes, 2, torch.float64)]  # fmt: skip
    for parameter in module.parameters():
        assert parameter.requires_grad
    held = {name: each.detach().clone().requires_grad_() for name, each in module.named_parameters()}
    varied = [each for each in values if isinstance(each, torch.Tensor) and each.requires_grad]
    if not varied and not held:
        return

    def run(*tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        fresh, rest = list(tensors[: len(varied)]), tensors[len(varied) :]
        inputs = [fresh.pop(0) if any(each is one for one in varied) else each for each in values]
        made = torch.func.functional_call(module, dict(zip(held, rest, strict=True)), tuple(inputs))
        return tuple(each for each in outputs(made) if each.is_floating_point())

    assert torch.autograd.gradcheck(run, (*varied, *held.values()), fast_mode=True)


@pytest.mark.parametrize(("spec", "shapes"), cases())
def test_samples_do_not_mix_in_eval_mode(spec: BlockSpec, shapes: Sample) -> None:
    module = module_of(spec, shapes).eval()
    values = batch(shapes, 4)
    alone = module(*[None if each is None else each[1:2] for each in values])
    for whole, one in zip(outputs(module(*values)), outputs(alone), strict=True):
        torch.testing.assert_close(whole[1:2], one)


@pytest.mark.parametrize(("spec", "shapes"), cases())
def test_padding_never_counts(spec: BlockSpec, shapes: Sample) -> None:
    """Change what stands behind the real steps: what a block gives for the real ones stays."""
    if MASK not in spec.inputs:
        assert all(shape is None or shape.dtype != "bool" for shape in shapes)
        return
    module = module_of(spec, shapes, **({"bidirectional": True} if spec.id in ("rnn", "lstm", "gru") else {}))
    values = batch(shapes)
    mask = values[-1]
    changed = torch.where(mask.unsqueeze(2), values[0], torch.full_like(values[0], 7.0))
    before, after = (outputs(module.eval()(first, *values[1:])) for first in (values[0], changed))
    for one, other in zip(before, after, strict=True):
        torch.testing.assert_close(*((one[mask], other[mask]) if one.dim() == 3 else (one, other)))


@pytest.mark.parametrize(
    "spec", [spec for spec in LAYERS if spec.role is Role.LAYER], ids=lambda spec: spec.id
)
def test_a_block_keeps_shapes_if_it_says_so(spec: BlockSpec) -> None:
    """Fixes reach through such a block to the layer whose units arrive at a goal."""
    if len([port for port in spec.inputs if not port.optional]) > 1 or len(spec.outputs) > 1:
        assert not spec.keeps_shape
        return
    kept = []
    for shapes in given(spec) if spec.id != "reshape" else ():
        for wider in (0, 2):
            first = arriving(shapes)
            sizes = (*first.sizes[:-1], first.sizes[-1] + wider)
            changed = (Shape(sizes, first.dtype), *shapes[1:])
            kept.append(module_of(spec, changed)(*batch(changed)).shape[1:] == sizes)
    by_chance = (
        "multi_head_attention",
        "depthwise_conv2d",
        "pixel_shuffle",
        "group",
        "formula",
    )  # other settings change it
    assert spec.keeps_shape == (bool(kept) and all(kept)) or spec.id in by_chance


@pytest.mark.parametrize(("spec", "shapes"), cases())
def test_a_block_keeps_time_if_it_says_so(spec: BlockSpec, shapes: Sample) -> None:
    """Masks reach through such a block, so as many steps must come out as go in."""
    if spec.keeps_time and spec.role is Role.LAYER:
        steps = arriving(shapes).sizes[0]
        assert (
            outputs(module_of(spec, shapes)(*batch(shapes)))[0].shape[1] == steps
            or arriving(shapes).rank == 1
        )


@pytest.mark.parametrize(("spec", "shapes"), cases())
def test_a_block_that_does_not_bend_sums_its_inputs(spec: BlockSpec, shapes: Sample) -> None:
    """f(a + b) - f(0) = f(a) - f(0) + f(b) - f(0): two such layers in a row can do no more than one."""
    if spec.bends:
        return
    module = module_of(spec, shapes, activation="linear").double().eval()
    one = batch(shapes, dtype=torch.float64)
    other = tuple(None if each is None else each.roll(1, 0).square() for each in one)
    both = tuple(None if each is None else each + more for each, more in zip(one, other, strict=True))
    nothing = outputs(module(*[None if each is None else torch.zeros_like(each) for each in one]))
    sums = zip(*(outputs(module(*each)) for each in (one, other, both)), nothing, strict=True)
    for first, second, together, zero in sums:
        torch.testing.assert_close(together - zero, first + second - 2 * zero)


@pytest.mark.parametrize(("spec", "shapes"), [case for case in cases() if case.id.endswith("-1")])
def test_a_block_refuses_a_batch_of_one_if_it_says_so(spec: BlockSpec, shapes: Sample) -> None:
    module = module_of(spec, shapes).train()
    if spec.needs_pairs:
        with pytest.raises(ValueError, match="more than 1 value per channel"):
            module(*batch(shapes, 1))
    else:
        module(*batch(shapes, 1))


ORACLES: dict[str, Any] = {
    "rnn": lambda: torch.nn.RNN(6, 32, batch_first=True),
    "lstm": lambda: torch.nn.LSTM(6, 32, batch_first=True),
    "gru": lambda: torch.nn.GRU(6, 32, batch_first=True),
    "multi_head_attention": lambda: torch.nn.MultiheadAttention(6, 2, batch_first=True),
    "embedding": lambda: torch.nn.Embedding(10, 32),
    "separable_conv2d": lambda: torch.nn.Sequential(
        torch.nn.Conv2d(2, 2, 3, groups=2), torch.nn.Conv2d(2, 16, 1)
    ),
    "depthwise_conv2d": lambda: torch.nn.Conv2d(2, 2, 3, groups=2),
    "causal_conv1d": lambda: torch.nn.Conv1d(6, 16, 3),
}


@pytest.mark.parametrize("kind", sorted(ORACLES))
def test_parameters_are_as_many_as_pytorch_has(kind: str) -> None:
    spec = CATALOGUE.blocks.get(kind)
    ours = module_of(spec, given(spec)[0])
    theirs = ORACLES[kind]()
    counts = [sum(each.numel() for each in module.parameters()) for module in (ours, theirs)]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize(("layers", "both"), [(1, False), (2, True)])
def test_recurrent_layers_give_what_pytorch_gives(cell: str, layers: int, both: bool) -> None:
    ours = Recurrent(cell, 6, 4, layers, both)
    theirs = getattr(torch.nn, cell.upper())(6, 4, layers, batch_first=True, bidirectional=both)
    with torch.no_grad():
        for index in range(layers):
            for way, suffix in ((ours.forth, ""), (ours.back, "_reverse"))[: 1 + both]:
                for name, parameter in way[index].named_parameters():
                    parameter.copy_(getattr(theirs, f"{name[:-1]}{index}{suffix}"))
    values = torch.randn(3, 5, 6)
    torch.testing.assert_close(ours(values), theirs(values)[0])
    lengths = torch.tensor([5, 2, 3])
    packed = torch.nn.utils.rnn.pack_padded_sequence(values, lengths, batch_first=True, enforce_sorted=False)
    padded, _ = torch.nn.utils.rnn.pad_packed_sequence(theirs(packed)[0], batch_first=True)
    mask = torch.arange(5) < lengths.unsqueeze(1)
    torch.testing.assert_close(ours(values, mask)[mask], padded[mask])


@pytest.mark.parametrize("side", [1, 3, 4, 7, 9, (1, 7), (2, 5), (12, 3)])
@pytest.mark.parametrize("largest", [False, True])
def test_adaptive_pooling_gives_what_pytorch_gives(side: int | tuple[int, int], largest: bool) -> None:
    values = torch.randn(2, 3, 9, 7)
    theirs = torch.nn.AdaptiveMaxPool2d(side) if largest else torch.nn.AdaptiveAvgPool2d(side)
    torch.testing.assert_close(AdaptivePool(side, largest)(values), theirs(values))


def test_the_mean_of_a_large_picture_is_as_exact_as_pytorchs() -> None:
    values = torch.rand(1, 64, 112, 112, generator=torch.Generator().manual_seed(1))
    exact = values.double().mean(dim=(2, 3), keepdim=True)
    ours, theirs = (pool(values) - exact for pool in (AdaptivePool(1, False), torch.nn.AdaptiveAvgPool2d(1)))
    assert ours.abs().max() <= theirs.abs().max() < 2e-7  # one number after the other: 1.6e-6


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_attention_gives_what_pytorch_gives(causal: bool, masked: bool) -> None:
    ours, theirs = Attention(6, 2, causal=causal), torch.nn.MultiheadAttention(6, 2, batch_first=True)
    with torch.no_grad():
        parts = (ours.query, ours.key, ours.value)
        theirs.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
        theirs.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
        theirs.out_proj.load_state_dict(ours.out.state_dict())
    values = torch.randn(3, 5, 6)
    mask = torch.arange(5) < torch.tensor([[5], [2], [3]]) if masked else None
    later = torch.ones(5, 5, dtype=torch.bool).triu(1) if causal else None
    expected, weights = theirs(
        values, values, values, key_padding_mask=None if mask is None else ~mask, attn_mask=later,
        average_attn_weights=False,
    )  # fmt: skip
    torch.testing.assert_close(ours(values, None, mask), expected)
    torch.testing.assert_close(ours.weights(values, None, mask), weights)


def test_multiply_adds_are_those_of_the_arithmetic() -> None:
    cases = {
        "dense": (Shape((6,)), 6 * 8),
        "conv2d": (Shape((2, 6, 6)), 6 * 6 * 16 * 2 * 9),
        "lstm": (Shape((4, 6)), 4 * 4 * 32 * (6 + 32)),
        "relu": (Shape((6,)), 0),
    }
    for kind, (shape, expected) in cases.items():
        spec = CATALOGUE.blocks.get(kind)
        found = measure(spec.call(spec.params_of({}), (shape,)), (shape,))
        assert isinstance(found, Measured)
        assert found.multiply_adds == expected


# Of goals whose scores are no class or number each: good scores, bad ones, and what is aimed at.
GOOD_AND_BAD = {
    "yes_or_no": ([[-9.0], [9.0]], [[0.0], [0.0]], [0, 1]),
    "ordinal": ([[-9.0, 0.0], [9.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]], [0, 2]),
    "pairs": ([[2.0], [0.0]], [[0.0], [0.0]], [0, 1]),
    "triplet": ([[0.0, 2.0]], [[0.0, 0.0]], [[0.0]]),
    "among_others": ([[1.0, -5.0, -1.0, -5.0, -1.0]], [[0.0] * 5], [[0.0]]),
    "penalty": ([[0.0]], [[1.0]], [[0.0]]),
    "divergence": ([[0.0]], [[1.0]], [[0.0]]),
}


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.goal], ids=lambda spec: spec.id)
def test_goals_have_a_loss_that_is_smallest_at_the_truth(spec: BlockSpec) -> None:
    assert spec.goal is not None and spec.goal.metrics
    loss = make(spec.goal.loss(spec.params_of({})))
    if spec.id in GOOD_AND_BAD:
        good, bad, target = map(torch.tensor, GOOD_AND_BAD[spec.id])
    else:
        good, target = of_the_truth(spec)
        bad = torch.zeros_like(good)
    assert float(loss(good, target)) < float(loss(bad, target))


def of_the_truth(spec: BlockSpec) -> tuple[torch.Tensor, torch.Tensor]:
    """Return scores that say what is true, and that."""
    assert spec.goal is not None
    if spec.goal.target == "int":
        field = Field((), "int", "label", tuple("abc"))
        target: torch.Tensor = torch.tensor([0, 2])
        good = 9.0 * torch.nn.functional.one_hot(target, spec.goal.width(field)).float()
    elif spec.field == "labels":
        field, target = (
            Field((3,), name="labels", classes=tuple("abc")),
            torch.tensor([[1.0, 0, 1], [0, 0, 0]]),
        )
        good = 9.0 * (2 * target - 1)
    else:
        sizes = (1, 2, 2) if spec.goal.aligned == "pixel" else ()
        field, target = Field(sizes, name="value"), torch.tensor([[0.5], [-1.0]])
        good = target.clone()
    assert spec.goal.width(field) == good.shape[1]
    return good, target


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.goal], ids=lambda spec: spec.id)
def test_finished_answers_of_a_classification_are_probabilities(spec: BlockSpec) -> None:
    assert spec.goal is not None
    if spec.goal.finish is None:
        assert spec.field in ("value", "picture", SAME) or not spec.goal.aims
        return
    scores = torch.randn(4, spec.goal.makes or (1 if spec.goal.kinds == 2 else 3))
    answers = make(spec.goal.finish)(scores.abs() if spec.goal.makes else scores)  # distances have no sign
    assert 0 <= float(answers.min()) <= float(answers.max()) <= 1
    if spec.goal.shares or spec.goal.by_answers:
        torch.testing.assert_close(answers.sum(dim=spec.goal.axis), torch.ones(4))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_blocks_explain_themselves(spec: BlockSpec) -> None:
    assert spec.title
    assert spec.summary.endswith(".")
    assert len(spec.help) > 80
    assert all(param.title and param.help for param in spec.params)
    for params in ({}, *(_at_a_bound(spec, bound) for bound in ("minimum", "maximum"))):
        assert spec.setting(spec.params_of(params)) is not None


def _at_a_bound(spec: BlockSpec, bound: str) -> dict[str, object]:
    """Return all numbers of a kind as small or as large as they may be, and nothing chosen of several."""
    bounds = {
        param.name: getattr(param, bound) for param in spec.params if param.type in ("integer", "number")
    }
    nothing: dict[str, object] = {param.name: () for param in spec.params if param.type == "several"}
    return nothing | {name: value for name, value in bounds.items() if value is not None}
