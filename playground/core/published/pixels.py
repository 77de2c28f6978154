"""The U-Net: down to what is seen, and up again to where."""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.network_builder import LINEAR, NetworkBuilder

SIDE, OUT = 572, 388  # of the picture and of what is told of it, figure 1
DEPTH = 4


def unet(fields: DataFields, width: int = 64) -> Network:
    """Return the U-Net without padding; Ronneberger et al., arXiv:1505.04597, figure 1.

    Pictures of 28 × 28 are enlarged to 392 × 392 and mirrored at the rim, as the paper does where data are
    missing; each score is the mean over the pixels that one became.
    """
    net, skips, side = _enlarged(fields), [], SIDE
    for number in range(DEPTH):
        skips.append((net.group(f"Down {number + 1}", partial(_double, filters=width << number)), side - 4))
        net.add("max_pool2d")
        side = (side - 4) // 2
    net.group("Bottom", partial(_double, filters=width << DEPTH))
    net.add("dropout", rate=0.5)
    side -= 4
    for number, (skip, wide) in reversed(list(enumerate(skips))):
        side *= 2
        fill = partial(_up, filters=width << number, start=(wide - side) // 2, side=side)
        net.group(f"Up {number + 1}", fill, skip)
        side -= 4
    return _marked(net, fields)


def _enlarged(fields: DataFields) -> NetworkBuilder:
    """Return the pictures, enlarged by a whole factor as far as they fill the network's place, and a rim."""
    net, height = NetworkBuilder(), fields.fields["image"].sizes[1]
    net.source("image")
    factor = -(-OUT // height)
    net.add("upsample", factor=float(factor), label="Resize")
    rim = (SIDE - factor * height) // 2
    net.add("reflection_pad2d", left=rim, right=rim, top=rim, bottom=rim, label="Mirrored rim")
    return net


def _double(net: NetworkBuilder, filters: int) -> None:
    for _ in range(2):
        net.add("conv2d", filters=filters, padding="valid")


def _up(net: NetworkBuilder, filters: int, start: int, side: int) -> None:
    """Add the way up: enlarged maps beside the middle of those from the way down."""
    large = net.add("conv_transpose2d", filters=filters, kernel=2, stride=2, padding=0, activation=LINEAR)
    net.add("slice", after="input_2", axis="height", start=start, length=side, label="Crop rows")
    crop = net.add("slice", axis="width", start=start, length=side, label="Crop columns")
    net.add("concatenate", large, after=crop)
    _double(net, filters)


def _marked(net: NetworkBuilder, fields: DataFields) -> Network:
    """Add the scores of each pixel, as large as the pictures of the data, and the goal."""
    target = fields.fields["pixel_labels"]
    net.add("conv2d", filters=len(target.classes), kernel=1, activation=LINEAR, label="Scores")
    factor = -(-OUT // target.sizes[0])
    rim = (factor * target.sizes[0] - OUT) // 2
    net.add("zero_pad2d", left=rim, right=rim, top=rim, bottom=rim)
    net.add("average_pool2d", kernel=factor, stride=factor, label="As large as the data's")
    net.add("mark_pixels")
    return net.network()
