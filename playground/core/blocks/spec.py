"""The description of one kind of block: the only place where a kind is described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as field_of
from enum import Enum
from typing import Any, Literal

from playground.core.blocks.activations import ANY_NUMBER, Span
from playground.core.blocks.calls import Call, Chain
from playground.core.blocks.counting import WeightRule, weightless
from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.naming import Axes, NamingRule, own_units
from playground.core.blocks.params import Param, Params
from playground.core.blocks.reach import ReachRule, point
from playground.core.blocks.scratch import ScratchRule, nothing
from playground.core.blocks.shapes import DType, Shape
from playground.core.network.values import NO_PARAMS, Network
from playground.core.sentences import Text

Shapes = tuple[Shape, ...]
WayApart = Literal[
    "", "dense", "convolution", "max pool", "average pool", "normalisation", "padding", "pointwise"
]
# (parameters, shapes of the input ports, None for one left free) -> call
CallRule = Callable[[Params, Any], Call | Chain]
SpanRule = Callable[[Params], Span]
SettingRule = Callable[[Params], Text]
Together = Literal["any", "equal", "broadcast"]  # which shapes may stand beside each other at the inputs
MOST_WIRES = 64  # that end at one block: so many ports has a kind that takes as many as arrive
# (parameters, shape of the first input that they do not suit) -> others that may; {}: none would
RefitRule = Callable[[Params, Shape], Mapping[str, object]]


class Category(Enum):
    """Palette sections, in their order; the tint of a block's tile follows from it."""

    SOURCE = "Sources"
    CORE = "Core"
    ACTIVATION = "Activations"
    IMAGE = "Images"
    NORMALISATION = "Normalisation"
    SEQUENCE = "Sequences"
    ATTENTION = "Attention"
    MERGE = "Merge and split"
    MATHEMATICS = "Mathematics"
    SHAPE = "Shape"
    GROUP = "Groups"
    READY = "Ready groups"
    PUBLISHED = "Published"
    GOAL = "Goals"


class Role(Enum):
    """What a block does in the graph: brings data, computes, or says what is learned."""

    SOURCE = "source"
    LAYER = "layer"
    GOAL = "goal"


@dataclass(frozen=True)
class Port:
    """One port; `ranks` are the numbers of axes it takes (empty: any), `needs` says so in words."""

    name: str
    ranks: tuple[int, ...] = ()
    dtype: DType = "float"
    needs: str = "any shape"  # "Dense needs a flat list of features, but gets 8 × 8 × 16."
    optional: bool = False  # may be left without a wire
    hands_on: bool = False  # takes whatever comes: what stands behind it in or around a group says if it fits


JUDGED = "judged_pixels"  # the field that says which pixels count
SAME = "input"  # the field of a goal that aims at what the source brings
FLAT = Port("in", (1,), needs="a flat list of features")
PICTURE = Port("in", (3,), needs="a picture (height × width × channels)")
SEQUENCE = Port("in", (2,), needs="a sequence (time × features)")
ANY = Port("in", needs="any shape")
OUT = Port("out")
# Says how many samples there are, and nothing else; finds its wire by itself.
SAMPLE_COUNT = Port("in", optional=True, hands_on=True)
MASK = Port("mask", (1,), "bool", "which steps are real", optional=True)  # finds its wire by itself


def any_number(p: Params) -> Span:
    """Say that what comes out may be any number."""
    return ANY_NUMBER


def plain_setting(p: Params) -> Text:
    """Say nothing on a block's second line."""
    return Text("")


def never(p: Params) -> bool:
    """Say no, whatever the parameters."""
    return False


def no_refit(p: Params, shape: Shape) -> Mapping[str, object]:
    """Say that no other parameters would help."""
    return {}


@dataclass(frozen=True)
class BlockSpec:
    """Describe one kind of block."""

    id: str  # permanent: stored in project files
    title: str
    category: Category
    summary: str  # one sentence
    call: CallRule
    help: str = ""
    params: tuple[Param, ...] = ()
    inputs: tuple[Port, ...] = (ANY,)
    outputs: tuple[Port, ...] = (OUT,)
    role: Role = Role.LAYER
    field: str = ""  # the data field a source brings or a goal aims at
    goal: GoalRule | None = None
    icon: str = "square"  # name of an icon in assets/icons
    setting: SettingRule = plain_setting  # one line: "8 · tanh"
    replaces: tuple[str, ...] = ()  # ids that older files used
    reach: ReachRule = point  # how far one place of what comes out looks
    weights: WeightRule = weightless  # how many it learns, known before any is made
    # What its features are called, and what the axes of its weights stand for, by the weights' names.
    names: NamingRule = own_units
    axes: Mapping[str, Axes] = field_of(default_factory=lambda: NO_PARAMS)
    keeps_shape: bool = False  # one number out for each number in
    passes_on: bool = False  # when the network is judged, numbers come out as they went in, in their order
    lays_flat: bool = False  # all that arrives comes out as one list
    drops_out: bool = False  # switches off a random share of its inputs while training
    fully_connected: bool = False  # `units` outputs, each a weighted sum of all features, then an activation
    shares: bool = False  # what comes out are shares that add up to 1
    span: SpanRule = any_number  # between which numbers all that comes out lies
    domain: SpanRule = any_number  # between which numbers all must lie that goes in: others give no number
    taken_apart: WayApart = ""  # how one number of its layer comes about; "": not in one sum
    bends: bool = True  # False: without an activation of its own, outputs are weighted sums of inputs
    together: Together = "any"  # which shapes its inputs may have beside each other
    keeps_time: bool = False  # step t of the output stands for step t of the input: masks reach through
    by_steps: bool = False  # each step takes as much as another, and PyTorch goes through them one by one
    attends: bool = False  # its steps take from other steps, by weights that can be looked at
    inner: bool = False  # stands inside groups alone
    rare: bool = False  # seldom wanted: offered under More, found by its name
    needs_pairs: bool = False  # takes its statistics from the batch: one sample has none
    vocabulary: str = ""  # the parameter that says how many different whole numbers it takes
    lends_table: bool = False  # its weight is a table of rows that scores may be taken by
    borrows_table: bool = False  # its weight may be such a table: units are its rows
    refit: RefitRule = no_refit  # what to set where its sizes do not suit what arrives
    scratch: ScratchRule = nothing  # memory it needs beside what goes in, comes out and is kept
    detour: str = ""  # a sentence: what it does where nothing before it learns, or PyTorch would die
    network: Callable[[Params], Network] | None = None  # of a kind that is a group of other kinds
    varies: str = ""  # of a source: what it brings, as augmentations name it, see `AugmentationSpec`
    is_raw: Callable[[Params], bool] = never  # of such a source: values go on as the data have them
    tint: str = "core"  # theme tint: source, core, image, activation, sequence, attention, good

    @property
    def learns(self) -> bool:
        """Say whether it may have weights, of its own or in the blocks it is made of."""
        return self.weights is not weightless or self.network is not None

    @property
    def takes_many(self) -> bool:
        """Say whether as many wires may arrive as one likes, up to `MOST_WIRES`."""
        return len(self.inputs) == MOST_WIRES

    @property
    def shareable(self) -> bool:
        """Say whether its weights can be those of another block, too."""
        return self.role is Role.LAYER and not self.inner

    def params_of(self, given: Mapping[str, Any]) -> Params:
        """Return given parameters with defaults filled in."""
        return Params(self.params, given)

    def param(self, name: str) -> Param:
        """Return the description of one parameter; KeyError when there is none."""
        for param in self.params:
            if param.name == name:
                return param
        raise KeyError(name)
