"""Our updates give the bits of PyTorch's own optimizers, with parameters flat and apart."""

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from other_values import another, fitting
from playground.core.project.optimizers import OPTIMIZERS, OptimizerSpec
from playground.core.project.values import Recipe
from playground.core.registry import Registry
from playground.core.training import updates
from playground.core.training.flat import LearnedValues

# those of matrices alone stand in test_recipe_updates.py, those that ask for the loss in test_lbfgs.py
EQUAL = [spec for spec in OPTIMIZERS if not spec.rest and not spec.whole]


def cases() -> Iterator[Recipe]:
    """Yield every optimizer with its defaults, each option at both ends of its stretch, and all of them."""
    for spec in EQUAL:
        pairs = [(param, value) for param in spec.params for value in dict.fromkeys(fitting(param))]
        singles = [{param.name: value} for param, value in pairs if value != param.default]
        everything = {param.name: another(param, param.default) for param in spec.params}
        for options in ({}, *singles, everything):
            if spec.conflict(spec.options(options)) is None:
                yield Recipe(spec.id, options, 0.02)
        yield Recipe(spec.id, everything, 0.05, weight_decay=0.1)
        yield Recipe(spec.id, {}, 0.01, weight_decay=0.01)


CASES = list(cases())


def network(seed: int = 3, dtype: torch.dtype = torch.float32) -> nn.Sequential:
    """Return 2-16-2, whose sizes give flat and separate kernels the same bits."""
    generator = torch.Generator().manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2)).to(dtype)
    for parameter in model.parameters():
        parameter.data = torch.randn(parameter.shape, generator=generator, dtype=dtype)
    return model


def torchs_own(recipe: Recipe, parameters: Any) -> torch.optim.Optimizer:
    """Return PyTorch's optimizer of a recipe, as the record names it."""
    spec = OPTIMIZERS.get(recipe.optimizer)
    call = spec.call(spec.options(recipe.options))
    kind = getattr(torch.optim, call.target.removeprefix("optim."))
    common: dict[str, Any] = {"lr": recipe.learning_rate, "weight_decay": recipe.weight_decay}
    if spec.id in ("sgd", "adam", "adamw"):  # whose arithmetic is ours
        common["fused"] = True
    made: torch.optim.Optimizer = kind(parameters, *call.args, **call.kwargs, **common)
    return made


def backward(model: nn.Module, step: int) -> None:
    inputs = torch.randn(10, 2, generator=torch.Generator().manual_seed(step)).to(
        next(model.parameters()).dtype
    )
    model(inputs).square().mean().backward()


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("recipe", CASES, ids=lambda r: f"{r.optimizer} {dict(r.options)} {r.weight_decay}")
def test_updates_equal_torchs_fused_optimizers_to_the_bit(recipe: Recipe, flat: bool) -> None:
    ours, theirs = network(), network()
    values = LearnedValues(dict(ours.named_parameters()), flat)
    update, optimizer = updates.make(values.tensors, recipe), torchs_own(recipe, theirs.parameters())
    for step in range(30):
        values.clear()
        backward(ours, step)
        update.apply(values.gradients())
        optimizer.zero_grad()
        backward(theirs, step)
        optimizer.step()
        for mine, its in zip(ours.parameters(), theirs.parameters(), strict=True):
            assert torch.equal(mine, its), step


@pytest.mark.parametrize("spec", EQUAL, ids=lambda spec: spec.id)
def test_the_comparison_catches_every_option_that_is_left_out(spec: OptimizerSpec) -> None:
    rate = 0.02
    for param in spec.params:
        options = {param.name: another(param, param.default)}
        ours, theirs = network(), network()
        values = LearnedValues(dict(ours.named_parameters()), True)
        update = updates.make(values.tensors, Recipe(spec.id, {}, rate))
        optimizer = torchs_own(Recipe(spec.id, options, rate), theirs.parameters())
        for step in range(8):  # RAdam begins to count its second mean at the sixth
            values.clear()
            backward(ours, step)
            update.apply(values.gradients())
            optimizer.zero_grad()
            backward(theirs, step)
            optimizer.step()
        pairs = zip(ours.parameters(), theirs.parameters(), strict=True)
        assert not all(torch.equal(*pair) for pair in pairs), param.name


def test_flat_parameters_and_gradients_share_one_memory() -> None:
    model = network()
    before = [parameter.detach().clone() for parameter in model.parameters()]
    values = LearnedValues(dict(model.named_parameters()), True)
    assert [tensor.shape for tensor in values.tensors] == [(82,)]
    assert all(torch.equal(*pair) for pair in zip(before, model.parameters(), strict=True))
    values.tensors[0].fill_(2.0)
    assert all(bool((parameter == 2).all()) for parameter in model.parameters())
    backward(model, 0)
    by_key = values.by_key(values.gradients())
    assert {key: view.shape for key, view in by_key.items()} == {
        k: p.shape for k, p in model.named_parameters()
    }
    assert all(torch.equal(by_key[key], given(parameter)) for key, parameter in model.named_parameters())
    values.clear()
    assert all(not given(parameter).any() for parameter in model.parameters())


def given(parameter: nn.Parameter) -> Tensor:
    assert parameter.grad is not None
    return parameter.grad


def test_separate_parameters_that_nothing_reached_have_gradients_of_zero() -> None:
    model = network()
    values = LearnedValues(dict(model.named_parameters()), False)
    model[0](torch.ones(1, 2)).sum().backward()
    assert [bool(gradient.any()) for gradient in values.gradients()] == [True, True, False, False]


def test_values_that_are_not_finite_are_seen() -> None:
    model = network()
    values = LearnedValues(dict(model.named_parameters()), True)
    assert values.finite()
    with torch.no_grad():
        model[2].weight[1, 3] = float("inf")
    assert not values.finite()


def test_new_settings_count_from_the_next_update() -> None:
    values = LearnedValues(dict(network().named_parameters()), True)
    update = updates.make(values.tensors, Recipe("sgd", {"momentum": 0.9}, 0.1))
    update.apply([torch.ones(82)])
    update.set(Recipe("sgd", {"momentum": 0.0}, 1.0))
    before = values.tensors[0].clone()
    update.apply([torch.ones(82)])
    assert torch.allclose(before - values.tensors[0], torch.ones(82))
    assert not update.kept["momentum_buffer"][0].any()


def test_optimizers_are_described_and_their_defaults_fit() -> None:
    assert {"sgd", "adam", "adamw"} <= {spec.id for spec in OPTIMIZERS}  # files name them
    for spec in OPTIMIZERS:
        assert spec.title and spec.summary.endswith(".") and spec.learning_rate > 0
        assert all(param.check(param.default) == param.default and param.help for param in spec.params)
    assert OPTIMIZERS.find("lion") is None
    with pytest.raises(ValueError, match="two descriptions are called 'sgd'"):
        Registry((OPTIMIZERS.get("sgd"), OPTIMIZERS.get("sgd")))
