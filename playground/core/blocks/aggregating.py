"""Blocks that sum up axes, multiply tables, or bring numbers that depend on no sample."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from playground.core.blocks.arranging import RESHAPE, reshape_setting
from playground.core.blocks.calls import Call
from playground.core.blocks.naming import Labels
from playground.core.blocks.params import Choice, Params, choice, flag, number, several
from playground.core.blocks.reach import EVERYTHING, POINT, Window, everything, nowhere
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import SAMPLE_COUNT, BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text, listed

WAYS = (
    Choice("sum", "Sum"), Choice("mean", "Mean"), Choice("max", "Largest"), Choice("min", "Smallest"),
    Choice("norm", "Length"),
)  # fmt: skip
AXES = (
    Choice("features", "Features or channels"), Choice("time", "Time or frames"),
    Choice("height", "Height"), Choice("width", "Width"),
)  # fmt: skip
STARTS = (Choice("random", "Small random numbers"), Choice("zeros", "Zeros"), Choice("ones", "Ones"))
PLACES = {
    1: ("features",), 2: ("time", "features"), 3: ("features", "height", "width"),
    4: ("features", "time", "height", "width"),
}  # fmt: skip
TABLE = "a sequence, a picture or a clip"


def axes_of(p: Params, shape: Shape) -> tuple[int, ...]:
    """Return the axes that are meant, the batch axis being 0; ValueError for one that the shape lacks."""
    places = PLACES[shape.rank]
    if not {*p.axes} <= {*places}:
        raise ValueError(f"a shape of {shape.rank} axes has none of {', '.join(p.axes)}")
    return tuple(axis for axis, name in enumerate(places, 1) if name in p.axes)


def reduce_reach(p: Params, shapes: Shapes) -> Window:
    """Return that places are looked at together where they are summed up, or become features of others."""
    stays = tuple(p.axes) == ("features",) and (p.keep or shapes[0].rank == 1)
    return POINT if stays else EVERYTHING


def reduced_names(p: Params, given: tuple[Labels, ...], shapes: Shapes) -> Labels | None:
    """Hand on the features where they are still what stands at their axis."""
    left = shapes[0].rank - len(p.axes)
    stays = p.keep or left == 1 or (left == 3 and shapes[0].rank > 3)
    return given[0] if stays and "features" not in p.axes else None


def reduce_setting(p: Params) -> Text:
    """Say "mean of height, width"."""
    return Text("{how} of {axes}", how=Text(p.how), axes=listed(map(Text, p.axes), "{first}, {second}"))


REDUCE = BlockSpec(
    id="reduce",
    title="Reduce",
    category=Category.MATHEMATICS,
    summary="Sums up whole axes: their sum, mean, largest or smallest number, or length.",
    help=(
        "All numbers along the chosen axes become one: a picture's height and width leave one number for "
        "each channel, a list's features a single number. Kept, an axis stays with a length of 1, so that "
        "what comes out can be spread over what went in by a Multiply. In sequences, padding counts like any "
        "step; Over time leaves it out. PyTorch: sum, mean, amax, amin, linalg.vector_norm."
    ),
    params=(
        choice("how", "mean", WAYS, title="Takes", help="What becomes of the numbers along the axes; length "
               "is the root of the sum of their squares."),
        several("axes", ("features",), AXES, help="Which axes are summed up; those that what arrives does "
                "not have are refused."),
        flag("keep", False, title="Keeps the axes", help="Leaves the axes where they are, with a length "
             "of 1."),
    ),
    call=lambda p, shapes: Call("modules.Reduce", p.how, axes_of(p, shapes[0]), keep=p.keep),
    reach=reduce_reach,
    names=reduced_names,
    icon="sigma",
    setting=reduce_setting,
    tint="core",
)  # fmt: skip

MATRIX_PRODUCT = BlockSpec(
    id="matrix_product",
    rare=True,
    title="Matrix product",
    category=Category.MATHEMATICS,
    summary="Multiplies two tables of each sample, rows by columns.",
    help=(
        "Each row of the first is multiplied number by number with each column of the second and summed up; "
        "transposed, with each of its rows, so that two sequences give a table of how well each step of one "
        "agrees with each of the other, as attention does. Of pictures and clips the last two axes are the "
        "table, and maps go with maps. PyTorch: matmul."
    ),
    params=(flag("transposed", True, help="Turns the second table first, so that rows meet rows."),),
    inputs=(Port("in", (2, 3, 4), needs=TABLE), Port("in_2", (2, 3, 4), needs=TABLE)),
    call=lambda p, shapes: Call("modules.MatrixProduct", p.transposed),
    reach=everything,
    icon="grid-3x3",
    setting=lambda p: Text("transposed" if p.transposed else ""),
    keeps_time=True,
    tint="core",
)

BESIDE = (
    "It stands without an input; a wire from any block is allowed, and nothing of it is looked at. Set sizes "
    "that are not wanted to 0: channels alone makes a flat list, channels and height a sequence of that many "
    "steps and features."
)
SIZES = tuple(replace(param, default={"channels": 8}.get(param.name, 0)) for param in RESHAPE.params)


def with_an_axis(p: Params, shape: Shape) -> dict[str, object]:
    """Give numbers that have no axis the one that their kind begins with."""
    return {} if any(p[param.name] for param in SIZES) else {param.name: param.default for param in SIZES}


def sizes_of(p: Params) -> tuple[int, ...]:
    """Return the axes that are asked for; ValueError where none is."""
    sizes = tuple(size for size in (p.channels, p.frames, p.height, p.width) if size)
    if not sizes:
        raise ValueError("numbers need at least one axis")
    return sizes


CONSTANT = BlockSpec(
    id="constant_number",
    rare=True,
    title="Constant",
    category=Category.MATHEMATICS,
    summary="Brings one fixed number, at every place of a shape.",
    help=f"A number that no training moves, such as the 1 of 1 - x. {BESIDE}",
    params=(
        number("value", 1.0, minimum=-1e6, maximum=1e6, slider=(-10.0, 10.0), help="The number."),
        *SIZES,
    ),
    inputs=(SAMPLE_COUNT,),
    call=lambda p, shapes: Call("modules.Constant", sizes_of(p), p.value),
    reach=nowhere,
    icon="pin",
    setting=lambda p: Text("{value:g} · {sizes}", value=p.value, sizes=reshape_setting(p)),
    refit=with_an_axis,
    bends=False,
    tint="core",
)

LEARNED_NUMBERS = BlockSpec(
    id="learned_numbers",
    rare=True,
    title="Learned numbers",
    category=Category.MATHEMATICS,
    summary="Brings numbers that training finds, the same for every sample.",
    help=(
        "A scale, a list, a sequence of questions that attention asks of what it reads: weights of their "
        f"own that other blocks take as an input. {BESIDE} Carion et al., arXiv:2005.12872, learn the "
        "questions of a detector so."
    ),
    params=(
        choice("start", "random", STARTS, title="Begins with", help="What the numbers are before training."),
        *SIZES,
    ),
    inputs=(SAMPLE_COUNT,),
    call=lambda p, shapes: Call("modules.LearnedNumbers", sizes_of(p), p.start),
    weights=lambda p, shapes: prod(sizes_of(p)),
    reach=nowhere,
    icon="pencil",
    setting=reshape_setting,
    refit=with_an_axis,
    bends=False,
    tint="core",
)

KINDS = (REDUCE, MATRIX_PRODUCT, CONSTANT, LEARNED_NUMBERS)
