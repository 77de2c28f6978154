"""Networks that tell what each pixel belongs to, on top of a ResNet-50 that looks wide instead of halving."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.convolving import convolved
from playground.core.published.fitting import pictures
from playground.core.published.network_builder import LINEAR, NetworkBuilder
from playground.core.published.residual import BOTTLENECK, begun, stage

CLASSES = 21  # of Pascal VOC, the background among them
SIDE = 520
SHRUNK = 8  # times, by what sees the picture
Head = Callable[..., object]  # (network, side: of the maps it is given)
APART = ((1, 1), (1, 1), (1, 2), (2, 4))  # pixels that each stage's first block sees, and all others


def fully_convolutional(net: NetworkBuilder, side: int, filters: int = 512) -> None:
    """Add 3 × 3 and the scores; Long, Shelhamer, Darrell, arXiv:1411.4038, as torchvision has it."""
    convolved(net, filters, 3)
    net.add("dropout", rate=0.1)
    _scores(net)


def pyramid(net: NetworkBuilder, side: int) -> None:
    """Add looks of different width side by side; Chen et al., arXiv:1706.05587, figure 5."""
    begin = net.last
    looks = [convolved(net, 256, 1, after=begin)]
    looks += [convolved(net, 256, 3, after=begin, dilation=each, label=f"3 × 3, {each} apart")
              for each in (12, 24, 36)]  # fmt: skip
    net.add("adaptive_pool2d", side=1, after=begin)
    convolved(net, 256, 1, label="Whole picture")
    looks.append(net.add("upsample", factor=float(side)))
    net.add("concatenate", *looks[1:], after=looks[0])
    convolved(net, 256, 1, label="Project")
    net.add("dropout", rate=0.5)
    convolved(net, 256, 3)
    _scores(net)


def _scores(net: NetworkBuilder) -> None:
    net.add("conv2d", filters=CLASSES, kernel=1, activation=LINEAR, label="Scores")


def segmenting(fields: DataFields, head: Head, side: int = SIDE,
               counts: tuple[int, ...] = (3, 4, 6, 3)) -> Network:  # fmt: skip
    """Return a ResNet-50 with a head for pixels, and one for a side goal on its last but one stage."""
    net = pictures(fields, side)
    begun(net, 64)
    for index, (count, apart) in enumerate(zip(counts, APART, strict=True)):
        before = net.last
        stage(net, index, 64, BOTTLENECK, [2 if index == 1 and not number else 1 for number in range(count)],
              apart)  # fmt: skip
    maps = side // SHRUNK
    _judged(net, fields, partial(head, side=maps), net.last, "Head", 1.0)
    aside = partial(fully_convolutional, side=maps, filters=256)
    _judged(net, fields, aside, before, "Side head", 0.5)
    return net.network()


def _judged(net: NetworkBuilder, fields: DataFields, fill: Callable[[NetworkBuilder], object], begin: str,
            label: str, weight: float) -> None:  # fmt: skip
    """Add a head, its scores as large as the picture, then as the data's, and the goal."""
    net.group(label, fill, after=begin)
    net.add("upsample", factor=float(SHRUNK), mode="bilinear", label="As large as the picture")
    target = fields.fields["pixel_labels"]
    net.add("adaptive_pool2d", side=target.sizes[0], label="As large as the data's")
    net.add("slice", length=len(target.classes), label="Own classes")
    net.add("mark_pixels", weight=weight)
