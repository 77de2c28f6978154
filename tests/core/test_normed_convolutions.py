"""Convolutions whose weights are made of others: PyTorch's own parametrizations beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations

from both_paths import holds
from kinds_in_torch import batch, module_of, outputs
from playground.core.blocks.calls import LAYER, parts_of
from playground.core.blocks.normed_weights import SPECTRAL_NORM, WEIGHT_NORM, bare
from playground.core.blocks.shapes import Shape
from playground.core.builtin import CATALOGUE
from playground.core.layers.make import make
from playground.core.network.edits import set_learning, set_params
from playground.core.project.templates import TemplateRegistry

STEPS, PICTURE, CLIP = Shape((6, 4)), Shape((4, 5, 6)), Shape((4, 3, 5, 4))
KINDS: dict[str, tuple[Shape, dict[str, Any]]] = {
    "conv1d": (STEPS, {"kernel": 2}), "causal_conv1d": (STEPS, {"dilation": 2}),
    "conv_transpose1d": (STEPS, {"output_padding": 1}), "conv2d": (PICTURE, {"groups": 2, "stride": (1, 2)}),
    "depthwise_conv2d": (PICTURE, {"multiplier": 2}), "separable_conv2d": (PICTURE, {"dilation": 2}),
    "conv_transpose2d": (PICTURE, {"kernel": (3, 2), "bias": False}), "conv3d": (CLIP, {"padding": 1}),
    "conv_transpose3d": (CLIP, {"stride": (1, 2, 2)}),
}  # fmt: skip
every_convolution = pytest.mark.parametrize("kind", KINDS)


def both(kind: str, way: str) -> tuple[nn.Module, Any, torch.Tensor]:
    """Return our layer, PyTorch's plain one with its biases, and what goes into them."""
    shape, params = KINDS[kind]
    spec = CATALOGUE.blocks.get(kind)
    torch.manual_seed(3)
    given = {"weights": way, **({} if kind == "depthwise_conv2d" else {"filters": 6}), **params}
    parts = parts_of(spec.call(spec.params_of(given), (shape,)))
    place = [name for name, _ in parts].index(LAYER)
    ours: Any = module_of(spec, (shape,), **given).parts[place]
    plain = bare(parts[place][1])
    assert plain is not None
    theirs: Any = make(plain)
    if theirs.bias is not None:
        with torch.no_grad():
            theirs.bias.copy_(ours.bias)
    channels = plain.args[0]
    (values,) = batch((Shape((channels, *shape.sizes[1:])) if shape.rank > 2 else Shape((channels, 6)),))
    return ours, theirs, values


def agree(ours: Any, theirs: Any, values: torch.Tensor) -> None:
    """Compare what comes out, and what flows back into directions and biases."""
    found, wanted = ours(values), theirs(values)
    torch.testing.assert_close(found, wanted)
    found.square().mean().backward()
    wanted.square().mean().backward()
    if theirs.bias is not None:
        torch.testing.assert_close(ours.bias.grad, theirs.bias.grad)


@every_convolution
def test_weight_norm_of_a_convolution_is_that_of_pytorch(kind: str) -> None:
    ours, theirs, values = both(kind, WEIGHT_NORM)
    kept: Any = parametrizations.weight_norm(theirs).parametrizations.weight
    with torch.no_grad():
        ours.length.mul_(torch.linspace(0.5, 2, len(ours.length)))
        kept.original0.copy_(ours.length.view_as(kept.original0))
        kept.original1.copy_(ours.direction)
    agree(ours, theirs, values)
    torch.testing.assert_close(ours.direction.grad, kept.original1.grad)
    torch.testing.assert_close(ours.length.grad.view_as(kept.original0), kept.original0.grad)


@every_convolution
def test_spectral_norm_of_a_convolution_is_that_of_pytorch_step_by_step(kind: str) -> None:
    ours, theirs, values = both(kind, SPECTRAL_NORM)
    kept: Any = parametrizations.spectral_norm(theirs).parametrizations.weight
    with torch.no_grad():
        kept.original.copy_(ours.direction)
        kept[0]._u.copy_(ours.left)
        kept[0]._v.copy_(ours.right)
    for layer in (ours, theirs):
        layer.train()
    for _ in range(3):
        torch.testing.assert_close(ours(values), theirs(values))
    agree(ours, theirs, values)
    torch.testing.assert_close(ours.direction.grad, kept.original.grad)
    torch.testing.assert_close(ours.left, kept[0]._u)


@every_convolution
def test_a_convolution_begins_as_a_plain_one_does(kind: str) -> None:
    """Its lengths are those of what was drawn, so the weights that work are PyTorch's own first ones."""
    ours, theirs, values = both(kind, WEIGHT_NORM)
    torch.manual_seed(5)
    ours.reset_parameters()  # type: ignore[operator]
    torch.manual_seed(5)
    theirs.reset_parameters()
    torch.testing.assert_close(ours(values), theirs(values))


@pytest.mark.parametrize("norm", [WEIGHT_NORM, SPECTRAL_NORM])
def test_they_are_saved_resumed_and_asked(norm: str, tmp_path: Path) -> None:
    project = TemplateRegistry(CATALOGUE).get("digits-cnn").open()
    network = project.network
    for node, each in network.nodes.items():
        if each.kind == "conv2d":
            network = set_params(network, node, weights=norm)
            network = set_learning(network, node, {"initial_weights": "orthogonal"})
    holds(project.with_network(network), tmp_path)


def test_channels_that_groups_do_not_share_out_are_refused() -> None:
    with pytest.raises(ValueError, match="groups"):
        module_of(CATALOGUE.blocks.get("conv2d"), (PICTURE,), groups=3, weights=WEIGHT_NORM)
    assert outputs(module_of(CATALOGUE.blocks.get("conv2d"), (PICTURE,), groups=2)(*batch((PICTURE,))))
