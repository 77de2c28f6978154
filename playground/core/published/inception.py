"""GoogLeNet: four branches side by side, again and again."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import convolved
from playground.core.published.fitting import classified, pictures, scored
from playground.core.published.network_builder import NetworkBuilder

NORM = {"epsilon": 1e-3}
# Filters of 1 × 1; before and of 3 × 3; before and of the larger one; behind the pool: table 1.
STAGES = {
    3: ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    4: ((192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64), (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64), (256, 160, 320, 32, 128, 128)),
    5: ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
}  # fmt: skip


def googlenet(fields: DataFields) -> Network:
    """Return GoogLeNet without its two side goals; Szegedy et al., arXiv:1409.4842.

    With batch norm, and 3 × 3 where the paper has 5 × 5, as the release in torchvision has it.
    """
    net = pictures(fields, 224)
    convolved(net, 64, 7, 2, norm=NORM, label="conv1")
    net.add("max_pool2d", kernel=3, stride=2, partial=True)
    convolved(net, 64, 1, norm=NORM, label="conv2 reduce")
    convolved(net, 192, 3, norm=NORM, label="conv2")
    for number, blocks in STAGES.items():
        net.add("max_pool2d", kernel=3 if number < 5 else 2, stride=2, partial=True)
        for letter, sizes in zip("abcde", blocks, strict=False):
            net.group(f"inception {number}{letter}", partial(_branches, sizes=sizes))
    net.add("global_pool")
    net.add("dropout", rate=0.2)
    return classified(scored(net, 1000, "fc"), fields, 1000).network()


def _branches(net: NetworkBuilder, sizes: tuple[int, ...]) -> None:
    begin = net.last
    alone, before_three, three, before_five, five, behind_pool = sizes
    ends = [convolved(net, alone, 1, norm=NORM)]
    for before, filters in ((before_three, three), (before_five, five)):
        convolved(net, before, 1, norm=NORM, after=begin)
        ends.append(convolved(net, filters, 3, norm=NORM))
    net.add("max_pool2d", after=begin, kernel=3, stride=1, padding=1)
    ends.append(convolved(net, behind_pool, 1, norm=NORM))
    net.add("concatenate", *ends[1:], after=ends[0])
