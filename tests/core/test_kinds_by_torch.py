"""What newer kinds compute is what PyTorch's functions, or the papers' formulas, give for the same numbers."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from kinds_in_torch import batch, module_of, outputs
from playground.core.blocks.shapes import Shape
from playground.core.builtin import CATALOGUE
from playground.core.shapes.measure import Refused, measure

LIST, STEPS, PICTURE, CLIP = Shape((6,)), Shape((4, 6)), Shape((2, 5, 6)), Shape((2, 3, 4, 5))


def made(kind: str, *shapes: Shape, **params: Any) -> tuple[Any, torch.Tensor, tuple[Any, ...]]:
    """Return the block's module, what it gives in training's absence, and what it was given."""
    torch.manual_seed(3)
    module, values = module_of(CATALOGUE.blocks.get(kind), shapes, **params).eval(), batch(shapes)
    return module, outputs(module(*values))[0], values


def refused(kind: str, *shapes: Shape, **params: Any) -> bool:
    """Say whether a kind cannot work on shapes."""
    spec = CATALOGUE.blocks.get(kind)
    try:
        return isinstance(measure(spec.call(spec.params_of(params), shapes), shapes), Refused)
    except ValueError:
        return True


REDUCED: list[tuple[Shape, tuple[str, ...], tuple[int, ...]]] = [
    (LIST, ("features",), (1,)), (STEPS, ("time",), (1,)), (STEPS, ("features",), (2,)),
    (PICTURE, ("height", "width"), (2, 3)), (PICTURE, ("features",), (1,)), (CLIP, ("time", "width"), (2, 4)),
]  # fmt: skip
FUNCTIONS = {
    "sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin,
    "norm": lambda values, dim, keepdim: torch.linalg.vector_norm(values, dim=dim, keepdim=keepdim),
}  # fmt: skip


@pytest.mark.parametrize(("shape", "axes", "dims"), REDUCED)
@pytest.mark.parametrize("how", FUNCTIONS)
def test_axes_are_summed_up_as_pytorch_does(
    how: str, shape: Shape, axes: tuple[str, ...], dims: tuple[int, ...]
) -> None:
    for keep in (False, True):
        _, found, (values,) = made("reduce", shape, how=how, axes=axes, keep=keep)
        expected = FUNCTIONS[how](values, dim=dims, keepdim=keep)
        torch.testing.assert_close(found, expected.unsqueeze(1) if expected.dim() == 1 else expected)


def test_an_axis_that_what_arrives_lacks_is_refused() -> None:
    assert refused("reduce", LIST, axes=("time",)) and refused("reduce", PICTURE, axes=("time",))
    assert not refused("reduce", CLIP, axes=("time",))


def test_tables_are_multiplied_as_pytorch_does() -> None:
    _, found, (one, other) = made("matrix_product", STEPS, Shape((3, 6)))
    torch.testing.assert_close(found, torch.matmul(one, other.mT))
    _, found, (one, other) = made("matrix_product", PICTURE, Shape((2, 6, 3)), transposed=False)
    torch.testing.assert_close(found, torch.matmul(one, other))
    assert refused("matrix_product", STEPS, PICTURE) and refused("matrix_product", STEPS, Shape((3, 5)))


def test_numbers_of_no_sample_are_there_once_for_each() -> None:
    _, found, _ = made("constant_number", STEPS, channels=2, height=3, value=0.5)
    assert torch.equal(found, torch.full((3, 2, 3), 0.5))
    module, found, _ = made("learned_numbers", PICTURE, channels=4)
    (table,) = module.parameters()
    assert torch.equal(found, table.expand(3, 4)) and table.std() > 0
    for start, number in (("zeros", 0.0), ("ones", 1.0)):
        assert torch.equal(made("learned_numbers", LIST, start=start)[1], torch.full((3, 8), number))
    assert refused("constant_number", LIST, channels=0)
