"""Blocks for where things lie in a picture: windows that move, maps of places, pixels turned into maps."""

from __future__ import annotations

from playground.core.blocks.calls import Call
from playground.core.blocks.naming import Labels, handed_on
from playground.core.blocks.params import Params, flag, integer
from playground.core.blocks.reach import Window, everything
from playground.core.blocks.spec import PICTURE, BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text


def with_places(p: Params, given: tuple[Labels, ...], shapes: Shapes) -> Labels:
    """Name the maps of places after what they tell."""
    places = ("row", "column", "radius") if p.radius else ("row", "column")
    return (*given[0], *(("", ("place", name)) for name in places))


def _moved(p: Params, shapes: Shapes) -> Call:
    if shapes[1].features != 6:
        raise ValueError(Text("its second input has to be six numbers"))
    return Call("modules.SpatialTransformer", p.from_identity)


SPATIAL_TRANSFORMER = BlockSpec(
    id="spatial_transformer",
    rare=True,
    title="Spatial transformer",
    category=Category.IMAGE,
    summary="Moves, turns and stretches a picture as six numbers say.",
    help=(
        "The second input is a flat list of six numbers for each picture, from a branch that looks at it "
        "first: how to shift, turn, shear and enlarge it, so that what follows sees it upright and in the "
        "middle. The branch learns this from the goal alone. Jaderberg et al., arXiv:1506.02025; PyTorch: "
        "affine_grid and grid_sample."
    ),
    params=(
        flag("from_identity", True, title="From as it is",
             help="Six zeros leave the picture as it is, which is where such a branch should begin: give its "
                  "last layer initial weights of zero. Off: the numbers are the matrix itself."),
    ),
    inputs=(PICTURE, Port("in_2", (1,), needs="a flat list of six numbers")),
    call=_moved,
    reach=everything,
    names=handed_on,
    icon="crop",
    tint="image",
)  # fmt: skip

COORDINATE_CHANNELS = BlockSpec(
    id="coordinate_channels",
    rare=True,
    title="Coordinate channels",
    category=Category.IMAGE,
    summary="Adds maps that say where each pixel lies.",
    help=(
        "A convolution does the same everywhere and does not know where it is. Two more maps tell it: one "
        "grows from -1 at the top to 1 at the bottom, one from left to right. Liu et al., CoordConv, "
        "arXiv:1807.03247."
    ),
    params=(flag("radius", False, help="Adds a third map: how far a pixel lies from the middle."),),
    inputs=(PICTURE,),
    call=lambda p, shapes: Call("modules.CoordinateChannels", p.radius),
    names=with_places,
    icon="axis-3d",
    bends=False,
    tint="image",
)

PIXEL_UNSHUFFLE = BlockSpec(
    id="pixel_unshuffle",
    rare=True,
    title="Space to depth",
    category=Category.IMAGE,
    summary="Turns squares of pixels into more maps.",
    help=(
        "Of every map four of half the side are made (three times smaller: nine), one for each place in a "
        "square of pixels: nothing is lost, unlike in pooling. Height and width must be multiples of the "
        "factor. Pixel shuffle, depth to space, undoes it. PyTorch: PixelUnshuffle."
    ),
    params=(integer("factor", 2, minimum=1, slider=(1, 4), help="How many times smaller maps become."),),
    inputs=(PICTURE,),
    call=lambda p, shapes: Call("nn.PixelUnshuffle", p.factor),
    reach=lambda p, shapes: Window(p.factor, p.factor),
    icon="layers-2",
    setting=lambda p: Text("÷ {factor}", factor=p.factor),
    bends=False,
    tint="image",
)

KINDS = (SPATIAL_TRANSFORMER, COORDINATE_CHANNELS, PIXEL_UNSHUFFLE)
