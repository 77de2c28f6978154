"""Residual networks of ready blocks: ResNet, ResNeXt, and those with gates or with wide looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import convolved
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import NetworkBuilder


@dataclass(frozen=True)
class Block:
    """The block that a residual network is stacked from."""

    kind: str
    out: int = 1  # how many times a stage's width leaves it
    params: dict[str, Any] = field(default_factory=dict)


BASIC = Block("residual_block")
BOTTLENECK = Block("bottleneck_block", 4)
IN_GROUPS = Block("bottleneck_block", 4, {"reduction": 2, "groups": 32})
GATED = Block("residual_block", params={"squeezes": True})


def resnet(fields: DataFields, counts: tuple[int, ...], block: Block, side: int = 224,
           width: int = 64) -> Network:  # fmt: skip
    """Return a residual network of four stages; He et al., arXiv:1512.03385, table 1.

    `counts` are the blocks of each stage. Strides lie on the 3 × 3 convolution, as in torchvision.
    """
    net = pictures(fields, side)
    begun(net, width)
    for index, count in enumerate(counts):
        stage(net, index, width, block, [2 if index and not number else 1 for number in range(count)])
    net.add("global_pool")
    return classified(scored(net, 1000, "fc"), fields, 1000).network()


def begun(net: NetworkBuilder, width: int) -> None:
    """Add the first convolution and the pool."""
    convolved(net, width, 7, 2, label="conv1")
    net.add("max_pool2d", kernel=3, stride=2, padding=1, label="pool1")


def stage(net: NetworkBuilder, index: int, width: int, block: Block, strides: list[int],
          apart: tuple[int, int] = (1, 1)) -> None:  # fmt: skip
    """Add blocks of one width; `apart` lie the pixels that the first one sees, and all others."""
    filters = (width << index) * block.out
    rows = [{"stride": stride, "projects": not number and (index > 0 or block.out > 1),
             "dilation": apart[number > 0]} for number, stride in enumerate(strides)]  # fmt: skip
    net.group(f"conv{index + 2}_x", partial(_blocks, filters=filters, block=block, rows=rows))


def _blocks(net: NetworkBuilder, filters: int, block: Block, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        net.add(block.kind, filters=filters, **block.params, **row)
