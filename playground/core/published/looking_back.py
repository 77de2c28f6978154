"""A temporal convolutional network: steps that see the past alone, layer by layer twice as far."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import classified, scored
from playground.core.published.network_builder import LINEAR, NetworkBuilder


def temporal(fields: DataFields, levels: int = 8, filters: int = 25, kernel: int = 7) -> Network:
    """Return a TCN that reads a picture pixel by pixel; Bai, Kolter, Koltun, arXiv:1803.01271, section 4."""
    net = NetworkBuilder()
    net.source("image")
    net.add("flatten")
    net.add("reshape", channels=fields.fields["image"].count, height=1, width=0, label="Pixel by pixel")
    for level in range(levels):
        fill = partial(_block, filters=filters, kernel=kernel, dilation=1 << level, widens=level == 0)
        net.group(f"Level {level + 1}", fill)
    net.add("over_time", how="last")
    return classified(scored(net, 10, "Scores"), fields, 10).network()


def _block(net: NetworkBuilder, filters: int, kernel: int, dilation: int, widens: bool) -> None:
    """Add two convolutions, weight norm on both, and the way round them: figure 1 (b)."""
    begin = net.last
    for _ in range(2):
        net.add("causal_conv1d", filters=filters, kernel=kernel, dilation=dilation, weights="weight_norm")
        net.add("dropout", rate=0.05)
    end = net.last
    way = net.add("dense", after=begin, units=filters, activation=LINEAR, label="1 × 1") if widens else begin
    net.add("add", way, after=end)
    net.add("relu")
