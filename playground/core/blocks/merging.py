"""Blocks with several inputs or several outputs."""

from __future__ import annotations

from playground.core.blocks.calls import Call
from playground.core.blocks.groups import port_name
from playground.core.blocks.naming import Labels
from playground.core.blocks.params import Choice, Param, Params, choice, flag, integer
from playground.core.blocks.reach import over_sample
from playground.core.blocks.scratch import of_broadcast
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import ANY, MOST_WIRES, OUT, BlockSpec, Category, Port, Shapes
from playground.core.sentences import Text

FIRST, SECOND = Port("in"), Port("in_2")
SEVERAL = (FIRST, SECOND, *(Port(port_name("in", index), optional=True) for index in range(2, MOST_WIRES)))
_MANY = f"Up to {MOST_WIRES} wires may arrive, each finds a free input; inputs left free are passed over. "
_SIZES = (
    "Along each axis sizes must be equal, or one of them 1, which then counts for all places along it: "
    "1 × 1 × 16 beside 8 × 8 × 16 works on whole channels. "
)


def _elementwise(block_id: str, title: str, summary: str, help: str, module: str, icon: str,
                 inputs: tuple[Port, ...] = SEVERAL, bends: bool = True,
                 rare: bool = False) -> BlockSpec:  # fmt: skip
    """Describe a block that puts numbers together one by one, by PyTorch's rules of broadcasting."""
    return BlockSpec(
        id=block_id, title=title, category=Category.MERGE, summary=summary, help=help.rstrip(),
        inputs=inputs, call=lambda p, shapes: Call(f"modules.{module}"), icon=icon, keeps_time=True,
        bends=bends, tint="sequence", together="broadcast", scratch=of_broadcast, rare=rare,
    )  # fmt: skip


ADD = _elementwise(
    "add", "Add", "Adds what arrives, number by number.",
    "A skip connection ends here: what went round a few layers is added to what came through them, so that "
    "the layers need only learn the difference, and gradients find a short way back. " + _SIZES + _MANY
    + "He et al., arXiv:1512.03385.",
    "Add", "circle-plus", bends=False,
)  # fmt: skip
MULTIPLY = _elementwise(
    "multiply", "Multiply", "Multiplies what arrives, number by number.",
    "With one branch between 0 and 1, such as a sigmoid's, it works as a gate: the branch decides what of "
    "the other goes through. " + _SIZES + _MANY,
    "Multiply", "x",
)  # fmt: skip
AVERAGE = _elementwise(
    "average", "Average", "Averages what arrives, number by number.",
    "The sum of what arrives, divided by how many arrive. Several branches that end here vote like a small "
    "committee. " + _SIZES + _MANY,
    "Average", "equal", bends=False, rare=True,
)  # fmt: skip
SUBTRACT = _elementwise(
    "subtract", "Subtract", "Takes the second input from the first.",
    "What is left is where two branches differ: from an input and its reconstruction, for example, what was "
    "lost. " + _SIZES,
    "Subtract", "minus", inputs=(FIRST, SECOND), bends=False, rare=True,
)  # fmt: skip

AXES = (
    Choice("features", "Features or channels"), Choice("time", "Time"),
    Choice("height", "Height"), Choice("width", "Width"),
)  # fmt: skip


def _axis(help: str) -> Param:
    return choice("axis", "features", AXES, help=help)


def axis_of(name: str, shape: Shape) -> int:
    """Return which axis of a tensor is meant, the batch axis being 0; one it lacks is refused by PyTorch."""
    if name == "features":
        return shape.feature_axis
    places = {"time": (2, 1), "height": (3, 2), "width": (3, 3)}
    needed, axis = places[name]
    return axis if shape.rank == needed else 9


def concatenate_call(p: Params, shapes: Shapes) -> Call:
    """Return the merge along the axis that is meant."""
    return Call("modules.Concatenate", axis_of(p.axis, shapes[0]))


def split_setting(p: Params) -> Text:
    """Say "3 channels", or "channels in half"."""
    return Text("{first} {axis}" if p.first else "{axis} in half", first=p.first, axis=Text(p.axis))


