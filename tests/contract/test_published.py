"""Published networks: as many parameters as papers and reference code have, ready to train on data at hand.

What is counted here comes from PyTorch's own modules, made on its meta device: nothing is allocated.
"""

from __future__ import annotations

from itertools import combinations

import pytest

from playground.core.builtin import CATALOGUE
from playground.core.checks import check as check_module
from playground.core.checks.analysis import Analysis, analyse
from playground.core.data.prepared import fields_of
from playground.core.network.nesting import inner, paths
from playground.core.network.topology import cycle
from playground.core.project import schema
from playground.core.published.network import PublishedNetwork
from playground.core.published.registry import PUBLISHED
from playground.core.shapes import infer as infer_module

EVERY = pytest.mark.parametrize("entry", list(PUBLISHED), ids=lambda entry: entry.id)
# Written out once more, so that no figure is changed along with what it is to hold.
PARAMETERS = {
    "lenet-5": 61_706, "alexnet": 61_100_840, "vgg-16": 138_357_544, "vgg-19": 143_667_240,
    "googlenet": 6_624_904, "u-net": 31_030_658, "resnet-18": 11_689_512, "resnet-34": 21_797_672,
    "resnet-50": 25_557_032, "resnext-50": 25_028_904, "squeezenet": 1_235_496, "densenet-121": 7_978_856,
    "mobilenet": 4_231_976, "mobilenet-v2": 3_504_872, "mnasnet": 4_383_312, "efficientnet-b0": 5_288_548,
    "vae": 652_824, "siamese": 38_951_745, "seq2seq": 5_948_800, "dcgan-generator": 3_576_704,
    "dcgan-discriminator": 2_765_568, "transformer-base": 63_082_496, "gpt-2": 124_439_808,
    "c3d": 78_409_573, "bert-base": 109_482_240, "vit-b-16": 86_567_656, "mixer-b-16": 59_880_472,
    "resnet-20": 269_722, "wide-resnet-28-10": 36_479_194, "se-resnet-18": 11_778_592,
    "fcn-resnet-50": 35_322_218, "deeplabv3-resnet-50": 42_004_074, "densenet-bc-100": 769_162,
    "vgg-11-bn": 132_868_840, "inception-v3": 23_834_568, "shufflenet-v2": 2_278_604,
    "mobilenet-v3-small": 2_542_856, "mobilenet-v3-large": 5_483_032, "regnet-y-400mf": 4_344_144,
    "efficientnet-v2-s": 21_458_488, "convnext-tiny": 28_589_128, "pointnet": 3_480_049, "neumf": 392_601,
    "tcn": 66_910, "distilbert": 66_362_880, "albert-base": 11_683_584, "swin-t": 28_288_354,
}  # fmt: skip
# Billions of multiplications and additions for one picture, as torchvision tells them: `_ops` of its weights.
MULTIPLY_ADDS = {
    "alexnet": 0.714, "vgg-16": 15.47, "vgg-19": 19.632, "googlenet": 1.498, "resnet-18": 1.814,
    "resnet-34": 3.664, "resnet-50": 4.089, "resnext-50": 4.23, "squeezenet": 0.349, "densenet-121": 2.834,
    "mobilenet-v2": 0.301, "mnasnet": 0.314, "efficientnet-b0": 0.386, "vit-b-16": 17.564,
    "vgg-11-bn": 7.609, "inception-v3": 5.713, "shufflenet-v2": 0.145, "mobilenet-v3-small": 0.057,
    "mobilenet-v3-large": 0.217, "regnet-y-400mf": 0.402, "efficientnet-v2-s": 8.366,
    "convnext-tiny": 4.456, "swin-t": 4.491, "fcn-resnet-50": 152.717, "deeplabv3-resnet-50": 178.722,
}  # fmt: skip


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is judged not hang on what else runs here: a machine of 8 GB trains each of them."""
    for module in (check_module, infer_module):
        monkeypatch.setattr(module, "free_bytes", lambda *_: 8 * 10**9)


def analysis_of(entry: PublishedNetwork) -> Analysis:
    project = entry.project(CATALOGUE)
    return analyse(project, fields_of(project))


def test_every_network_has_its_figure_here() -> None:
    assert {entry.id: entry.parameters for entry in PUBLISHED} == PARAMETERS


@EVERY
def test_it_has_the_published_number_of_parameters_and_can_be_trained(entry: PublishedNetwork) -> None:
    known = analysis_of(entry)
    assert known.inference.total == PARAMETERS[entry.id]
    assert [(each.where, each.message) for each in known.problems] == []


@pytest.mark.parametrize("name", MULTIPLY_ADDS)
def test_it_takes_the_published_number_of_multiplications(name: str) -> None:
    inference = analysis_of(PUBLISHED.get(name)).inference
    count = sum(inference.multiply_adds.get(block, 0) for block in inference.blocks)
    assert count / 1e9 == pytest.approx(MULTIPLY_ADDS[name], abs=6e-4)


@EVERY
def test_it_is_read_back_as_it_was_written(entry: PublishedNetwork) -> None:
    project = entry.project(CATALOGUE)
    assert schema.from_bytes(schema.to_bytes(project), CATALOGUE) == (project, ())


@EVERY
def test_words_are_complete(entry: PublishedNetwork) -> None:
    assert entry.summary.endswith(".") and entry.paper.endswith(".") and entry.counted
    made = entry.template(CATALOGUE)
    assert (made.id, made.open().name) == (f"published/{entry.id}", entry.title)
    assert (made.metric, made.target, made.seconds) == ("", None, None)  # no figure is promised


@EVERY
def test_blocks_stand_apart_at_every_level(entry: PublishedNetwork) -> None:
    whole = entry.project(CATALOGUE).network
    for path in paths(whole):
        network = inner(whole, path)
        assert cycle(network) == ()
        spots = [node.position for node in network.nodes.values()]
        for (x, y), (other_x, other_y) in combinations(spots, 2):
            assert abs(x - other_x) >= 116 + 24 or abs(y - other_y) >= 120, path
