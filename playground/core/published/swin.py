"""Swin: transformers that look at pictures window by window, and halve them stage by stage."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import LINEAR, NetworkBuilder

TINY = ((2, 3), (2, 6), (6, 12), (2, 24))  # blocks and heads of each stage


def swin(fields: DataFields, stages: tuple[tuple[int, int], ...] = TINY, width: int = 96, side: int = 224,
         window: int = 7, drops: float = 0.2) -> Network:  # fmt: skip
    """Return a Swin transformer; Liu et al., arXiv:2103.14030, section 3.3.

    `drops` is the share of samples that go round the last block alone; less for those before it.
    """
    net, passed, last = pictures(fields, side), 0, sum(count for count, _ in stages) - 1
    net.add("conv2d", filters=width, kernel=4, stride=4, padding="valid", activation=LINEAR, label="Patches")
    _normed(net)
    for number, (count, heads) in enumerate(stages):
        if number:
            _merged(net, width << number)
        rates = [round(drops * (passed + index) / last, 4) for index in range(count)]
        look = partial(_stage, channels=width << number, heads=heads, window=window, rates=rates)
        net.group(f"Stage {number + 1}", look)
        passed += count
    _normed(net)
    net.add("global_pool")
    return classified(scored(net, 1000, "head"), fields, 1000).network()


def _normed(net: NetworkBuilder) -> None:
    net.add("layer_norm", over="channels")


def _merged(net: NetworkBuilder, channels: int) -> None:
    """Add what makes one pixel of each square of four."""
    net.add("pixel_unshuffle")
    _normed(net)
    net.add("conv2d", filters=channels, kernel=1, activation=LINEAR, bias=False, label="Merging")


def _stage(net: NetworkBuilder, channels: int, heads: int, window: int, rates: list[float]) -> None:
    """Add blocks of two branches, every second one's windows shifted."""
    for index, rate in enumerate(rates):
        begin = net.last
        _normed(net)
        net.add("window_attention", heads=heads, window=window, shifted=index % 2 == 1)
        middle = _added(net, begin, rate)
        _normed(net)
        net.add("conv2d", filters=4 * channels, kernel=1, activation="gelu")
        net.add("conv2d", filters=channels, kernel=1, activation=LINEAR)
        _added(net, middle, rate)


def _added(net: NetworkBuilder, begin: str, rate: float) -> str:
    if rate:
        net.add("stochastic_depth", rate=rate)
    return net.add("add", net.last, after=begin)
