"""Blocks of published networks for pictures that add to, or join, what went past them."""

from __future__ import annotations

from math import gcd
from typing import Any

from playground.core.blocks.activations import activation
from playground.core.blocks.groups import REPEAT
from playground.core.blocks.params import Params, flag, integer, number
from playground.core.blocks.ready.gates import CHANNELS, as_many_channels
from playground.core.blocks.ready.sketch import Sketch, ready_group
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import PICTURE, Category, no_refit
from playground.core.network.values import Network
from playground.core.sentences import Text, count_of

_FEW = 4  # channels: a picture has fewer, and a block as narrow as that could hardly learn
_SQUEEZED = 16  # times fewer units than maps in the middle of a squeeze: arXiv:1709.01507, section 6.1
_NARROWER = 4  # times as many maps as a layer of a dense block adds come out of the 1 × 1 before it


def normed(sketch: Sketch, name: str, feed: str, function: str, filters: int, kernel: Any = 3,
           epsilon: float = 1e-5, **more: Any) -> str:  # fmt: skip
    """Draw a convolution without a bias, its batch norm, and its bend unless that is "linear"."""
    given: dict[str, Any] = {"filters": filters, "kernel": kernel, "activation": "linear", "bias": False}
    made = sketch.add(name, "conv2d", feed, **given, **more)
    return _bent(sketch, name, sketch.add(f"{name}_norm", "batch_norm", made, epsilon=epsilon), function)


def _bent(sketch: Sketch, name: str, feed: str, function: str) -> str:
    return sketch.add(f"{name}_bend", function, feed) if function != "linear" else feed


def residual(p: Params) -> Network:
    """Return two convolutions and the way round them."""
    sketch = Sketch()
    maps = sketch.begin()
    first = normed(sketch, "first", maps, p.activation, p.filters, stride=p.stride, **_apart(p))
    return _around(sketch, maps, normed(sketch, "second", first, "linear", p.filters, **_apart(p)), p)


def _apart(p: Params) -> dict[str, Any]:
    return {"dilation": p.dilation} if p.dilation > 1 else {}


def bottleneck(p: Params) -> Network:
    """Return 1 × 1, 3 × 3 and 1 × 1, narrow between them, and the way round; strides lie on the 3 × 3."""
    sketch = Sketch()
    maps, middle = sketch.begin(), _middle(p.filters, p.reduction)
    few = normed(sketch, "narrow", maps, p.activation, middle, 1)
    seen = normed(sketch, "look", few, p.activation, middle, stride=p.stride, groups=p.groups,
                  **_apart(p))  # fmt: skip
    return _around(sketch, maps, normed(sketch, "widen", seen, "linear", p.filters, 1), p)


