"""Published networks answer as torchvision's do with the same weights, and exported as they do here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from by_torchvision import NETWORKS, SHALLOW, TINY_VIT, VGG_11, VGG_16, models, state_of
from export_here import stay_in_this_process
from playground.core.builtin import CATALOGUE
from playground.core.export.bundle import FEWEST
from playground.core.export.exporting import export
from playground.core.export.registry import EXPORTERS
from playground.core.model.model import PlaygroundModel
from playground.core.project.values import Project
from playground.core.published.mobile import EFFICIENT_2_S, EFFICIENT_2_STYLE, inverted
from playground.core.published.patches import vision_transformer
from playground.core.published.plain import vgg
from playground.core.published.registry import PUBLISHED
from playground.core.published.segmenting import fully_convolutional, pyramid, segmenting
from published_weights import as_a_run, built, drawn, raw_samples

pytestmark = pytest.mark.slow
# Maps of 37 × 37 are the smallest on which the widest look of DeepLab, 36 pixels, sees more than its middle.
SIDES = {"inception-v3": 299, "efficientnet-v2-s": 112, "vit": 56, "fcn-resnet-50": 64,
         "deeplabv3-resnet-50": 296}  # fmt: skip
GOALS = {"out": "mark_pixels", "aux": "mark_pixels_2"}  # of networks with a side goal
SMALLER = {
    "vgg-11-bn": partial(vgg, **VGG_11), "vgg-16": partial(vgg, **VGG_16),
    "vit": partial(vision_transformer, **TINY_VIT),
    "efficientnet-v2-s": partial(inverted, stages=EFFICIENT_2_S, style=EFFICIENT_2_STYLE, side=112, maps=24),
    "fcn-resnet-50": partial(segmenting, head=fully_convolutional, side=64, counts=SHALLOW),
    "deeplabv3-resnet-50": partial(segmenting, head=pyramid, side=296, counts=SHALLOW),
}  # fmt: skip
SEEN = 5  # samples that an exported file is tried on: more than the example that its writer follows
GENTLE = 0.3  # what norms multiply by, and add
BOUNDS = {torch.float64: 1e-10, torch.float32: 1e-5}  # of logits as far apart as they usually are


def project_of(name: str) -> Project:
    """Return ours, at full size but for those that would take long."""
    if name not in SMALLER:
        return PUBLISHED.get(name).project(CATALOGUE)
    return replace(PUBLISHED.get("resnet-50"), build=SMALLER[name]).project(CATALOGUE)


def seen_by_norms(model: PlaygroundModel, pictures: Mapping[str, Tensor]) -> None:
    """Let batch norms measure what arrives, as in training: any other statistics let rounding grow.

    Floats then lie a ten-thousandth of the answers away from exact ones, which is where files are refused.
    Norms are gentle as in a network that was trained: a block changes little of what goes round it, and one
    value in six is cut off by what bends behind a norm, not half of them. Otherwise rounding grows from layer
    to layer (by a fifth, Yang et al., arXiv:1902.08129): with 1 and 0 torchvision's own EfficientNetV2-S
    answers by one thread and by two 1.2e-5 apart.
    """
    norms = [each for each in model.modules() if isinstance(each, nn.BatchNorm2d)]
    for norm in norms:
        for tensor in (norm.weight, norm.bias):
            tensor.fill_(GENTLE)
        norm.train().momentum = 1.0
    model(pictures)
    for norm in norms:
        norm.eval()


def squeezed(tensor: Tensor) -> list[int]:
    """Return the sizes of a tensor without axes of one number: a dense layer may be a filter of 1 × 1."""
    return [size for size in tensor.shape if size != 1]


def given_ours(project: Project, model: PlaygroundModel, other: nn.Module) -> None:
    """Give torchvision's network our weights, one after the other; all of them."""
    ours, theirs = drawn(project, model), state_of(other)
    assert [squeezed(each) for each in ours] == [squeezed(each) for each in theirs]
    for own, their in zip(ours, theirs, strict=True):
        their.copy_(own.reshape(their.shape))


def answers_of(name: str, other: nn.Module, pictures: Tensor) -> dict[str, Tensor]:
    """Return what torchvision's network answers to pictures of the data at hand, by our goals."""
    side = SIDES.get(name, 224)
    large = functional.interpolate(pictures, scale_factor=side / pictures.shape[-1])
    assert large.shape[-1] == side
    made = other(large.repeat(1, 3, 1, 1))
    if isinstance(made, dict):  # of each pixel, and of a side goal too
        small = partial(functional.adaptive_avg_pool2d, output_size=pictures.shape[-1])
        return {GOALS[name]: small(each)[:, :2] for name, each in made.items()}
    return {"classify": made[:, :6]}


def compared(
    name: str, project: Project, model: PlaygroundModel, other: nn.Module, kind: torch.dtype
) -> Tensor:
    """Compare the answers to two pictures in a precision, and return by how much they are too large."""
    (given,) = raw_samples(project, model.fields, 2)
    pictures = torch.from_numpy(given).to(kind)
    told = model.to(kind)({model.fields[0]: pictures})
    wanted = answers_of(name, other.to(kind), pictures)
    assert told.keys() == wanted.keys()
    for goal, theirs in wanted.items():
        ours, scale = told[goal], theirs.std()
        assert ours.shape == theirs.shape and (ours[0] - ours[1]).abs().max() > 0.01 * scale
        torch.testing.assert_close(ours / scale, theirs / scale, rtol=0, atol=BOUNDS[kind])
    return max(each.std() for each in told.values())


def as_large_as_usual(project: Project, model: PlaygroundModel, scale: Tensor) -> None:
    """Divide the weights of the last layers, so that probabilities tell how far answers lie apart."""
    for tensor in drawn(project, model)[-2:]:
        tensor.div_(scale)


@pytest.mark.parametrize("name", NETWORKS)
def test_it_answers_as_torchvisions_does_here_and_exported(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models()
    stay_in_this_process(monkeypatch)
    project = project_of(name)
    model, other = built(project), NETWORKS[name]().eval()
    few = dict(zip(model.fields, raw_samples(project, model.fields, SEEN), strict=True))
    with torch.no_grad():
        seen_by_norms(model, {name: torch.from_numpy(each) for name, each in few.items()})
        given_ours(project, model, other)
        scale = [compared(name, project, model, other, kind) for kind in BOUNDS][-1]
        as_large_as_usual(project, model, scale)
    record = as_a_run(project, model)
    for kind in ("onnx", "safetensors"):
        exporter = EXPORTERS.get(kind)
        made = export(exporter, record, tmp_path / f"m{exporter.suffix}", samples=few)
        assert made.samples == min(SEEN, max(FEWEST, model.pieces)) and made.largest_difference < 1e-5
