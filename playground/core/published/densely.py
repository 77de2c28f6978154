"""DenseNet: every layer reads what all before it gave."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import convolved
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import LINEAR, NetworkBuilder


def densenet(fields: DataFields, counts: tuple[int, ...], growth: int = 32, side: int = 224) -> Network:
    """Return a DenseNet with bottlenecks that halves its maps between blocks; arXiv:1608.06993, table 1."""
    net = pictures(fields, side)
    convolved(net, 2 * growth, 7, 2, label="conv0")
    net.add("max_pool2d", kernel=3, stride=2, padding=1, label="pool0")
    _stacked(net, counts, growth)
    return classified(scored(net, 1000, "classifier"), fields, 1000).network()


def small_densenet(fields: DataFields, count: int = 16, growth: int = 12) -> Network:
    """Return DenseNet-BC for pictures of 32 × 32 and ten classes; arXiv:1608.06993, table 2."""
    net = pictures(fields, 32)
    net.add("conv2d", filters=2 * growth, activation=LINEAR, bias=False, label="conv0")
    _stacked(net, (count,) * 3, growth)
    return classified(scored(net, 10, "classifier"), fields, 10).network()


def _stacked(net: NetworkBuilder, counts: tuple[int, ...], growth: int) -> None:
    """Add dense blocks, between them what halves maps and sides, and the mean of every map."""
    maps = 2 * growth
    for number, count in enumerate(counts, 1):
        net.add("dense_block", layers=count, growth=growth, label=f"Dense block {number}")
        maps += count * growth
        if number < len(counts):
            maps //= 2
            net.group(f"Transition {number}", partial(_transition, filters=maps))
    net.add("batch_norm", label=f"norm{len(counts) + 1}")
    net.add("relu")
    net.add("global_pool")


def _transition(net: NetworkBuilder, filters: int) -> None:
    net.add("batch_norm")
    net.add("relu")
    net.add("conv2d", filters=filters, kernel=1, activation=LINEAR, bias=False)
    net.add("average_pool2d")
