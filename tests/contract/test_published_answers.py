"""Published networks answer as plain PyTorch does with the same weights, and exported as they do here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

import published_in_torch as theirs
from export_here import stay_in_this_process
from playground.core.blocks.shapes import DataFields
from playground.core.builtin import CATALOGUE
from playground.core.export.exporting import export
from playground.core.export.registry import EXPORTERS
from playground.core.model.model import PlaygroundModel
from playground.core.network.values import Network
from playground.core.project.values import DataChoice, Project
from playground.core.published.language import bert
from playground.core.published.patches import mixer, vision_transformer
from playground.core.published.pixels import unet
from playground.core.published.plain import vgg
from playground.core.published.registry import PUBLISHED
from playground.core.published.writing import attending, gpt_2, transformer
from published_weights import as_a_run, built, drawn, raw_samples

Front = Callable[[Tensor], Tensor]
V2 = ((1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 32, 3, 2, 3), (6, 64, 4, 2, 3), (6, 96, 3, 1, 3),
      (6, 160, 3, 2, 3), (6, 320, 1, 1, 3))  # fmt: skip
EFFICIENT = ((1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5),
             (6, 192, 4, 2, 5), (6, 320, 1, 1, 3))  # fmt: skip
MNAS = ((1, 16, 1, 1, 3), (3, 24, 3, 2, 3), (3, 40, 3, 2, 5), (6, 80, 3, 2, 5), (6, 96, 2, 1, 3),
        (6, 192, 4, 2, 5), (6, 320, 1, 1, 3))  # fmt: skip
TINY_VIT = {"side": 56, "patch": 14, "features": 32, "depth": 2, "heads": 4}
TINY_MIXER = {"side": 56, "patch": 14, "features": 32, "depth": 2}
TINY_BERT = {"words": 200, "places": 20, "features": 32, "depth": 2, "heads": 4}
SIXTEENTHS = ("digits", "pairs")  # data sets whose pixels go up to 16
TINY = {"words": 200, "features": 32, "depth": 2, "heads": 4}
TINY_VGG = {"counts": (1, 2, 1, 1, 2), "side": 56, "width": 4, "units": 40}


def enlarged(factor: int, channels: int = 3) -> Front:
    """Return what fits pictures: larger, grey repeated."""
    return lambda pictures: functional.interpolate(pictures, scale_factor=factor).repeat(1, channels, 1, 1)


def mirrored(pictures: Tensor) -> Tensor:
    """Return pictures as the U-Net of the paper takes them."""
    return functional.pad(enlarged(14, 1)(pictures), (90,) * 4, mode="reflect")


def still(pictures: Tensor) -> Tensor:
    """Return pictures as clips of sixteen frames."""
    return enlarged(4)(pictures)[:, :, None].repeat(1, 1, 16, 1, 1)


def per_pixel(scores: Tensor) -> Tensor:
    """Return scores as large as the pictures of the data."""
    return functional.avg_pool2d(functional.pad(scores, (2,) * 4), 14)


def as_it_is(values: Tensor) -> Tensor:
    """Return values as they came."""
    return values


def first_two(scores: Tensor) -> Tensor:
    """Return the scores of the data's own classes."""
    return scores[:, :2]


def stretched(factor: float) -> Front:
    """Return what enlarges pictures by no whole number."""
    return lambda pictures: functional.interpolate(pictures, scale_factor=factor)


def thumbnails(pictures: Tensor) -> Tensor:
    """Return the hundred numbers of a picture."""
    return functional.adaptive_avg_pool2d(pictures, 10).flatten(1)[:, :, None, None]


@dataclass(frozen=True)
class Pair:
    """One network of ours and of plain PyTorch, and what stands before and behind the latter."""

    theirs: Callable[[], nn.Module]
    before: Front = enlarged(8)
    behind: Front = lambda scores: scores[:, :6]
    ours: Callable[[DataFields], Network] | None = None  # a smaller one; None: the published one itself
    data: str = "shapes"


