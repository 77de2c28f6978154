"""Blocks that work on pictures, and the one that turns a picture into a flat list."""

from __future__ import annotations

from playground.core.blocks.activations import activation, activation_call
from playground.core.blocks.calls import Call, Chain, chain
from playground.core.blocks.params import Choice, Param, Params, choice, flag, integer
from playground.core.blocks.spec import PICTURE, BlockSpec, Category, Shapes

PADDINGS = (Choice("same", "Same size"), Choice("valid", "None"))


def conv2d_call(p: Params, shapes: Shapes) -> Chain:
    """Return the convolution, its activation, and the padding an even kernel needs before it."""
    even = p.padding == "same" and p.kernel % 2 == 0
    padding = p.kernel // 2 if p.padding == "same" and not even else 0
    options = {"stride": p.stride, "padding": padding, "bias": p.bias}
    layer = Call("nn.Conv2d", shapes[0].channels, p.filters, p.kernel, **options)
    parts = chain(layer, activation_call(p.activation)).parts
    return Chain((("pad", _uneven_padding(p.kernel)), *parts)) if even else Chain(parts)


def _uneven_padding(kernel: int) -> Call:
    """Return padding by one more row and column after than before: an even kernel has no middle."""
    before, after = (kernel - 1) // 2, kernel // 2
    return Call("nn.ZeroPad2d", (before, after, before, after))


def max_pool_call(p: Params, shapes: Shapes) -> Call:
    """Return the pooling layer."""
    return Call("nn.MaxPool2d", p.kernel, stride=p.stride)


def average_pool_call(p: Params, shapes: Shapes) -> Call:
    """Return the pooling layer."""
    return Call("nn.AvgPool2d", p.kernel, stride=p.stride)


def conv2d_setting(p: Params) -> str:
    """Say "16 filters · 3 × 3"."""
    return f"{p.filters} filter{'' if p.filters == 1 else 's'} · {p.kernel} × {p.kernel}"


def pool_setting(p: Params) -> str:
    """Say "2 × 2", and the stride where it differs."""
    return f"{p.kernel} × {p.kernel}" + ("" if p.stride == p.kernel else f" · stride {p.stride}")


def _window(default: int, title: str, help: str) -> Param:
    return integer("kernel", default, minimum=1, slider=(1, 7), unit="px", title=title, help=help)


def _stride(default: int, help: str) -> Param:
    return integer("stride", default, minimum=1, slider=(1, 4), unit="px", help=help)


_POOL_PARAMS = (
    _window(2, "Window", "The side of the square window that is summed up in one number."),
    _stride(2, "How far the window moves each time. With the window's own size, windows do not overlap."),
)

CONV2D = BlockSpec(
    id="conv2d",
    title="Conv 2D",
    category=Category.IMAGE,
    summary="Slides small filters over the picture and maps where each one fits.",
    help=(
        "A filter is a small square of weights. It is laid on every place of the picture; the weighted sum "
        "there becomes one pixel of that filter's feature map. Since the same weights serve everywhere, a "
        "pattern is found wherever it lies, with far fewer weights than a dense layer. Early layers find "
        "edges, later ones combine them into shapes."
    ),
    params=(
        integer("filters", 16, minimum=1, slider=(1, 64), logarithmic=True,
                help="How many patterns are looked for: the number of feature maps that come out."),
        _window(3, "Kernel", "The side of the square each filter sees at a time."),
        _stride(1, "How far the filter moves each time. 2 halves the width and height of the maps."),
        choice("padding", "same", PADDINGS,
               help="Same size surrounds the picture with zeros, so that the maps stay as large as the "
                    "picture at stride 1. None uses only places where the whole filter lies inside."),
        activation("relu"),
        flag("bias", True, help="Adds a number of its own to every map."),
    ),
    inputs=(PICTURE,),
    call=conv2d_call,
    icon="scan",
    setting=conv2d_setting,
    bends=False,
    tint="image",
)  # fmt: skip

MAX_POOL2D = BlockSpec(
    id="max_pool2d",
    title="Max pool",
    category=Category.IMAGE,
    summary="Keeps the largest number of every window and shrinks the maps.",
    help=(
        "Each map is cut into small windows, and of each only the largest number goes on: whether the "
        "pattern is there, not exactly where. Maps become smaller, later layers see more of the picture at "
        "once, and small shifts matter less. There are no weights to learn."
    ),
    params=_POOL_PARAMS,
    inputs=(PICTURE,),
    call=max_pool_call,
    icon="minimize-2",
    setting=pool_setting,
    tint="image",
)

AVERAGE_POOL2D = BlockSpec(
    id="average_pool2d",
    title="Average pool",
    category=Category.IMAGE,
    summary="Averages every window and shrinks the maps.",
    help=(
        "Each map is cut into small windows, and the mean of each goes on: how much of the pattern is there. "
        "It is gentler than max pool and blurs fine detail. There are no weights to learn."
    ),
    params=_POOL_PARAMS,
    inputs=(PICTURE,),
    call=average_pool_call,
    icon="square-dot",
    setting=pool_setting,
    bends=False,
    tint="image",
)

FLATTEN = BlockSpec(
    id="flatten",
    title="Flatten",
    category=Category.SHAPE,
    summary="Writes all numbers of a picture into one flat list.",
    help=(
        "The numbers stay as they are and only their arrangement changes: 8 × 8 × 16 becomes a list of "
        "1\u2009024. Dense layers and goals take lists, so Flatten stands between them and layers for "
        "pictures. What lay side by side in the picture is no longer known to be neighbours afterwards."
    ),
    call=lambda p, shapes: Call("nn.Flatten"),
    icon="rows-3",
    bends=False,
    tint="core",
)

KINDS = (CONV2D, MAX_POOL2D, AVERAGE_POOL2D, FLATTEN)
