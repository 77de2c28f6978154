"""Blocks that change the arrangement of numbers: flat lists, other shapes, larger pictures."""

from __future__ import annotations

from math import isqrt, prod

from playground.core.blocks.calls import Call
from playground.core.blocks.naming import handed_on, laid_flat
from playground.core.blocks.params import Choice, Params, choice, integer, number
from playground.core.blocks.reach import EVERYTHING, Window, Windows, everything
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import PICTURE, BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text, listed

ORDERS = {
    "reverse": ("Last axis first", "all axes in reverse"),
    "swap": ("Swap the first two", "first two swapped"),
    "swap_last": ("Swap the last two", "last two swapped"),
}
WITH_AXES = Port("in", (2, 3, 4), needs="a sequence, a picture or a clip")


def reshape_call(p: Params, shapes: Shapes) -> Call:
    """Return the new arrangement; sizes of 0 are left out, so that one to four axes can be asked for."""
    sizes = tuple(size for size in (p.channels, p.frames, p.height, p.width) if size)
    return Call("modules.Reshape", sizes)


def reshape_setting(p: Params) -> Text:
    """Say the sizes as people read them."""
    flat = (p.channels, p.frames, p.height)
    sizes = (p.frames, p.height, p.width, p.channels) if p.height and p.width else flat
    return listed((str(size) for size in sizes if size), "{first} × {second}")


def rearranged(shape: Shape, rank: int) -> Shape | None:
    """Return a shape with so many axes for the same numbers; None: there is none that would make sense.

    The rows of a picture become steps. A list becomes a picture only where that can be square.
    """
    sizes = shape.sizes
    if rank in (1, shape.rank):
        return Shape(sizes if rank == shape.rank else (shape.count,))
    if rank == 2:
        return Shape((prod(sizes[:-1]), sizes[-1]) if shape.rank > 1 else (shape.count, 1))
    if shape.rank == 1:
        side = isqrt(shape.count)
        sizes = (side, side)
        if side**2 != shape.count:
            return None
    picture = (prod(sizes[:-2]), *sizes[-2:])
    return Shape(picture if rank == 3 else (picture[0], 1, *picture[1:]))


def reshape_to(shape: Shape) -> dict[str, object]:
    """Return the parameters of the Reshape that gives a shape."""
    channels, *rest = shape.sizes
    frames = rest.pop(0) if shape.rank == 4 else 0
    height, width = (*rest, 0, 0)[:2]
    return {"channels": channels, "height": height, "width": width, "frames": frames}


def reshape_for(p: Params, shape: Shape) -> dict[str, object]:
    """Return sizes for another count of numbers: axes of one number stay so, the others become alike."""
    wanted = tuple(size for size in (p.channels, p.frames, p.height, p.width) if size)
    if shape.rank > 1 and (found := rearranged(shape, len(wanted))) is not None:
        return reshape_to(found)
    open_axes = [axis for axis, size in enumerate(wanted) if size > 1][-2:] or [0]
    side = next(side for side in range(isqrt(shape.count), 0, -1) if shape.count % side == 0)
    sizes = dict(zip(open_axes, (side, shape.count // side) if len(open_axes) > 1 else (shape.count,),
                     strict=True))  # fmt: skip
    return reshape_to(Shape(tuple(sizes.get(axis, 1) for axis in range(len(wanted)))))


def permute_call(p: Params, shapes: Shapes) -> Call:
    """Return the exchange of axes; axis 1 is the first after the batch axis."""
    axes = list(range(1, shapes[0].rank + 1))
    if p.order == "reverse":
        axes.reverse()
    elif p.order == "swap":
        axes[:2] = axes[1], axes[0]
    else:
        axes[-2:] = axes[-1], axes[-2]
    return Call("modules.Permute", tuple(axes))


def permute_reach(p: Params, shapes: Shapes) -> Windows:
    """Return that pixels stay pixels if rows and columns alone change places; else features were places."""
    rank = shapes[0].rank
    if p.order != "swap_last" or rank <= 2:
        return EVERYTHING
    return tuple(Window(axis=axis) for axis in (*range(rank - 3), rank - 2, rank - 3))


def upsample_reach(p: Params, shapes: Shapes) -> Window:
    """Return the two pixels that are blended; an odd part of the size takes its pixels from their middle."""
    blends = p.mode == "bilinear" and 1 / p.factor % 2 != 1
    return Window(2, 1 / p.factor, 1, 1) if blends else Window(1, 1 / p.factor)


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
    reach=everything,
    lays_flat=True,
    passes_on=True,
    taken_apart="pointwise",
    names=laid_flat,
    icon="rows-3",
    bends=False,
    tint="core",
)

