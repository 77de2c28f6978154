"""Groups: a network in a block, repeated as often as one likes, and the ends of the network inside."""

from __future__ import annotations

from dataclasses import replace

from playground.core.blocks.calls import Call
from playground.core.blocks.params import Params, flag, integer
from playground.core.blocks.spec import OUT, BlockSpec, Category, Port, Shapes
from playground.core.network.values import Network, Node
from playground.core.sentences import Text

GROUP_ID, INPUT_ID, OUTPUT_ID = "group", "group_input", "group_output"
MOST_REPEATS = 1000
THROUGH = Port("in", hands_on=True)
REPEAT = integer(  # of a block that is a group by itself
    "repeat", 1, minimum=1, maximum=MOST_REPEATS, slider=(1, 12),
    help="How many such blocks follow each other, each with weights of its own.",
)  # fmt: skip


def inside(p: Params, shapes: Shapes) -> Call:
    """Return nothing of its own: what a group does stands inside it."""
    return Call("nn.Identity")


def setting(p: Params) -> Text:
    """Say "3 times · same weights"."""
    if p.repeat == 1:
        return Text("")
    return Text("{repeat} times · same weights" if p.shared else "{repeat} times", repeat=p.repeat)


def as_group(node: Node, inside: Network) -> Node:
    """Return a block made of other kinds as the group of these, with the same repeat."""
    params = {"repeat": node.params["repeat"]} if "repeat" in node.params else {}
    return replace(node, kind=GROUP_ID, params=params, network=inside)


def port_name(base: str, index: int) -> str:
    """Return the name of a group's port: "in", "in_2", ..."""
    return base if index == 0 else f"{base}_{index + 1}"


GROUP = BlockSpec(
    id=GROUP_ID,
    title="Group",
    category=Category.GROUP,
    summary="Holds a network of its own, once or many times over.",
    help=(
        "Blocks that belong together become one, which can be opened and changed inside. With a repeat of "
        "more than one, what comes out goes in again, each time through weights of its own or through the "
        "same ones: a network of a hundred layers is a group of one layer, repeated. What comes out must "
        "then have the shape of what goes in."
    ),
    inputs=(THROUGH,),
    params=(
        integer("repeat", 1, minimum=1, maximum=MOST_REPEATS, slider=(1, 100), logarithmic=True,
                help="How many times the network inside stands in a row."),
        flag("shared", False, title="Same weights", help="Every repeat uses the weights of the first."),
    ),
    call=inside,
    icon="group",
    setting=setting,
    tint="core",
)  # fmt: skip

GROUP_INPUT = BlockSpec(
    id=INPUT_ID,
    title="Group input",
    category=Category.GROUP,
    summary="Where what arrives at the group comes in.",
    help=(
        "It stands inside a group and brings what is wired to the group's input. The first one is the "
        "group's first input, a second one adds an input to the group. In repeats, the first brings what the "
        "last repeat gave; the others bring the same each time."
    ),
    inputs=(),
    call=inside,
    icon="file-input",
    keeps_time=True,
    inner=True,
    tint="source",
)

GROUP_OUTPUT = BlockSpec(
    id=OUTPUT_ID,
    title="Group output",
    category=Category.GROUP,
    summary="What leaves the group.",
    help=(
        "It stands inside a group; what is wired to it comes out of the group. The first one is the group's "
        "first output, a second one adds an output. In repeats, the first goes into the next repeat."
    ),
    inputs=(THROUGH,),
    outputs=(),
    call=inside,
    icon="file-output",
    inner=True,
    tint="good",
)

KINDS = (GROUP, GROUP_INPUT, GROUP_OUTPUT)


def ports(base: str, count: int) -> tuple[Port, ...]:
    """Return a group's ports, at least one."""
    first = THROUGH if base == "in" else OUT
    return (first, *(replace(first, name=port_name(base, index)) for index in range(1, count)))
