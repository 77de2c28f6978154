"""RegNet: widths on a line, found by looking at whole families of networks."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import Stage, convolved
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import NetworkBuilder

Y_400 = ((1, 48), (3, 104), (6, 208), (6, 440))
TOGETHER = 8  # maps in a group


def regnet_y(fields: DataFields, stages: tuple[Stage, ...], side: int = 224) -> Network:
    """Return a RegNetY; Radosavovic et al., arXiv:2003.13678, appendix A, figure 22."""
    net, maps = pictures(fields, side), 32
    convolved(net, maps, 3, 2, label="stem")
    for number, (count, width) in enumerate(stages, 1):
        net.group(f"Stage {number}", partial(_stage, count=count, maps=maps, width=width))
        maps = width
    net.add("global_pool")
    return classified(scored(net, 1000, "fc"), fields, 1000).network()


def _stage(net: NetworkBuilder, count: int, maps: int, width: int) -> None:
    net.group("First block", partial(_block, maps=maps, width=width, stride=2))
    if count > 1:
        net.group("Block", partial(_block, maps=width, width=width, stride=1), repeat=count - 1)


def _block(net: NetworkBuilder, maps: int, width: int, stride: int) -> None:
    """Add 1 × 1, 3 × 3 in groups, a gate and 1 × 1, and the way round them."""
    begin = net.last
    way = convolved(net, width, 1, stride, "", label="Projection") if stride > 1 else begin
    convolved(net, width, 1, after=begin)
    convolved(net, width, 3, stride, groups=width // TOGETHER)
    net.add("squeeze_excite", channels=width, middle=maps // 4)
    end = convolved(net, width, 1, 1, "")
    net.add("add", way, after=end)
    net.add("relu")
