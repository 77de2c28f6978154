"""Blocks that sum up windows, and so shrink pictures, sequences and clips."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import gcd

from playground.core.blocks.calls import LAYER, TURN, Call, Chain, turned
from playground.core.blocks.convolutions import CLIP
from playground.core.blocks.convolving import sliding
from playground.core.blocks.naming import handed_on
from playground.core.blocks.params import Choice, Param, Params, choice, flag
from playground.core.blocks.per_axis import along, by_axes, sizes_in_words, tight
from playground.core.blocks.reach import EVERYTHING, ReachRule, Window, Windows, everything
from playground.core.blocks.shapes import Shape
from playground.core.blocks.sliding import kernel, sizes, stride
from playground.core.blocks.spec import (
    PICTURE,
    SEQUENCE,
    BlockSpec,
    Category,
    Port,
    RefitRule,
    Shapes,
)
from playground.core.sentences import Text, count_of

WITH_CHANNELS = Port("in", (2, 3, 4), needs="a sequence, a picture or a clip")
HOW = (Choice("mean", "Mean"), Choice("max", "Largest"))


def _pooling(target: str, axes: int) -> Callable[[Params, Shapes], Call]:
    return lambda p, shapes: _layer(target, p, axes)


def _pooling_over_time(target: str) -> Callable[[Params, Shapes], Chain]:
    return lambda p, shapes: Chain(turned(((LAYER, _layer(target, p, 1)),)))


def _layer(target: str, p: Params, axes: int) -> Call:
    """Return the layer, with what is not as usual alone; ValueError for a rim wider than PyTorch takes."""
    rims = zip(along(p.padding, axes), _widths(p, axes), strict=True)
    if any(2 * padding > window for padding, window in rims):
        raise ValueError(Text("the padding may be half the window at most"))
    options: dict[str, object] = {"stride": p.stride}
    options |= {"padding": p.padding} if p.padding != 0 else {}
    options |= {"dilation": p.dilation} if p.get("dilation", 1) != 1 else {}
    options |= {"ceil_mode": True} if p.partial else {}
    options |= {"count_include_pad": False} if not p.get("counts", True) else {}
    return Call(target, p.kernel, **options)


def _widths(p: Params, axes: int) -> tuple[int, ...]:
    """Return how wide windows are, gaps counted; PyTorch leaves them out over time."""
    gaps = along(p.get("dilation", 1) if axes > 1 else 1, axes)
    return tuple((window - 1) * gap + 1 for window, gap in zip(along(p.kernel, axes), gaps, strict=True))


def pooled(axes: int) -> ReachRule:
    """Return the rule of windows; the last one may reach over the end, if it is taken in part."""

    def windows(p: Params, shapes: Shapes) -> Windows:
        whole = along(sliding(axes)(p, shapes), axes)
        more = (each.stride - 1 if p.partial else 0 for each in whole)
        return tight(replace(each, beyond=each.beyond + int(over))
                     for each, over in zip(whole, more, strict=True))  # fmt: skip

    return windows


def within_the_window(axes: int) -> RefitRule:
    """Return the rule that makes the rim as wide as the window allows."""

    def fitted(p: Params, shape: Shape) -> Mapping[str, object]:
        rims = zip(along(p.padding, axes), _widths(p, axes), strict=True)
        return {"padding": tight(min(padding, window // 2) for padding, window in rims)}

    return fitted


def pool_setting(axes: int) -> Callable[[Params], Text]:
    """Say "2 × 2", and the stride where it differs."""
    return lambda p: _moving(p, Text("{kernel}", kernel=by_axes(p.kernel, axes)))


def time_setting(p: Params) -> Text:
    """Say "2 steps", and the stride where it differs."""
    return _moving(p, count_of(p.kernel, "{count} step", "{count} steps"))


def _moving(p: Params, size: Text) -> Text:
    same = p.stride == p.kernel
    return size if same else Text("{size} · stride {stride}", size=size, stride=sizes_in_words(p.stride))


def global_pool_call(p: Params, shapes: Shapes) -> Call | Chain:
    """Return the pooling over all places; a sequence's channels are its features."""
    layer = Call("modules.GlobalPool", p.how == "max")
    return Chain((TURN, (LAYER, layer))) if shapes[0].rank == 2 else layer


