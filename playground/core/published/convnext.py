"""ConvNeXt: convolutions built as transformers are."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import Stage
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import LINEAR, NetworkBuilder

TINY = ((3, 96), (3, 192), (9, 384), (3, 768))


def convnext(fields: DataFields, stages: tuple[Stage, ...] = TINY, side: int = 224,
             drops: float = 0.1) -> Network:  # fmt: skip
    """Return a ConvNeXt; Liu et al., arXiv:2201.03545, section 3.

    `drops` is the share of samples that go round the last block alone; less for those before it.
    """
    net, passed = pictures(fields, side), 0
    net.add("conv2d", filters=stages[0][1], kernel=4, stride=4, padding="valid", activation=LINEAR,
            label="stem")  # fmt: skip
    _normed(net)
    last = sum(count for count, _ in stages) - 1
    for number, (count, width) in enumerate(stages, 1):
        rates = [round(drops * (passed + index) / last, 4) for index in range(count)]
        net.group(f"Stage {number}", partial(_stage, width=width, rates=rates, halves=number > 1))
        passed += count
    net.add("global_pool")
    net.add("layer_norm", epsilon=1e-6)
    return classified(scored(net, 1000, "head"), fields, 1000).network()


def _normed(net: NetworkBuilder) -> None:
    net.add("layer_norm", over="channels", epsilon=1e-6)


def _stage(net: NetworkBuilder, width: int, rates: list[float], halves: bool) -> None:
    """Add blocks, before them what halves the sides."""
    if halves:
        _normed(net)
        net.add("conv2d", filters=width, kernel=2, stride=2, padding="valid", activation=LINEAR,
                label="Downsampling")  # fmt: skip
    for rate in rates:
        net.add("convnext_block", channels=width, rate=rate)