def joined(p: Params, given: tuple[Labels, ...], shapes: Shapes) -> Labels | None:
    """Name features that stand behind each other; along another axis they must be the same ones."""
    if axis_of(p.axis, shapes[0]) == shapes[0].feature_axis:
        return tuple(label for labels in given for label in labels)
    return given[0] if all(labels == given[0] for labels in given) else None


CONCATENATE = BlockSpec(
    id="concatenate",
    title="Concatenate",
    category=Category.MERGE,
    summary="Puts what arrives side by side.",
    help=(
        "Features stand behind features, maps behind maps: nothing is mixed, and the next layer sees all of "
        "it. All sizes but that of the chosen axis must be equal. Branches that looked at the same picture "
        f"through windows of different size come together like this, and so do two sources. {_MANY.rstrip()}"
    ),
    params=(_axis("Along which axis the inputs stand behind each other."),),
    inputs=SEVERAL,
    call=concatenate_call,
    names=joined,
    icon="merge",
    setting=lambda p: Text(p.axis),
    bends=False,
    tint="sequence",
)

DOT_PRODUCT = BlockSpec(
    id="dot_product",
    rare=True,
    title="Dot product",
    category=Category.MERGE,
    summary="Measures how alike two lists of features are.",
    help=(
        "Both inputs are multiplied number by number and summed up along the last axis, which leaves one "
        "number: large where both point the same way. Normalised, it is the cosine of the angle between "
        "them, from -1 to 1. Recommenders compare a user and a film like this."
    ),
    params=(flag("normalise", False, help="Divides by the lengths, so that only the direction counts."),),
    inputs=(FIRST, SECOND),
    call=lambda p, shapes: Call("modules.DotProduct", p.normalise),
    reach=over_sample,
    icon="dot",
    setting=lambda p: Text("cosine" if p.normalise else ""),
    tint="sequence",
    together="equal",
)


def _size(shape: Shape, axis: int) -> int:
    return shape.sizes[axis - 1] if axis <= shape.rank else 0


def split_call(p: Params, shapes: Shapes) -> Call:
    """Return the cut; the first part at most the whole axis."""
    axis = axis_of(p.axis, shapes[0])
    return Call("modules.Split", axis, p.first or _size(shapes[0], axis) // 2)


SPLIT = BlockSpec(
    id="split",
    title="Split",
    category=Category.MERGE,
    summary="Cuts one axis in two and sends each part its own way.",
    help=(
        "The first features (or maps, or steps) leave by the first output, the rest by the second. Branches "
        "that each work on a part of the channels begin here, and so do gates, where one half decides what "
        "of the other goes through. Both outputs want a wire."
    ),
    params=(
        _axis("Which axis is cut."),
        integer("first", 0, minimum=0, slider=(0, 64), title="First part",
                help="How many entries leave by the first output; 0 cuts in the middle."),
    ),
    inputs=(ANY,),
    outputs=(OUT, Port("out_2")),
    call=split_call,
    icon="split",
    setting=split_setting,
    bends=False,
    tint="sequence",
)  # fmt: skip

SLICE = BlockSpec(
    id="slice",
    rare=True,
    title="Slice",
    category=Category.MERGE,
    summary="Keeps a stretch of one axis and drops the rest.",
    help=(
        "From the start on, as many features (or maps, steps, rows, columns) as the length says go on; the "
        "others are not seen by what follows. It must lie inside what arrives."
    ),
    params=(
        _axis("Which axis is cut."),
        integer("start", 0, minimum=0, slider=(0, 64), help="The first entry that is kept, counted from 0."),
        integer("length", 1, minimum=1, slider=(1, 64), help="How many entries are kept."),
    ),
    inputs=(ANY,),
    call=lambda p, shapes: Call("modules.Slice", axis_of(p.axis, shapes[0]), p.start, p.length),
    icon="scissors",
    setting=lambda p: Text(
        "{length} of {axis} from {start}", length=p.length, axis=Text(p.axis), start=p.start
    ),
    bends=False,
    tint="sequence",
)

KINDS = (ADD, CONCATENATE, MULTIPLY, AVERAGE, SUBTRACT, DOT_PRODUCT, SPLIT, SLICE)