def adaptive_reach(p: Params, shapes: Shapes) -> Windows:
    """Return the widest windows: from floor(i n / side) up to ceil((i + 1) n / side) for some i."""
    sides = along(p.side, 2)
    if sides == (1, 1):
        return EVERYTHING
    axes = zip((shapes[0].height, shapes[0].width), sides, strict=True)
    return tight(
        Window(-(-(size + side - gcd(size, side)) // side), size / side, 1, size) for size, side in axes
    )


def _how(help: str) -> Param:
    return choice("how", "mean", HOW, title="Keeps", help=help)


def _params(axes: int, window: str, stride_words: str, unit: str = "px") -> tuple[Param, ...]:
    """Return what all pools have."""
    return (
        kernel(2, axes, "Window", window, unit),
        stride(2, axes, stride_words, unit),
        sizes("padding", 0, axes, minimum=0, slider=(0, 3), unit=unit,
              help="How wide a rim is laid around before windows are cut: half the window at most."),
        flag("partial", False, title="Partial windows",
             help="Keeps what is left at the end when it does not fill a window (ceil mode)."),
    )  # fmt: skip


def _largest(params: tuple[Param, ...], axes: int) -> tuple[Param, ...]:
    more = sizes("dilation", 1, axes, minimum=1, slider=(1, 4),
                 help="How far apart the numbers of a window lie: 2 leaves every other one out.")  # fmt: skip
    return (*params, more)


def _averaged(params: tuple[Param, ...]) -> tuple[Param, ...]:
    counts = flag("counts", True, title="Count padding",
                  help="Zeros of the rim count in the mean; off, only numbers of the maps do.")  # fmt: skip
    return (*params, counts)


_SQUARE = _params(
    2, "The side of the square window that is summed up in one number.",
    "How far the window moves each time. With the window's own size, windows do not overlap.",
)  # fmt: skip
_CUBE = _params(
    3, "The side of the cube that is summed up in one number.",
    "How far the window moves each time. With the window's own size, windows do not overlap.",
)  # fmt: skip
_TIME = _params(
    1, "How many steps are summed up in one.",
    "How far the window moves each time. With its own size, windows do not overlap.", "steps",
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
    params=_largest(_SQUARE, 2),
    inputs=(PICTURE,),
    call=_pooling("nn.MaxPool2d", 2),
    reach=pooled(2),
    taken_apart="max pool",
    names=handed_on,
    icon="minimize-2",
    setting=pool_setting(2),
    refit=within_the_window(2),
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
    params=_averaged(_SQUARE),
    inputs=(PICTURE,),
    call=_pooling("nn.AvgPool2d", 2),
    reach=pooled(2),
    taken_apart="average pool",
    names=handed_on,
    icon="square-dot",
    setting=pool_setting(2),
    refit=within_the_window(2),
    bends=False,
    tint="image",
)


def _over_time(block_id: str, title: str, summary: str, help: str, target: str, icon: str,
               bends: bool) -> BlockSpec:  # fmt: skip
    return BlockSpec(
        id=block_id, title=title, category=Category.SEQUENCE, summary=summary, help=help,
        params=_largest(_TIME, 1) if bends else _averaged(_TIME), inputs=(SEQUENCE,),
        call=_pooling_over_time(target), reach=pooled(1), icon=icon, setting=time_setting, bends=bends,
        refit=within_the_window(1), names=handed_on, tint="sequence",
    )  # fmt: skip


def _over_clips(block_id: str, title: str, summary: str, help: str, target: str, icon: str,
                bends: bool) -> BlockSpec:  # fmt: skip
    return BlockSpec(
        id=block_id, title=title, category=Category.IMAGE, summary=summary, help=help,
        params=_largest(_CUBE, 3) if bends else _averaged(_CUBE), inputs=(CLIP,), call=_pooling(target, 3),
        reach=pooled(3), icon=icon, setting=pool_setting(3), bends=bends, refit=within_the_window(3),
        names=handed_on, tint="image",
    )  # fmt: skip


MAX_POOL1D = _over_time(
    "max_pool1d", "Max pool 1D", "Keeps the largest number of every few steps.",
    "A sequence is cut into short windows, and of each only the largest number of every feature goes on: "
    "whether a pattern came, not exactly when. The sequence becomes shorter, and later layers see further.",
    "nn.MaxPool1d", "minimize-2", True,
)  # fmt: skip
AVERAGE_POOL1D = _over_time(
    "average_pool1d", "Average pool 1D", "Averages every few steps.",
    "A sequence is cut into short windows, and the mean of every feature over each goes on. It smooths and "
    "shortens: noise of single steps is gone, and so are short events.",
    "nn.AvgPool1d", "square-dot", False,
)  # fmt: skip
MAX_POOL3D = _over_clips(
    "max_pool3d", "Max pool 3D", "Keeps the largest number of every cube and shrinks clips.",
    "A clip or a volume is cut into small cubes, over frames as well as rows and columns, and of each only "
    "the largest number goes on. It becomes shorter and smaller at once.",
    "nn.MaxPool3d", "minimize-2", True,
)  # fmt: skip
AVERAGE_POOL3D = _over_clips(
    "average_pool3d", "Average pool 3D", "Averages every cube and shrinks clips.",
    "A clip or a volume is cut into small cubes, over frames as well as rows and columns, and the mean of "
    "each goes on. It becomes shorter and smaller at once.",
    "nn.AvgPool3d", "square-dot", False,
)  # fmt: skip

ADAPTIVE_POOL2D = BlockSpec(
    id="adaptive_pool2d",
    rare=True,
    title="Adaptive pool",
    category=Category.IMAGE,
    summary="Shrinks maps to a size you name, whatever size they have.",
    help=(
        "The windows are chosen so that as many come out as asked for: a picture of any size ends at 4 × 4, "
        "say. What follows need not be changed when the pictures are larger or smaller. Maps that do not "
        "divide evenly have windows that overlap."
    ),
    params=(
        sizes("side", 1, 2, minimum=1, slider=(1, 16), unit="px",
              help="How large the maps that come out are: so many rows and columns, or two numbers of them, "
                   "such as 4 × 8."),
        _how("What of each window goes on: its mean or its largest number."),
    ),
    inputs=(PICTURE,),
    call=lambda p, shapes: Call("modules.AdaptivePool", p.side, p.how == "max"),
    reach=adaptive_reach,
    names=handed_on,
    icon="shrink",
    setting=lambda p: Text("{size} · {how}", size=by_axes(p.side, 2), how=Text(p.how)),
    tint="image",
)  # fmt: skip

GLOBAL_POOL = BlockSpec(
    id="global_pool",
    title="Global pool",
    category=Category.IMAGE,
    summary="Sums up each whole map in one number.",
    help=(
        "Of every map (every feature of a sequence) one number goes on, its mean or its largest: how much of "
        "a pattern there is, or whether it is there at all, wherever it lies. It turns a picture of any size "
        "into a flat list and takes far fewer weights afterwards than Flatten does."
    ),
    params=(_how("What of each map goes on: its mean or its largest number."),),
    inputs=(WITH_CHANNELS,),
    call=global_pool_call,
    reach=everything,
    names=handed_on,
    icon="square-dot",
    setting=lambda p: Text(p.how),
    tint="image",
)

KINDS = (
    MAX_POOL2D, AVERAGE_POOL2D, ADAPTIVE_POOL2D, GLOBAL_POOL, MAX_POOL3D, AVERAGE_POOL3D,
    MAX_POOL1D, AVERAGE_POOL1D,
)  # fmt: skip
