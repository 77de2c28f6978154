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
    net, maps = pictures(fields, side), 2 * growth
    convolved(net, maps, 7, 2, label="conv0")
    net.add("max_pool2d", kernel=3, stride=2, padding=1, label="pool0")
    for number, count in enumerate(counts, 1):
        net.group(f"Dense block {number}", partial(_dense_block, count=count, growth=growth))
        maps += count * growth
        if number < len(counts):
            maps //= 2
            net.group(f"Transition {number}", partial(_transition, filters=maps))
    net.add("batch_norm", label="norm5")
    net.add("relu")
    net.add("global_pool")
    return classified(scored(net, 1000, "classifier"), fields, 1000).network()


def _dense_block(net: NetworkBuilder, count: int, growth: int) -> None:
    for number in range(1, count + 1):
        net.group(f"Layer {number}", partial(_layer, growth=growth))


def _layer(net: NetworkBuilder, growth: int) -> None:
    so_far = net.last
    _bent(net, 4 * growth, 1)
    _bent(net, growth, 3)
    net.add("concatenate", net.last, after=so_far)


def _transition(net: NetworkBuilder, filters: int) -> None:
    _bent(net, filters, 1)
    net.add("average_pool2d")


def _bent(net: NetworkBuilder, filters: int, kernel: int) -> None:
    """Add norm, bend and convolution, in this order."""
    net.add("batch_norm")
    net.add("relu")
    net.add("conv2d", filters=filters, kernel=kernel, activation=LINEAR, bias=False)
