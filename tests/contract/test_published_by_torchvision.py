"""Published networks answer as torchvision's do with the same weights, and exported as they do here."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from by_torchvision import NETWORKS, TINY_VIT, VGG_11, VGG_16, models, state_of
from export_here import stay_in_this_process
from playground.core.builtin import CATALOGUE
from playground.core.export.bundle import FEWEST
from playground.core.export.exporting import export
from playground.core.export.registry import EXPORTERS
from playground.core.model.model import PlaygroundModel
from playground.core.project.values import Project
from playground.core.published.patches import vision_transformer
from playground.core.published.plain import vgg
from playground.core.published.registry import PUBLISHED
from playground.core.published.segmenting import fully_convolutional, pyramid, segmenting
from published_weights import as_a_run, built, drawn, raw_samples

pytestmark = pytest.mark.slow
SIDES = {"inception-v3": 299, "efficientnet-v2-s": 384, "vit": 56}
SMALLER = {
    "vgg-11-bn": partial(vgg, **VGG_11), "vgg-16": partial(vgg, **VGG_16),
    "vit": partial(vision_transformer, **TINY_VIT),
    "fcn-resnet-50": partial(segmenting, head=fully_convolutional, side=224),
    "deeplabv3-resnet-50": partial(segmenting, head=pyramid, side=224),
}  # fmt: skip
SEEN = 8  # samples that an exported file is tried on: these networks are large


def project_of(name: str) -> Project:
    """Return ours, at full size but for those that would take long."""
    if name not in SMALLER:
        return PUBLISHED.get(name).project(CATALOGUE)
    return replace(PUBLISHED.get("resnet-50"), build=SMALLER[name]).project(CATALOGUE)


def squeezed(tensor: Tensor) -> list[int]:
    """Return the sizes of a tensor without axes of one number: a dense layer may be a filter of 1 × 1."""
    return [size for size in tensor.shape if size != 1]


def given_ours(project: Project, model: PlaygroundModel, other: nn.Module) -> None:
    """Give torchvision's network our weights, one after the other; all of them."""
    ours, theirs = drawn(project, model), state_of(other)
    assert [squeezed(each) for each in ours] == [squeezed(each) for each in theirs]
    for own, their in zip(ours, theirs, strict=True):
        their.copy_(own.reshape(their.shape))


def answers_of(name: str, other: nn.Module, pictures: Tensor) -> list[Tensor]:
    """Return what torchvision's network answers to pictures of the data at hand, each goal's by itself."""
    side = SIDES.get(name, 224)
    large = functional.interpolate(pictures, scale_factor=side / pictures.shape[-1])
    assert large.shape[-1] == side
    made = other(large.repeat(1, 3, 1, 1))
    if isinstance(made, dict):  # of each pixel, and of a side goal too
        return [functional.avg_pool2d(each, 8)[:, :2] for each in made.values()]
    return [made[:, :6]]


def compared(name: str, project: Project, model: PlaygroundModel, other: nn.Module) -> Tensor:
    """Compare the answers to two pictures, and return by how much they are larger than usual ones.

    In double precision: rounding to floats grows a thousand times on its way through random weights.
    """
    (given,) = raw_samples(project, model.fields, 2)
    pictures = torch.from_numpy(given).double()
    told = model.double()({model.fields[0]: pictures})
    found = [told[node] for node in project.network.nodes if node in told]
    wanted = answers_of(name, other.double(), pictures)
    assert len(found) == len(wanted)
    for ours, theirs in zip(found, wanted, strict=True):
        scale = theirs.std()
        assert ours.shape == theirs.shape and (ours[0] - ours[1]).abs().max() > 0.01 * scale
        torch.testing.assert_close(ours / scale, theirs / scale, rtol=0, atol=1e-8)
    return max(each.std() for each in found)


def as_large_as_usual(project: Project, model: PlaygroundModel, scale: Tensor) -> None:
    """Divide the weights of the last layers, so that probabilities tell how far answers lie apart."""
    for tensor in drawn(project, model.float())[-2:]:
        tensor.div_(scale)


@pytest.mark.parametrize("name", NETWORKS)
def test_it_answers_as_torchvisions_does_here_and_exported(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models()
    stay_in_this_process(monkeypatch)
    project = project_of(name)
    model, other = built(project), NETWORKS[name]().eval()
    with torch.no_grad():
        given_ours(project, model, other)
        as_large_as_usual(project, model, compared(name, project, model, other))
    few = dict(zip(model.fields, raw_samples(project, model.fields, SEEN), strict=True))
    record = as_a_run(project, model)
    for kind in ("onnx", "safetensors"):
        exporter = EXPORTERS.get(kind)
        made = export(exporter, record, tmp_path / f"m{exporter.suffix}", samples=few)
        assert made.samples == min(SEEN, max(FEWEST, model.pieces)) and made.largest_difference < 1e-5
