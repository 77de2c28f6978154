"""Blocks that lay a rim around sequences, pictures and clips, each side as wide as one likes."""

from __future__ import annotations

from collections.abc import Callable

from playground.core.blocks.calls import LAYER, Call, Chain, turned
from playground.core.blocks.convolutions import CLIP
from playground.core.blocks.naming import handed_on
from playground.core.blocks.params import Choice, Param, Params, choice, integer
from playground.core.blocks.spec import PICTURE, SEQUENCE, BlockSpec, Category, Shapes
from playground.core.sentences import Text

# What a rim is filled with, and PyTorch's word for it.
RIMS = {
    "zero": ("Zeros", "Zero"),
    "reflect": ("Mirror image", "Reflection"),
    "replicate": ("Edge repeated", "Replication"),
    "circular": ("Other end", "Circular"),
}
_PICTURE = ("left", "right", "top", "bottom")
_CLIP = (*_PICTURE, "front", "back")  # the last axis first, as PyTorch wants them


def _sides(names: tuple[str, ...], what: str, unit: str) -> tuple[Param, ...]:
    return tuple(
        integer(side, 1, minimum=0, slider=(0, 8), unit=unit, help=f"How many {what} are added {where}.")
        for side in names
        for where in [side if side in ("before", "after") else f"at the {side}"]
    )


_MODE = choice(
    "mode", "zero", tuple(Choice(id, words) for id, (words, _) in RIMS.items()), title="Filled with",
    help="What stands in the rim: zeros, what lies inside it mirrored, its outermost numbers repeated, or "
         "what lies at the other end.",
)  # fmt: skip


def _rim(p: Params, axes: int, sides: tuple[str, ...]) -> Call:
    return Call(f"nn.{RIMS[p.mode][1]}Pad{axes}d", tuple(p[side] for side in sides))


def _over_time(p: Params, shapes: Shapes) -> Chain:
    return Chain(turned(((LAYER, _rim(p, 1, ("before", "after"))),)))


def _setting(sides: tuple[str, ...], unit: str) -> Callable[[Params], Text]:
    """Say "2 px", or the width of each side."""

    def words(p: Params) -> Text:
        widths = [p[side] for side in sides]
        told = ", ".join(map(str, widths[:1] if len(set(widths)) == 1 else widths))
        return Text("{widths} {unit}", widths=told, unit=Text(unit))

    return words


ZERO_PAD2D = BlockSpec(
    id="zero_pad2d",
    title="Padding 2D",
    category=Category.SHAPE,
    summary="Surrounds the picture with a rim.",
    help=(
        "Rows and columns of zeros, or of what the picture holds itself, are added at the sides you choose. "
        "A convolution without padding of its own that follows can then see the rim as well as the middle. "
        "To a filter, zeros look like the dark beyond the frame."
    ),
    params=(*_sides(_PICTURE, "pixels", "px"), _MODE),
    inputs=(PICTURE,),
    call=lambda p, shapes: _rim(p, 2, _PICTURE),
    taken_apart="padding",
    names=handed_on,
    icon="maximize",
    setting=_setting(_PICTURE, "px"),
    bends=False,
    tint="core",
)

REFLECTION_PAD2D = BlockSpec(
    id="reflection_pad2d",
    rare=True,
    title="Reflection padding",
    category=Category.SHAPE,
    summary="Surrounds the picture with its own mirror image.",
    help=(
        "The rim is filled with what lies inside it, mirrored, so that no hard edge appears where the "
        "picture ends. Image generators like it. The added rim must be narrower than the picture itself."
    ),
    params=_sides(_PICTURE, "pixels", "px"),
    inputs=(PICTURE,),
    call=lambda p, shapes: Call("nn.ReflectionPad2d", tuple(p[side] for side in _PICTURE)),
    names=handed_on,
    icon="maximize",
    setting=_setting(_PICTURE, "px"),
    bends=False,
    tint="core",
)

PAD1D = BlockSpec(
    id="pad1d",
    rare=True,
    title="Padding 1D",
    category=Category.SHAPE,
    summary="Lengthens a sequence before its start and after its end.",
    help=(
        "Steps of zeros, or of what the sequence holds itself, are added before and after. A convolution "
        "without padding of its own that follows keeps the length, or looks back only, as the two sides say. "
        "A mirror image must be shorter than the sequence itself."
    ),
    params=(*_sides(("before", "after"), "steps", "steps"), _MODE),
    inputs=(SEQUENCE,),
    call=_over_time,
    names=handed_on,
    icon="maximize",
    setting=_setting(("before", "after"), "steps"),
    bends=False,
    tint="core",
)

PAD3D = BlockSpec(
    id="pad3d",
    rare=True,
    title="Padding 3D",
    category=Category.SHAPE,
    summary="Surrounds a clip or a volume with a rim.",
    help=(
        "Frames, rows and columns of zeros, or of what the clip holds itself, are added at the sides you "
        "choose: front is before the first frame, back behind the last. A convolution without padding of its "
        "own that follows can then see the rim as well as the middle."
    ),
    params=(*_sides(_CLIP, "pixels", "px"), _MODE),
    inputs=(CLIP,),
    call=lambda p, shapes: _rim(p, 3, _CLIP),
    names=handed_on,
    icon="maximize",
    setting=_setting(_CLIP, "px"),
    bends=False,
    tint="core",
)

KINDS = (ZERO_PAD2D, REFLECTION_PAD2D, PAD1D, PAD3D)
