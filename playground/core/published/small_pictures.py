"""Residual networks for pictures of 32 × 32: the small ones of the paper, and wide ones."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import convolved
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import LINEAR, NetworkBuilder

SIDE = 32
SCORES = 10


def small_resnet(fields: DataFields, count: int = 3) -> Network:
    """Return a residual network of 6 n + 2 layers; He et al., arXiv:1512.03385, section 4.2.

    Where maps become more, the way round leaves out every other pixel, and the new maps of it are zeros.
    """
    net = pictures(fields, SIDE)
    convolved(net, 16, 3, label="conv1")
    for index in range(3):
        width, left = 16 << index, count
        if index:
            net.group(f"Halving {index}", partial(_halving, width=width, side=SIDE >> index))
            left -= 1
        for _ in range(left):
            net.add("residual_block", filters=width)
    net.add("global_pool")
    return classified(scored(net, SCORES, "fc"), fields, SCORES).network()


def _halving(net: NetworkBuilder, width: int, side: int) -> None:
    begin = net.last
    convolved(net, width, 3, 2)
    end = convolved(net, width, 3, 1, "")
    few = net.add("max_pool2d", after=begin, kernel=1, stride=2, label="Every other pixel")
    zeros = net.add("constant_number", value=0.0, channels=width // 4, height=side, width=side, label="Zeros")
    way = net.add("concatenate", few, zeros, after=zeros)
    net.add("add", way, after=end)
    net.add("relu")


def wide_resnet(fields: DataFields, count: int = 4, widens: int = 10) -> Network:
    """Return a wide residual network of 6 n + 4 layers; Zagoruyko, Komodakis, arXiv:1605.07146, table 1."""
    net, maps = pictures(fields, SIDE), 16
    net.add("conv2d", filters=maps, activation=LINEAR, bias=False, label="conv1")
    for index in range(3):
        width = (16 << index) * widens
        net.group(f"First block {index + 2}", partial(_widening, width=width, stride=2 if index else 1))
        net.group(f"Block {index + 2}", partial(_norm_first, width=width), repeat=count - 1)
    net.add("batch_norm")
    net.add("relu")
    net.add("global_pool")
    return classified(scored(net, SCORES, "fc"), fields, SCORES).network()


def _widening(net: NetworkBuilder, width: int, stride: int) -> None:
    """Add a block whose way round starts behind its first norm."""
    net.add("batch_norm")
    begin = net.add("relu")
    _filtered(net, width, stride)
    end = _bent(net, width)
    way = _filtered(net, width, stride, 1, begin)
    net.add("add", way, after=end)


def _norm_first(net: NetworkBuilder, width: int) -> None:
    begin = net.last
    _bent(net, width)
    end = _bent(net, width)
    net.add("add", begin, after=end)


def _bent(net: NetworkBuilder, width: int) -> str:
    """Add norm, bend and convolution, in this order."""
    net.add("batch_norm")
    net.add("relu")
    return _filtered(net, width, 1)


def _filtered(net: NetworkBuilder, width: int, stride: int, kernel: int = 3, after: str = "") -> str:
    return net.add("conv2d", after=after, filters=width, kernel=kernel, stride=stride, activation=LINEAR,
                   bias=False)  # fmt: skip
