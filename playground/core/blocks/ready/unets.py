"""The U-Net as a block, of any depth."""

from __future__ import annotations

from typing import Any

from playground.core.blocks.activations import activation
from playground.core.blocks.params import Params, flag, integer
from playground.core.blocks.ready.residuals import normed
from playground.core.blocks.ready.sketch import Sketch, ready_group
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import PICTURE, Category
from playground.core.network.values import Network
from playground.core.sentences import Text

_DEEPEST = 8


def unet(p: Params) -> Network:
    """Return pairs of convolutions down to small maps and up again, each beside its like on the way down."""
    sketch, skips = Sketch(), []
    maps = sketch.begin()
    for level in range(1, p.depth + 1):
        sketch.lane(level - 1)
        maps = _pair(sketch, f"down_{level}", maps, p, p.width << (level - 1))
        skips.append(maps)
        maps = sketch.add(f"pool_{level}", "max_pool2d", maps)
    sketch.lane(p.depth)
    maps = _pair(sketch, "bottom", maps, p, p.width << p.depth)
    for level in range(p.depth, 0, -1):
        sketch.lane(level - 1)
        maps = _enlarged(sketch, f"larger_{level}", maps, p.width << (level - 1))
        maps = sketch.add(f"beside_{level}", "concatenate", skips[level - 1], maps)
        maps = _pair(sketch, f"up_{level}", maps, p, p.width << (level - 1))
    return sketch.end(maps)


def _enlarged(sketch: Sketch, name: str, feed: str, filters: int) -> str:
    given: dict[str, Any] = {"kernel": 2, "stride": 2, "padding": 0, "activation": "linear"}
    return sketch.add(name, "conv_transpose2d", feed, filters=filters, **given)


def _pair(sketch: Sketch, name: str, feed: str, p: Params, filters: int) -> str:
    """Draw two convolutions of 3 × 3 that keep the size."""
    for number in (1, 2):
        each = f"{name}_{number}"
        if p.norm:
            feed = normed(sketch, each, feed, p.activation, filters)
        else:
            feed = sketch.add(each, "conv2d", feed, filters=filters, activation=p.activation)
    return feed


def as_deep_as_it_halves(p: Params, shape: Shape) -> dict[str, object]:
    """Return a depth at which every side on the way down is even; {}: there is none."""
    if shape.rank != 3:
        return {}
    sides = shape.height | shape.width
    evenly = (sides & -sides).bit_length() - 1  # how often both divide by two
    return {"depth": min(p.depth, evenly)} if evenly else {}


UNET = ready_group(
    "unet", "U-Net", "Down to what is seen, and up again to where.",
    "Two convolutions at each level, then a pool that halves the maps; at the bottom the whole picture is "
    "seen at once. On the way up the maps are enlarged again, and stand beside those of the same size from "
    "the way down, which still know where everything lies. What comes out is as large as the picture: a "
    "1 × 1 convolution behind it gives each pixel its scores. Its sides must halve evenly as often as it is "
    "deep. The paper has a depth of 4 and 64 maps, and cuts rims where zeros are laid around here. "
    "Ronneberger et al., arXiv:1505.04597.",
    unet,
    (
        integer("depth", 3, minimum=1, maximum=_DEEPEST, slider=(1, 5), help="How often it halves the maps."),
        integer("width", 8, minimum=1, maximum=4096, slider=(1, 64), logarithmic=True,
                help="How many maps its first level has, and comes out; each level below has twice as many."),
        flag("norm", False, title="Batch norm", help="Normalises behind each convolution, unlike the paper."),
        activation("relu"),
    ),
    as_deep_as_it_halves, inputs=(PICTURE,), category=Category.PUBLISHED, tint="image", icon="spline",
    setting=lambda p: Text("{depth} deep · {width} maps", depth=p.depth, width=p.width),
)  # fmt: skip

KINDS = (UNET,)
