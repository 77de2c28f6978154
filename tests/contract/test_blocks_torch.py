"""Every block, as torch sees it: made, run, differentiated and described."""

from typing import Any

import pytest
import torch

from playground.core.blocks.calls import parts_of
from playground.core.blocks.registry import BLOCKS
from playground.core.blocks.shapes import Field, Shape
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.build.make import make
from playground.core.build.measure import Measured, measure

SPECS = tuple(BLOCKS)
LAYERS = tuple(spec for spec in SPECS if spec.role is not Role.GOAL)
SAMPLES = {0: (), 1: (6,), 2: (4, 6), 3: (2, 6, 6)}
FIELDS = {
    "points": Field((2,), name="points", low=-6.0, high=6.0),
    "image": Field((1, 6, 6), name="image", high=16.0),
}


def given(spec: BlockSpec) -> list[tuple[Shape, ...]]:
    """Return input shapes the block's ports take, one tuple for each rank of the first port."""
    if spec.role is Role.SOURCE:
        return [(FIELDS[spec.field],)]
    ranks = spec.inputs[0].ranks or (1, 2, 3)
    return [tuple(Shape(SAMPLES[rank], port.dtype) for port in spec.inputs) for rank in ranks]


def cases() -> list[Any]:
    return [
        pytest.param(spec, shapes, id=f"{spec.id}-{shapes[0].rank}")
        for spec in LAYERS
        for shapes in given(spec)
    ]


def module_of(spec: BlockSpec, shapes: tuple[Shape, ...], **given: object) -> torch.nn.Sequential:
    """Return a block with default parameters but those given."""
    call = spec.call(spec.params_of(given), shapes)
    return torch.nn.Sequential(*(make(part) for _, part in parts_of(call)))


def batch(shapes: tuple[Shape, ...], size: int = 3, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    generator = torch.Generator().manual_seed(5)
    return torch.randn((size, *shapes[0].sizes), generator=generator, dtype=dtype)


@pytest.mark.parametrize(("spec", "shapes"), cases())
def test_inferred_shape_is_that_of_the_real_forward(spec: BlockSpec, shapes: tuple[Shape, ...]) -> None:
    found = measure(spec.call(spec.params_of({}), shapes), shapes)
    assert isinstance(found, Measured)
    module = module_of(spec, shapes)
    output = module(batch(shapes))
    assert found.outputs == (Shape(tuple(output.shape[1:])),)
    assert len(spec.outputs) == 1
    assert found.parameters == sum(parameter.numel() for parameter in module.parameters())


@pytest.mark.parametrize(("spec", "shapes"), cases())
def test_gradients_are_right(spec: BlockSpec, shapes: tuple[Shape, ...]) -> None:
    """Hold autograd against differences in double; eval mode, since dropout would draw anew each time."""
    module = module_of(spec, shapes).double().eval()
    values = batch(shapes, 2, torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(module, (values,))
    for parameter in module.parameters():
        assert parameter.requires_grad
    if list(module.parameters()):
        held = {
            name: parameter.detach().clone().requires_grad_() for name, parameter in module.named_parameters()
        }

        def of_parameters(*tensors: torch.Tensor) -> torch.Tensor:
            return torch.func.functional_call(
                module, dict(zip(held, tensors, strict=True)), (values.detach(),)
            )

        assert torch.autograd.gradcheck(of_parameters, tuple(held.values()))


@pytest.mark.parametrize(("spec", "shapes"), cases())
def test_samples_do_not_mix_in_eval_mode(spec: BlockSpec, shapes: tuple[Shape, ...]) -> None:
    module = module_of(spec, shapes).eval()
    values = batch(shapes, 4)
    torch.testing.assert_close(module(values)[1:2], module(values[1:2]))


@pytest.mark.parametrize(
    "spec", [spec for spec in SPECS if spec.role is Role.LAYER], ids=lambda spec: spec.id
)
def test_a_block_keeps_shapes_if_it_says_so(spec: BlockSpec) -> None:
    """Fixes reach through such a block to the layer whose units arrive at a goal."""
    wider = [
        tuple(Shape((one.sizes[0] + 3, *one.sizes[1:]), one.dtype) for one in each) for each in given(spec)
    ]
    kept = [
        module_of(spec, shapes)(batch(shapes)).shape == batch(shapes).shape
        for shapes in (*given(spec), *wider)
    ]
    assert spec.keeps_shape == all(kept)


@pytest.mark.parametrize(("spec", "shapes"), cases())
def test_a_block_that_does_not_bend_sums_its_inputs(spec: BlockSpec, shapes: tuple[Shape, ...]) -> None:
    """f(a + b) - f(0) = f(a) - f(0) + f(b) - f(0): two such layers in a row can do no more than one."""
    module = module_of(spec, shapes, activation="linear").double().eval()
    one = batch(shapes, dtype=torch.float64)
    other, nothing = one.roll(1, 0).square(), module(torch.zeros_like(one))
    if not spec.bends:
        torch.testing.assert_close(module(one + other) - nothing, module(one) + module(other) - 2 * nothing)


@pytest.mark.parametrize(("spec", "shapes"), [case for case in cases() if case.id.endswith("-1")])
def test_a_block_refuses_a_batch_of_one_if_it_says_so(spec: BlockSpec, shapes: tuple[Shape, ...]) -> None:
    module = module_of(spec, shapes).train()
    if spec.needs_pairs:
        with pytest.raises(ValueError, match="more than 1 value per channel"):
            module(batch(shapes, 1))
    else:
        module(batch(shapes, 1))


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.goal], ids=lambda spec: spec.id)
def test_goals_have_a_loss_that_is_smallest_at_the_truth(spec: BlockSpec) -> None:
    assert spec.goal is not None
    loss = make(spec.goal.loss(spec.params_of({})))
    if spec.field == "label":
        field = Field((), "int", "label", tuple("abc"))
        target: torch.Tensor = torch.tensor([0, 2])
        good = 9.0 * torch.nn.functional.one_hot(target, spec.goal.width(field)).float()
    else:
        field, target = Field((), name="value"), torch.tensor([[0.5], [-1.0]])
        good = target.clone()
        assert spec.goal.width(field) == 1
    bad = torch.zeros_like(good)
    assert float(loss(good, target)) < float(loss(bad, target))
    assert spec.goal.metrics


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.goal], ids=lambda spec: spec.id)
def test_finished_answers_of_a_classification_are_probabilities(spec: BlockSpec) -> None:
    assert spec.goal is not None
    if spec.goal.finish is None:
        assert spec.field == "value"
        return
    answers = make(spec.goal.finish)(torch.randn(4, 3))
    torch.testing.assert_close(answers.sum(dim=1), torch.ones(4))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_blocks_explain_themselves(spec: BlockSpec) -> None:
    assert spec.title
    assert spec.summary.endswith(".")
    assert len(spec.help) > 80
    assert all(param.title and param.help for param in spec.params)
    assert spec.setting(spec.params_of({})) is not None