RESHAPE = BlockSpec(
    id="reshape",
    title="Reshape",
    category=Category.SHAPE,
    summary="Arranges the numbers in another shape.",
    help=(
        "The opposite of Flatten, also called unflatten: a list of 784 numbers becomes a picture of 28 × 28, "
        "row by row. As many numbers must come out as go in. Set sizes that are not wanted to 0: channels "
        "alone makes a flat list, channels and height a sequence of that many steps and features."
    ),
    params=(
        integer("channels", 1, minimum=0, slider=(0, 64),
                help="The first axis: maps of a picture, or steps."),
        integer("height", 8, minimum=0, slider=(0, 64), help="Rows of a picture, or features of a step."),
        integer("width", 8, minimum=0, slider=(0, 64), help="Columns of a picture."),
        integer("frames", 0, minimum=0, slider=(0, 64), help="Pictures of a clip, one after the other."),
    ),
    call=reshape_call,
    reach=everything,
    passes_on=True,
    taken_apart="pointwise",
    icon="grid-3x3",
    setting=reshape_setting,
    refit=reshape_for,
    replaces=("unflatten",),
    bends=False,
    tint="core",
)  # fmt: skip

PERMUTE = BlockSpec(
    id="permute",
    rare=True,
    title="Permute",
    category=Category.SHAPE,
    summary="Exchanges axes, as one turns a table.",
    help=(
        "The numbers stay as they are, but what were rows become columns: a sequence's steps and features "
        "change places, or a picture's channels and rows. Layers that work along one axis can so be made to "
        "work along another."
    ),
    params=(
        choice("order", "swap", tuple(Choice(id, words[0]) for id, words in ORDERS.items()),
               help="Which axes change places; the batch axis stays where it is."),
    ),
    inputs=(WITH_AXES,),
    call=permute_call,
    reach=permute_reach,
    icon="rotate-3d",
    setting=lambda p: Text(ORDERS[p.order][1]),
    bends=False,
    tint="core",
)  # fmt: skip

UPSAMPLE = BlockSpec(
    id="upsample",
    title="Upsample",
    category=Category.IMAGE,
    summary="Enlarges maps without learning anything.",
    help=(
        "Every map becomes larger by the factor: by repeating pixels, or by blending neighbours. A "
        "convolution behind it does what a transposed convolution does, and never leaves a chequered "
        "pattern. Decoders and U-shaped networks grow their maps with it."
    ),
    params=(
        number("factor", 2.0, minimum=0.01, maximum=512.0, slider=(1.0, 8.0),
               help="How many times wider and higher the maps become."),
        choice("mode", "nearest", (Choice("nearest", "Repeat"), Choice("bilinear", "Blend")),
               help="Repeat copies each pixel; Blend interpolates between neighbours."),
    ),
    inputs=(PICTURE,),
    call=lambda p, shapes: Call("nn.Upsample", scale_factor=p.factor, mode=p.mode),
    reach=upsample_reach,
    names=handed_on,
    icon="scaling",
    setting=lambda p: Text("× {factor:g}", factor=p.factor),
    bends=False,
    tint="image",
)  # fmt: skip

PIXEL_SHUFFLE = BlockSpec(
    id="pixel_shuffle",
    rare=True,
    title="Pixel shuffle",
    category=Category.IMAGE,
    summary="Turns maps into finer pixels.",
    help=(
        "Of every four maps one of twice the side is made (of nine, three times): their numbers are laid "
        "side by side as smaller pixels. A convolution before it makes the extra maps, and so learns how to "
        "enlarge. The number of maps must be a multiple of the factor squared. Also called depth to space. "
        "Shi et al., arXiv:1609.05158."
    ),
    params=(
        integer("factor", 2, minimum=1, slider=(1, 4), help="How many times wider and higher maps become."),
    ),
    inputs=(PICTURE,),
    call=lambda p, shapes: Call("nn.PixelShuffle", p.factor),
    reach=lambda p, shapes: Window(1, 1 / p.factor),
    icon="grid-2x2",
    setting=lambda p: Text("× {factor}", factor=p.factor),
    bends=False,
    tint="image",
)

DROPOUT2D = BlockSpec(
    id="dropout2d",
    rare=True,
    title="Dropout 2D",
    category=Category.IMAGE,
    summary="Switches off whole random maps while training.",
    help=(
        "Neighbouring pixels say nearly the same, so dropping single ones teaches little. Here a random "
        "share of whole maps is set to zero in each training step and the others are scaled up. When the "
        "network is judged or used, it does nothing. Tompson et al., arXiv:1411.4280."
    ),
    params=(
        number("rate", 0.2, minimum=0.0, maximum=0.95, slider=(0.0, 0.9), unit="%", title="Switched off",
               help="The chance of each map to be set to zero in a training step."),
    ),
    inputs=(PICTURE,),
    call=lambda p, shapes: Call("nn.Dropout2d", p=p.rate),
    names=handed_on,
    icon="cloud-rain",
    setting=lambda p: Text("{share:.3g} %", share=100 * p.rate),
    keeps_shape=True,
    passes_on=True,
    drops_out=True,
    taken_apart="pointwise",
    bends=False,
    tint="activation",
)  # fmt: skip

KINDS = (
    FLATTEN, RESHAPE, PERMUTE, UPSAMPLE, PIXEL_SHUFFLE, DROPOUT2D,
)  # fmt: skip