def _middle(filters: int, reduction: int) -> int:
    return max(1, filters // reduction)


def _around(sketch: Sketch, maps: str, made: str, p: Params) -> Network:
    """Return the sum of a branch, its maps weighed if they are to be, and what went round it, bent."""
    if p.squeezes:
        made = sketch.add("squeeze", "squeeze_excite", made, channels=p.filters, reduction=_SQUEEZED)
    if p.projects or p.stride > 1:
        maps = normed(sketch, "projection", maps, "linear", p.filters, 1, stride=p.stride)
    return sketch.end(_bent(sketch, "sum", sketch.add("sum", "add", maps, made), p.activation))


def dense_block(p: Params) -> Network:
    """Return layers of which each reads what arrived and what all before it gave."""
    sketch = Sketch()
    maps = sketch.begin()
    for index in range(1, p.layers + 1):
        sketch.lane(index - 1)
        made = maps
        if p.bottleneck:
            made = _norm_first(sketch, f"narrow_{index}", made, p, _NARROWER * p.growth, 1)
        made = _norm_first(sketch, f"layer_{index}", made, p, p.growth, 3)
        maps = sketch.add(f"all_{index}", "concatenate", maps, made)
    return sketch.end(maps)


def _norm_first(sketch: Sketch, name: str, feed: str, p: Params, filters: int, kernel: int) -> str:
    """Draw norm, bend and convolution, in this order."""
    made = _bent(sketch, name, sketch.add(f"{name}_norm", "batch_norm", feed), p.activation)
    given: dict[str, Any] = {"filters": filters, "kernel": kernel, "activation": "linear", "bias": False}
    return sketch.add(name, "conv2d", made, **given)


def inverted_residual(p: Params) -> Network:
    """Return 1 × 1, a filter for each map and 1 × 1, wide between them; the way round where sizes stay."""
    sketch = Sketch()
    maps, wide = sketch.begin(), p.channels * p.expansion
    made = normed(sketch, "widen", maps, p.activation, wide, 1) if p.expansion > 1 else maps
    slid: dict[str, Any] = {"kernel": p.kernel, "stride": p.stride, "activation": "linear", "bias": False}
    made = sketch.add("each", "depthwise_conv2d", made, **slid)
    made = _bent(sketch, "each", sketch.add("each_norm", "batch_norm", made), p.activation)
    if p.squeezes:
        fewer: dict[str, Any] = {"reduction": 4 * p.expansion, "activation": p.activation}
        made = sketch.add("squeeze", "squeeze_excite", made, channels=wide, **fewer)
    made = normed(sketch, "narrow", made, "linear", p.filters, 1)
    if p.stride > 1 or p.channels != p.filters:
        return sketch.end(made)
    return sketch.end(sketch.add("sum", "add", maps, _left_out(sketch, made, p)))


def convnext(p: Params) -> Network:
    """Return a wide filter for each map and two layers for each pixel, scaled and added to what came in."""
    sketch = Sketch()
    maps = sketch.begin()
    made = sketch.add("each", "depthwise_conv2d", maps, kernel=p.kernel, activation="linear")
    made = sketch.add("norm", "layer_norm", made, over="channels", epsilon=1e-6)
    wide: dict[str, Any] = {"filters": p.channels * p.expansion, "activation": p.activation}
    made = sketch.add("widen", "conv2d", made, kernel=1, **wide)
    made = sketch.add("narrow", "conv2d", made, kernel=1, filters=p.channels, activation="linear")
    sizes: dict[str, Any] = {"channels": p.channels, "height": 1, "width": 1}
    scale = sketch.add("scales", "learned_numbers", maps, start="zeros", **sizes)
    made = sketch.add("scale", "multiply", made, scale)
    return sketch.end(sketch.add("sum", "add", maps, _left_out(sketch, made, p)))


def _left_out(sketch: Sketch, feed: str, p: Params) -> str:
    return sketch.add("leave_out", "stochastic_depth", feed, rate=p.rate) if p.rate else feed


def as_wide_as(p: Params, shape: Shape) -> dict[str, object]:
    """Return as many maps as arrive; of a picture's few channels a projection makes as many as there are."""
    if shape.rank != 3:
        return {}
    return {"filters": shape.channels} if shape.channels >= _FEW else {"projects": True}


def in_groups_as_wide_as(p: Params, shape: Shape) -> dict[str, object]:
    """Return the same, in no more groups than the middle divides into."""
    fitted = as_wide_as(p, shape)
    filters = shape.channels if "filters" in fitted else p.filters
    return {**fitted, "groups": gcd(p.groups, _middle(filters, p.reduction))}


def in_and_out(p: Params, shape: Shape) -> dict[str, object]:
    """Return as many channels as arrive; as many leave as were to, or as before where it kept them."""
    if shape.rank != 3:
        return {}
    kept = p.filters == p.channels and shape.channels >= _FEW
    return {"channels": shape.channels, "filters": shape.channels if kept else p.filters}


def _moves(p: Params) -> Text:
    made = count_of(p.filters, "{count} map", "{count} maps")
    return Text("{maps} · stride {stride}", maps=made, stride=p.stride) if p.stride > 1 else made


_FILTERS = integer(
    "filters", 16, minimum=1, slider=(1, 512), logarithmic=True, help="How many maps come out.",
)  # fmt: skip
_STRIDE = integer(
    "stride", 1, minimum=1, slider=(1, 4), help="2 halves the width and height of the maps.",
)  # fmt: skip
_PROJECTS = flag(
    "projects", False, title="Projection",
    help="A 1 × 1 convolution on the way round makes as many maps as come out. A stride has one anyway.",
)  # fmt: skip
_SQUEEZES = flag(
    "squeezes", False, title="Squeeze and excite",
    help="Weighs the maps by the means of all of them, before what went round is added.",
)  # fmt: skip
_DILATION = integer(
    "dilation", 1, minimum=1, slider=(1, 4), unit="px",
    help="How far apart the pixels lie that its filters of 3 × 3 see: 2 looks wide without halving.",
)  # fmt: skip
_RATE = number(
    "rate", 0.0, minimum=0.0, maximum=0.95, slider=(0.0, 0.9), unit="%", title="Left out",
    help="The chance of each sample to go round the block alone in a training step (stochastic depth).",
)  # fmt: skip

RESIDUAL = ready_group(
    "residual_block", "Residual block", "Two convolutions, and a way round them.",
    "Two convolutions of 3 × 3 with batch norm learn what is to be added to what came in. Gradients find a "
    "short way back past them, so that a hundred layers still train. ResNet-18 and ResNet-34 are stacked "
    "from it. He et al., arXiv:1512.03385, figure 5.",
    residual, (_FILTERS, _STRIDE, _PROJECTS, activation("relu"), _SQUEEZES, _DILATION), as_wide_as,
    inputs=(PICTURE,), category=Category.PUBLISHED, tint="image", icon="route", setting=_moves,
)  # fmt: skip

BOTTLENECK = ready_group(
    "bottleneck_block", "Bottleneck block", "Narrows, looks around and widens, with a way round it.",
    "A 1 × 1 convolution leaves few maps, one of 3 × 3 looks at these, and another of 1 × 1 makes many of "
    "them again: as deep as three layers at the price of two narrow ones. ResNet-50 is stacked from it; "
    "with 32 groups and a reduction of 2 it is the block of ResNeXt-50. He et al., arXiv:1512.03385; Xie "
    "et al., arXiv:1611.05431.",
    bottleneck,
    (
        _FILTERS,
        integer("reduction", 4, minimum=1, slider=(1, 8), help="How many times fewer maps its middle has."),
        integer("groups", 1, minimum=1, slider=(1, 32), logarithmic=True,
                help="Into how many groups its 3 × 3 convolution is cut; the middle must be a multiple."),
        _STRIDE, _PROJECTS, activation("relu"), _SQUEEZES, _DILATION,
    ),
    in_groups_as_wide_as,
    inputs=(PICTURE,), category=Category.PUBLISHED, tint="image", icon="route", setting=_moves,
)  # fmt: skip

DENSE_BLOCK = ready_group(
    "dense_block", "Dense block", "Layers of which each reads what all before it gave.",
    "Every layer adds a few maps to all that there are, and the next reads them all: nothing found once has "
    "to be found again, so that layers may be narrow. Batch norm and bend stand before each convolution. "
    "DenseNet is made of such blocks, with a 1 × 1 convolution and a pool between them. Huang et al., "
    "arXiv:1608.06993.",
    dense_block,
    (
        integer("layers", 4, minimum=1, maximum=64, slider=(1, 16), help="How many layers it has."),
        integer("growth", 12, minimum=1, slider=(1, 64), logarithmic=True, title="Growth",
                help="How many maps each layer adds; DenseNet-121 has 32."),
        flag("bottleneck", True, help="A 1 × 1 convolution before each of 3 × 3 leaves four times as many "
             "maps as that adds."),
        activation("relu"),
    ),
    no_refit, inputs=(PICTURE,), category=Category.PUBLISHED, tint="image", icon="layers",
    setting=lambda p: Text("{layers} layers · {growth} maps each", layers=p.layers, growth=p.growth),
)  # fmt: skip

INVERTED_RESIDUAL = ready_group(
    "inverted_residual", "Inverted residual", "Widens, filters each map by itself and narrows again.",
    "The other way round than a bottleneck: few maps go round and in and out, many stand between, where a "
    "filter for each map costs little. Where as many maps leave as arrive and nothing shrinks, both are "
    "added. MobileNetV2 is stacked from it; with a squeeze it is the block of MobileNetV3 and EfficientNet, "
    "which bends by SiLU. Sandler et al., arXiv:1801.04381; Tan and Le, arXiv:1905.11946.",
    inverted_residual,
    (
        CHANNELS, _FILTERS,
        integer("expansion", 6, minimum=1, slider=(1, 8), help="How many times more maps its middle has."),
        integer("kernel", 3, minimum=1, slider=(1, 7), unit="px",
                help="The side of the square that each map's filter sees."),
        _STRIDE,
        flag("squeezes", False, title="Squeeze and excite",
             help="Weighs the maps of the middle by the means of all of them."),
        activation("relu6"), _RATE,
    ),
    in_and_out, inputs=(PICTURE,), category=Category.PUBLISHED, tint="image", icon="unfold-horizontal",
    setting=_moves,
)  # fmt: skip

CONVNEXT = ready_group(
    "convnext_block", "ConvNeXt block", "A convolution built like a transformer's block.",
    "A large filter for each map by itself, layer norm over each pixel's channels, then two layers for each "
    "pixel with GELU between them, wide in the middle. The branch is scaled by a number for each channel "
    "that is learned and begins at 0 (at 0.000001 in the paper), and added to what came in. Liu et al., "
    "arXiv:2201.03545.",
    convnext,
    (
        REPEAT,
        CHANNELS,
        integer("kernel", 7, minimum=1, slider=(1, 9), unit="px",
                help="The side of the square that each map's filter sees."),
        integer("expansion", 4, minimum=1, slider=(1, 8), help="How many times more maps its middle has."),
        activation("gelu"), _RATE,
    ),
    as_many_channels, inputs=(PICTURE,), category=Category.PUBLISHED, tint="image",
    icon="component", setting=lambda p: count_of(p.channels, "{count} channel", "{count} channels"),
)  # fmt: skip

KINDS = (RESIDUAL, BOTTLENECK, DENSE_BLOCK, INVERTED_RESIDUAL, CONVNEXT)
