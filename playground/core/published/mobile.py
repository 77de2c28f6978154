"""Small networks for phones, and what grew from them: MobileNet, MobileNetV2, MNASNet, EfficientNet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import convolved, each_by_itself
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import NetworkBuilder


@dataclass(frozen=True)
class InvertedStage:
    """Blocks of one width, wide in their middle; only the first moves by the stride and changes the width."""

    widens: int  # how many times the maps become more in the middle
    filters: int
    count: int
    stride: int
    kernel: int = 3
    fused: bool = False  # one filter that sees all maps, in the place of 1 × 1 and one for each map


@dataclass(frozen=True)
class MobileStyle:
    """What the blocks of one network have in common."""

    bend: str
    norm: Mapping[str, Any]
    excites: bool = False  # lets each map count as much as a look at the whole of all maps says
    drops: float = 0.0  # the share of samples that go round the last block; less for those before it


def mobilenet(fields: DataFields, side: int = 224) -> Network:
    """Return MobileNet; Howard et al., arXiv:1704.04861, table 1."""
    net = pictures(fields, side)
    convolved(net, 32, 3, 2, label="conv1")
    widths = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 5), (1024, 2), (1024, 1))
    for filters, step in widths:
        repeat, stride = (step, 1) if step > 2 else (1, step)
        net.group(f"Separable {filters}", partial(_separable, filters=filters, stride=stride), repeat=repeat)
    net.add("global_pool")
    return classified(scored(net, 1000, "fc"), fields, 1000).network()


def _separable(net: NetworkBuilder, filters: int, stride: int) -> None:
    each_by_itself(net, 3, stride, "relu")
    convolved(net, filters, 1)


V2 = (
    InvertedStage(1, 16, 1, 1), InvertedStage(6, 24, 2, 2), InvertedStage(6, 32, 3, 2),
    InvertedStage(6, 64, 4, 2), InvertedStage(6, 96, 3, 1), InvertedStage(6, 160, 3, 2),
    InvertedStage(6, 320, 1, 1),
)  # fmt: skip
MNAS = (
    InvertedStage(1, 16, 1, 1), InvertedStage(3, 24, 3, 2), InvertedStage(3, 40, 3, 2, 5),
    InvertedStage(6, 80, 3, 2, 5), InvertedStage(6, 96, 2, 1), InvertedStage(6, 192, 4, 2, 5),
    InvertedStage(6, 320, 1, 1),
)  # fmt: skip
EFFICIENT = (
    InvertedStage(1, 16, 1, 1), InvertedStage(6, 24, 2, 2), InvertedStage(6, 40, 2, 2, 5),
    InvertedStage(6, 80, 3, 2), InvertedStage(6, 112, 3, 1, 5), InvertedStage(6, 192, 4, 2, 5),
    InvertedStage(6, 320, 1, 1),
)  # fmt: skip
EFFICIENT_2_S = (
    InvertedStage(1, 24, 2, 1, fused=True), InvertedStage(4, 48, 4, 2, fused=True),
    InvertedStage(4, 64, 4, 2, fused=True), InvertedStage(4, 128, 6, 2), InvertedStage(6, 160, 9, 1),
    InvertedStage(6, 256, 15, 2),
)  # fmt: skip
V2_STYLE = MobileStyle("relu6", {})
MNAS_STYLE = MobileStyle("relu", {"momentum": 0.0003})  # as torchvision has it: 1 - 0.9997
EFFICIENT_STYLE = MobileStyle("silu", {}, excites=True, drops=0.2)
EFFICIENT_2_STYLE = MobileStyle("silu", {"epsilon": 1e-3}, excites=True, drops=0.2)


def inverted(fields: DataFields, stages: Sequence[InvertedStage], style: MobileStyle, side: int = 224,
             maps: int = 32) -> Network:  # fmt: skip
    """Return a network of inverted residual blocks; Sandler et al., arXiv:1801.04381, table 2."""
    net, passed = pictures(fields, side), 0
    convolved(net, maps, 3, 2, style.bend, norm=style.norm, label="conv1")
    blocks = sum(stage.count for stage in stages)
    for number, stage in enumerate(stages, 1):
        rate = style.drops * (passed + stage.count / 2) / blocks  # of its blocks in repeats, their mean
        net.group(f"Stage {number}", partial(_stage, stage=stage, maps=maps, style=style, rate=rate))
        maps, passed = stage.filters, passed + stage.count
    convolved(net, 1280, 1, 1, style.bend, norm=style.norm, label="conv2")
    net.add("global_pool")
    net.add("dropout", rate=0.2)
    return classified(scored(net, 1000, "fc"), fields, 1000).network()


def _stage(net: NetworkBuilder, stage: InvertedStage, maps: int, style: MobileStyle,
           rate: float) -> None:  # fmt: skip
    block = partial(_block, stage=stage, style=style, rate=round(rate, 4))
    net.group("First block", partial(block, maps=maps, stride=stage.stride))
    if stage.count > 1:
        net.group("Block", partial(block, maps=stage.filters, stride=1), repeat=stage.count - 1)


def _block(net: NetworkBuilder, stage: InvertedStage, style: MobileStyle, rate: float, maps: int,
           stride: int) -> None:  # fmt: skip
    begin = net.last
    if stage.fused:
        end = _fused(net, stage, style, maps, stride)
    else:
        end = _each_filtered(net, stage, style, maps, stride)
    if stride == 1 and maps == stage.filters:
        end = net.add("stochastic_depth", rate=rate) if rate else end
        net.add("add", end, after=begin)


def _each_filtered(net: NetworkBuilder, stage: InvertedStage, style: MobileStyle, maps: int,
                   stride: int) -> str:  # fmt: skip
    """Add 1 × 1, a filter for each map, a gate if there is one, and 1 × 1."""
    wide = maps * stage.widens
    if stage.widens > 1:
        convolved(net, wide, 1, 1, style.bend, norm=style.norm)
    each_by_itself(net, stage.kernel, stride, style.bend, style.norm)
    if style.excites:
        net.add("squeeze_excite", channels=wide, reduction=4 * stage.widens, activation=style.bend)
    return convolved(net, stage.filters, 1, 1, "", norm=style.norm)


def _fused(net: NetworkBuilder, stage: InvertedStage, style: MobileStyle, maps: int, stride: int) -> str:
    """Add filters that see all maps, and 1 × 1 if they were widened; arXiv:2104.00298, figure 2."""
    wide = maps * stage.widens if stage.widens > 1 else stage.filters
    end = convolved(net, wide, stage.kernel, stride, style.bend, norm=style.norm)
    return convolved(net, stage.filters, 1, 1, "", norm=style.norm) if stage.widens > 1 else end
