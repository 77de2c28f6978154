"""Residual networks: ResNet and ResNeXt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import convolved
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import NetworkBuilder

Branch = Callable[[NetworkBuilder, int, int], str]  # (network, width, stride) -> its last block


def resnet(fields: DataFields, counts: tuple[int, ...], branch: Branch, out: int = 1, side: int = 224,
           width: int = 64) -> Network:  # fmt: skip
    """Return a residual network of four stages; He et al., arXiv:1512.03385, table 1.

    `counts` are the blocks of each stage, `out` how many times a stage's width leaves each of its blocks.
    Strides lie on the 3 × 3 convolution, as in torchvision.
    """
    net = pictures(fields, side)
    convolved(net, width, 7, 2, label="conv1")
    net.add("max_pool2d", kernel=3, stride=2, padding=1, label="pool1")
    for index, count in enumerate(counts):
        fill = partial(_stage, count=count, branch=branch, width=width << index, out=out,
                       stride=1 if index == 0 else 2, projects=index > 0 or out > 1)  # fmt: skip
        net.group(f"conv{index + 2}_x", fill)
    net.add("global_pool")
    return classified(scored(net, 1000, "fc"), fields, 1000).network()


def _stage(net: NetworkBuilder, count: int, branch: Branch, width: int, out: int, stride: int,
           projects: bool) -> None:  # fmt: skip
    """Add blocks of one width: the first alone where it changes the shape, the others as one, repeated."""
    if projects:
        net.group("First block", partial(_block, branch=branch, width=width, stride=stride, out=width * out))
    if left := count - projects:
        net.group("Block", partial(_block, branch=branch, width=width, stride=1, out=0), repeat=left)


def _block(net: NetworkBuilder, branch: Branch, width: int, stride: int, out: int) -> None:
    """Add a branch and the way round it, of as many maps as `out` says; 0: as it comes."""
    begin = net.last
    end = branch(net, width, stride)
    way = convolved(net, out, 1, stride, "", after=begin, label="Projection") if out else begin
    net.add("add", way, after=end)
    net.add("relu")


def basic(net: NetworkBuilder, width: int, stride: int) -> str:
    """Add two convolutions of 3 × 3."""
    convolved(net, width, 3, stride)
    return convolved(net, width, 3, 1, "")


def bottleneck(net: NetworkBuilder, width: int, stride: int, inner: int = 1, groups: int = 1) -> str:
    """Add 1 × 1, 3 × 3 and 1 × 1; the middle one `inner` times as wide, in groups."""
    convolved(net, width * inner, 1)
    convolved(net, width * inner, 3, stride, groups=groups)
    return convolved(net, width * 4, 1, 1, "")
