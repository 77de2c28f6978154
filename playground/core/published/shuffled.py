"""ShuffleNetV2: half of the maps goes by, then all are shuffled."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import convolved, each_by_itself
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import NetworkBuilder


def shufflenet_v2(fields: DataFields, widths: tuple[int, ...] = (116, 232, 464), side: int = 224) -> Network:
    """Return ShuffleNetV2; Ma et al., arXiv:1807.11164, table 5: 1 ×."""
    net = pictures(fields, side)
    convolved(net, 24, 3, 2, label="conv1")
    net.add("max_pool2d", kernel=3, stride=2, padding=1, label="pool1")
    for number, (width, count) in enumerate(zip(widths, (4, 8, 4), strict=True), 2):
        side_now = side >> number + 1
        net.group(f"Stage {number}", partial(_stage, width=width, count=count, side=side_now))
    convolved(net, 1024, 1, label="conv5")
    net.add("global_pool")
    return classified(scored(net, 1000, "fc"), fields, 1000).network()


def _stage(net: NetworkBuilder, width: int, count: int, side: int) -> None:
    net.group("Halving block", partial(_halving, width=width, side=side))
    net.group("Block", partial(_block, width=width, side=side), repeat=count - 1)


def _halving(net: NetworkBuilder, width: int, side: int) -> None:
    """Add two branches that both see all maps and halve their sides: figure 3 (d)."""
    begin = net.last
    each_by_itself(net, 3, 2, "")
    near = convolved(net, width // 2, 1)
    _shuffled(net, near, _branch(net, begin, width // 2, 2), width, side)


def _block(net: NetworkBuilder, width: int, side: int) -> None:
    """Let half of the maps by, and look at the other: figure 3 (c)."""
    halves = net.add("split")
    _shuffled(net, halves, _branch(net, f"{halves}.out_2", width // 2, 1), width, side)


def _branch(net: NetworkBuilder, begin: str, filters: int, stride: int) -> str:
    convolved(net, filters, 1, after=begin)
    each_by_itself(net, 3, stride, "")
    return convolved(net, filters, 1)


def _shuffled(net: NetworkBuilder, one: str, other: str, width: int, side: int) -> None:
    """Lay both side by side, then in turn a map of the one and a map of the other."""
    net.add("concatenate", other, after=one)
    net.add("reshape", channels=2, frames=width // 2, height=side, width=side, label="In two rows")
    net.add("permute", order="swap")
    net.add("reshape", channels=width, height=side, width=side, label="Shuffled")