PAIRS = {
    "lenet-5": Pair(theirs.lenet, enlarged(4, 1), lambda scores: scores, data="digits"),
    "alexnet": Pair(theirs.alexnet),
    "vgg": Pair(partial(theirs.vgg, **TINY_VGG), enlarged(2), ours=partial(vgg, **TINY_VGG)),
    "squeezenet": Pair(theirs.squeezenet),
    "googlenet": Pair(theirs.googlenet),
    "resnet-18": Pair(partial(theirs.resnet, (2, 2, 2, 2), narrow=False)),
    "resnet-50": Pair(partial(theirs.resnet, (3, 4, 6, 3), narrow=True)),
    "resnext-50": Pair(partial(theirs.resnet, (3, 4, 6, 3), narrow=True, inner=2, groups=32)),
    "densenet-121": Pair(partial(theirs.densenet, (6, 12, 24, 16))),
    "mobilenet": Pair(theirs.mobilenet),
    "mobilenet-v2": Pair(partial(theirs.inverted, V2, nn.ReLU6)),
    "mnasnet": Pair(partial(theirs.inverted, MNAS, nn.ReLU)),
    "efficientnet-b0": Pair(partial(theirs.inverted, EFFICIENT, nn.SiLU, excites=True)),
    "u-net": Pair(partial(theirs.UNet, 4), mirrored, per_pixel, partial(unet, width=4)),
    "c3d": Pair(theirs.c3d, still),
    "vit": Pair(partial(theirs.VisionTransformer, **TINY_VIT), enlarged(2),
                ours=partial(vision_transformer, **TINY_VIT)),
    "mixer": Pair(partial(theirs.Mixer, **TINY_MIXER), enlarged(2), ours=partial(mixer, **TINY_MIXER)),
    "bert": Pair(partial(theirs.Bert, **TINY_BERT), lambda tokens: tokens, lambda scores: scores[:, :2],
                 partial(bert, **TINY_BERT), "reviews"),
    "gpt-2": Pair(partial(theirs.Gpt2, **TINY_BERT), as_it_is, lambda scores: scores[:, :2],
                  partial(gpt_2, **TINY_BERT), "reviews"),
    "transformer": Pair(partial(theirs.FirstTransformer, **TINY), as_it_is, first_two,
                        partial(transformer, **TINY), "opinions"),
    "seq2seq": Pair(partial(theirs.Seq2Seq, 200, 300, 16), as_it_is, first_two,
                    partial(attending, read=200, written=300, units=16), "opinions"),
    "siamese": Pair(theirs.Siamese, stretched(105 / 8), as_it_is),
    "dcgan-generator": Pair(theirs.dcgan_generator, thumbnails,
                            lambda made: functional.adaptive_avg_pool2d(made, 28)),
    "dcgan-discriminator": Pair(theirs.Discriminator, stretched(64 / 28), as_it_is),
    "vae": Pair(theirs.Variational, as_it_is, as_it_is),
}  # fmt: skip


def project_of(name: str) -> Project:
    """Return one of ours with its data."""
    pair = PAIRS[name]
    if pair.ours is None:
        return PUBLISHED.get(name).project(CATALOGUE)
    spec = CATALOGUE.data.get(pair.data)
    network = pair.ours(spec.fields(spec.options({})))
    return Project(name, network, DataChoice(pair.data), catalogue=CATALOGUE)


def copy_over(project: Project, model: PlaygroundModel, other: nn.Module) -> None:
    """Give plain PyTorch our weights, one after the other; all of them, and each of the same shape."""
    given = drawn(project, model)
    taken = list(other.state() if hasattr(other, "state") else other.state_dict().values())
    assert [each.shape for each in given] == [each.shape for each in taken]
    for ours, their in zip(given, taken, strict=True):
        their.copy_(ours)


def samples_of(name: str, project: Project, fields: Sequence[str]) -> list[Tensor]:
    """Return two raw samples of each field; for what knows of no padding, sentences without."""
    given = raw_samples(project, fields, 2)
    return [torch.from_numpy(each if name != "seq2seq" else each % 50 + 1) for each in given]


@pytest.mark.slow
@pytest.mark.parametrize("name", PAIRS)
def test_it_answers_as_plain_pytorch_does(name: str) -> None:
    pair, project = PAIRS[name], project_of(name)
    model, other = built(project), pair.theirs().eval()
    with torch.no_grad():
        copy_over(project, model, other)
        raw = samples_of(name, project, model.fields)
        scores = next(iter(model(dict(zip(model.fields, raw, strict=True))).values()))
        inputs = [each / 16 for each in raw] if project.data.id in SIXTEENTHS else raw
        wanted = pair.behind(other(*map(pair.before, inputs)))
    scale = scores.std()
    assert scores.shape == wanted.shape and (scores[0] - scores[1]).abs().max() > 0.01 * scale
    torch.testing.assert_close(scores / scale, wanted / scale, rtol=0, atol=1e-5)


EXPORTED = ("lenet-5", "vit", "mixer", "bert")  # small ones: what is exported is tried on 256 samples


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["onnx", "safetensors"])
@pytest.mark.parametrize("name", EXPORTED)
def test_what_is_exported_answers_alike(
    name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay_in_this_process(monkeypatch)
    project, exporter = project_of(name), EXPORTERS.get(kind)
    made = export(exporter, as_a_run(project, built(project)), tmp_path / f"m{exporter.suffix}")
    assert made.samples > 10 and made.largest_difference < 1e-5
