"""Attention within the windows that a picture is cut into."""

from __future__ import annotations

from playground.core.blocks.calls import Call
from playground.core.blocks.counting import linear
from playground.core.blocks.params import Params, flag, integer
from playground.core.blocks.reach import Window
from playground.core.blocks.spec import PICTURE, BlockSpec, Category, Shapes
from playground.core.sentences import Text


def window_weights(p: Params, shapes: Shapes) -> int:
    """Return what makes questions, keys, values and what comes out, and a number for each way and head."""
    channels, ways = shapes[0].channels, (2 * int(p.window) - 1) ** 2
    return 4 * linear(channels, channels) + int(p.heads) * ways


def window_reach(p: Params, shapes: Shapes) -> tuple[Window, ...]:
    """Return the pixels of a window along each axis, or as many as there are."""
    return tuple(Window(min(p.window, side)) for side in shapes[0].sizes[1:])


WINDOW_ATTENTION = BlockSpec(
    id="window_attention",
    rare=True,
    title="Window attention",
    category=Category.ATTENTION,
    summary="Lets each pixel gather from the pixels of its own window.",
    help=(
        "The picture is cut into square windows, and attention works in each by itself, so that twice as "
        "many pixels cost twice as much and not four times. Which way one pixel lies from another adds a "
        "learned number to their score. Windows that are shifted lie half a window further: taken in turn, "
        "both kinds carry what is seen from window to window. Liu et al., Swin, arXiv:2103.14030."
    ),
    params=(
        integer("heads", 4, minimum=1, slider=(1, 16),
                help="How many questions are asked at once; the channels must divide evenly among them."),
        integer("window", 7, minimum=1, slider=(1, 12), unit="px", help="The side of a window."),
        flag("shifted", False, help="Windows lie half a window further to the right and below."),
    ),
    inputs=(PICTURE,),
    call=lambda p, shapes: Call("modules.WindowAttention", shapes[0].channels, p.heads, p.window, p.shifted),
    reach=window_reach,
    weights=window_weights,
    icon="grid-2x2",
    setting=lambda p: Text("{heads} heads · {window} × {window}", heads=p.heads, window=p.window),
    keeps_shape=True,
    tint="attention",
)  # fmt: skip

KINDS = (WINDOW_ATTENTION,)
