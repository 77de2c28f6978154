"""Everything a person can change, as one immutable value; undo is keeping the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from playground.core.blocks.live import live_in
from playground.core.blocks.params import Choice, choice, flag, integer, line, number
from playground.core.blocks.registry import BlockRegistry, Specs
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.data_set import DataSetSpec
from playground.core.catalogue.family import Family
from playground.core.catalogue.manifest import Manifest
from playground.core.catalogue.own_splits import BY_GROUP, BY_TIME, GIVEN
from playground.core.network.values import NO_PARAMS, Network, frozen
from playground.core.project.augmentations import switched_on
from playground.core.project.described import described, params_of
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.row_edits import RowEdits
from playground.core.project.schedules import SCHEDULES

# Slow motion in steps a second, then epochs a second, then no limit: from the slowest to the fastest.
Speed = Literal["1/s", "2/s", "5/s", "10/s", "20/s", "50/s", "1x", "10x", "max"]
Part = Literal["train", "validation", "test"]


LARGEST_SEED = 2**63 - 1
LARGEST_THREADS = 1024
BF16 = "bf16"  # numbers of float32's range with two or three of its digits
LARGEST_RATE = 1e38  # weights are float32, which goes little further


@dataclass(frozen=True)
class DataChoice:
    """Which data set, with which options, and how it is split; the seed makes points and split."""

    id: str
    # The data set's own parameters, see its `DataSetSpec`.
    options: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS)
    seed: int = described(
        integer("seed", 0, title="Data seed", minimum=0, maximum=LARGEST_SEED, section="seed",
                help="Decides which samples train, validate and test, and makes them where the program does. "
                     "Where weights begin is decided by the training seed."),
    )  # fmt: skip
    # Shares of the samples; the three add up to 1.
    train: float = described(
        number("train", 0.7, title="Training part", minimum=0.0, maximum=1.0, slider=(0.05, 0.95), unit="%",
               section="shares", help="How many of the samples the network learns from. What neither trains "
               "nor tests validates."),
        required=True,
    )  # fmt: skip
    validation: float = described(
        number("validation", 0.3, title="Validation part", minimum=0.0, maximum=1.0, unit="%",
               help="How many of the samples are judged after every epoch and never learned from."),
        required=True,
    )  # fmt: skip
    test: float = described(
        number("test", 0.0, title="Test part", minimum=0.0, maximum=1.0, slider=(0.0, 0.5), unit="%",
               section="shares", help="How many of the samples are kept aside, neither learned from nor "
               "looked at while training."),
        required=True,
    )  # fmt: skip

    split: str = described(
        choice("split", "in_proportion", (Choice("in_proportion", "In proportion"),
                                          Choice("at_random", "At random"), Choice(BY_GROUP, "By group"),
                                          Choice(BY_TIME, "By time"), Choice(GIVEN, "As given")),
               title="Parts", section="split",
               help="In proportion, every part has as large a share of each class as the whole. At random, a "
                    "rare class may be missing from one. By group, rows of one group are in one part. By "
                    "time, the latest rows test. As given, a column says which part a row is in."),
        absent="at_random",  # as files say that are older than the choice
    )  # fmt: skip
    split_by: str = described(
        line("split_by", "", maximum=200, title="Split by",
             help="The column that a split by group, by time or as given goes by."),
    )  # fmt: skip
    seen: str = described(
        choice("seen", "out", (Choice("out", "Keep out"), Choice("mark", "Mark figures"),
                               Choice("fresh", "Start fresh")),
               title="Seen before", section="seen",
               help="What becomes of validation and test samples that the weights were trained on under "
                    "another split: they stay in training, or are judged and the figures say so, or the next "
                    "training starts from fresh weights."),
    )  # fmt: skip

    marked: str = described(
        choice("marked", "count", (Choice("count", "Count"), Choice("ignore", "Weigh nothing")),
               title="Marked", section="marked",
               help="What becomes of samples that somebody marked as wrong: they train and are judged as all "
                    "others, or weigh nothing."),
    )  # fmt: skip

    own: Manifest | None = None  # what somebody's own data are, where `id` says that they are that
    edits: RowEdits = ()  # what a person changed about single samples

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", frozen(self.options))

    @property
    def placeless(self) -> DataChoice:
        """Return the same wherever its own files lie: only their content decides what is learned."""
        if self.own is None:
            return self
        files = tuple(replace(each, path="", packed=False) for each in self.own.files)
        return replace(self, own=replace(self.own, files=files))

    def has_samples_of(self, other: DataChoice) -> bool:
        """Say whether two choices have the same samples in the same parts, some of them edited maybe."""
        return replace(self, edits=other.edits, marked=other.marked) == other

    @property
    def rows_of_own(self) -> tuple[object, ...]:
        """Return what decides which rows of one's own data are samples, and in which order."""
        if self.own is None:
            return ()
        targets = tuple(each.name for each in self.own.used_as("target"))
        return tuple(each.sha256 for each in self.own.files), self.own.options, targets


@dataclass(frozen=True)
class Recipe:
    """How the network is trained; what is known of a field stands beside it."""

    optimizer: str = described(
        choice("optimizer", "adam", tuple(Choice(spec.id, spec.title) for spec in OPTIMIZERS),
               since="at_once", open=True, section="pace", help="How the gradient moves the weights."),
        required=True,
    )  # fmt: skip
    # The optimizer's own parameters, see its `OptimizerSpec`; defaults left out.
    options: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS)
    learning_rate: float = described(
        number("learning_rate", 0.001, above=0.0, maximum=LARGEST_RATE, slider=(1e-5, 1.0), logarithmic=True,
               since="at_once", section="pace", short="LR", icon="zap",
               help="How far each step goes. Too large and the loss jumps or becomes infinite; too small and "
                    "learning takes long. A change in mid-run counts from the next step."),
        required=True,
    )  # fmt: skip
    batch_size: int = described(
        integer("batch_size", 32, minimum=1, maximum=10**9, slider=(1, 256), logarithmic=True,
                stops=(1, 2, 4, 8, 16, 32, 64, 128, 256), since="next_epoch", section="data", short="Batch",
                help="How many samples each step looks at before it moves the weights."),
        required=True,
    )  # fmt: skip
    epochs: int = described(
        integer("epochs", 20, minimum=1, maximum=10**9, slider=(1, 1000), logarithmic=True, since="at_once",
                section="pace", help="How often the network sees all training samples before it stops."),
        required=True,
    )  # fmt: skip
    schedule: str = described(
        choice("schedule", "constant", tuple(Choice(spec.id, spec.title) for spec in SCHEDULES),
               since="at_once", open=True, section="schedule",
               help="How the learning rate goes up and down along the epochs."),
    )  # fmt: skip
    # The schedule's own parameters, see its `ScheduleSpec`; defaults left out.
    schedule_options: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS)
    warmup: float = described(
        number("warmup", 0.0, title="Warm-up", minimum=0.0, maximum=1e9, slider=(0.0, 10.0),
               since="at_once", section="schedule",
               help="For so many epochs the learning rate rises in a straight line, before the schedule "
                    "begins: the first steps of a fresh network are the riskiest."),
    )  # fmt: skip
    early_stopping: int = described(
        integer("early_stopping", 0, title="Early stop", minimum=0, maximum=10**9, slider=(0, 50),
                since="at_once", section="ending",
                help="Ends the training when the validation loss has not fallen for so many epochs; "
                     "0: only the epochs end it."),
    )  # fmt: skip
    time_limit: float = described(
        number("time_limit", 0.0, title="Minutes", minimum=0.0, maximum=1e6, slider=(0.0, 60.0),
               since="at_once", section="ending",
               help="Ends the training after so many minutes of it; 0: it may take as long as it takes."),
    )  # fmt: skip
    keep_best: bool = described(
        flag("keep_best", False, title="Keep best", since="at_once", section="ending",
             help="When the training ends, the weights are those of the epoch with the lowest validation "
                  "loss again."),
    )  # fmt: skip
    average: float = described(
        number("average", 0.0, title="Average", minimum=0.0, maximum=0.999999, slider=(0.0, 0.9999),
               stops=(0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999),
               since="at_once", section="ending", short="Weight average",
               help="Keeps a running average of the weights beside them: this share of it stays at each "
                    "update, so that 0.99 remembers about 100. While training goes on, figures and pictures "
                    "are those of the weights that step; when it ends, the weights become their average. "
                    "0 keeps none."),
    )  # fmt: skip
    weight_decay: float = described(
        number("weight_decay", 0.0, minimum=0.0, maximum=1e9, slider=(0.0, 0.1), logarithmic=True,
               since="at_once", section="update",
               help="Pulls every weight towards zero a little at each step, as the optimizer does it."),
    )  # fmt: skip
    decay_all: bool = described(
        flag("decay_all", True, title="Decay all", since="at_once", section="update",
             help="Off, weight decay leaves biases and the scales of norms alone, which most recipes of "
                  "large networks do."),
    )  # fmt: skip
    clip: float = described(
        number("clip", 0.0, title="Clip gradient", minimum=0.0, maximum=1e9, slider=(0.0, 10.0),
               logarithmic=True, since="at_once", section="update",
               help="The longest that the gradient of all weights together may be: a longer one is shortened "
                    "to this. It keeps a bad batch from throwing everything over; 0 leaves it as it is."),
    )  # fmt: skip
    accumulate: int = described(
        integer("accumulate", 1, title="Accumulate", minimum=1, maximum=10**6, slider=(1, 32),
                logarithmic=True, since="next_epoch", section="update",
                help="How many steps' gradients are averaged before the weights change: as if the batch were "
                     "so many times larger, without its memory."),
    )  # fmt: skip
    l1: float = described(
        number("l1", 0.0, title="L1", minimum=0.0, maximum=1e9, slider=(0.0, 0.1), logarithmic=True,
               since="at_once", section="penalties",
               help="Adds this times the sum of all weights' sizes to the loss: weights that help little "
                    "become zero."),
    )  # fmt: skip
    l2: float = described(
        number("l2", 0.0, title="L2", minimum=0.0, maximum=1e9, slider=(0.0, 0.1), logarithmic=True,
               since="at_once", section="penalties",
               help="Adds this times the sum of all squared weights to the loss: large weights shrink."),
    )  # fmt: skip
    # What is done to training samples each time they are seen: strengths by the id of an
    # `AugmentationSpec`; those that are off are left out.
    augmentation: Mapping[str, Any] = field(default_factory=lambda: NO_PARAMS)
    seed: int = described(  # never of the data, which have their own
        integer("seed", 1, title="Training seed", minimum=0, maximum=LARGEST_SEED, since="new_run",
                section="seed",
                help="Makes the initial weights, the order of the samples, what dropout switches off and how "
                     "samples are augmented. Which samples train is decided by the data seed."),
        required=True,
    )  # fmt: skip
    device: str = described(
        choice("device", "auto", (Choice("auto", "Auto"), Choice("cpu", "CPU"), Choice("cuda", "CUDA"),
                                  Choice("mps", "MPS")), auto="auto", section="place",
               help="What computes. Auto takes a GPU when the network is large enough for it to pay."),
    )  # fmt: skip
    threads: int = described(
        integer("threads", 0, minimum=0, maximum=LARGEST_THREADS, auto=0, section="place",
                help="How many CPU cores work together. Small networks are fastest with one."),
    )  # fmt: skip

    engine: str = described(
        choice("engine", "auto", (Choice("auto", "Auto"), Choice("torch", "PyTorch"),
                                  Choice("compiled", "Compiled")), auto="auto", section="place",
               help="What computes the steps. Small dense networks train many times as fast by machine code "
                    "made for them; the same network by PyTorch ends in slightly other numbers."),
    )  # fmt: skip

    precision: str = described(
        choice("precision", "float32", (Choice("float32", "float32"), Choice(BF16, BF16)),
               section="place",
               help="What layers compute in. bf16 keeps two or three digits where float32 keeps seven: large "
                    "networks train faster by it where the hardware has it. Weights, their gradients and "
                    "losses stay float32, and so do exports."),
    )  # fmt: skip

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", frozen(self.options))
        object.__setattr__(self, "schedule_options", frozen(self.schedule_options))
        object.__setattr__(self, "augmentation", switched_on(self.augmentation))


RECIPE_FIELDS = params_of(Recipe)
DATA_FIELDS = params_of(DataChoice)


@dataclass(frozen=True)
class Project:
    """Network, data and recipe; `speed` is kept with the file but is not a step of undo.

    It knows what it is made of: the catalogue that was handed in when it was opened.
    """

    name: str
    network: Network
    data: DataChoice
    recipe: Recipe = field(default_factory=Recipe)
    speed: Speed = "max"
    catalogue: Catalogue = field(kw_only=True, compare=False, repr=False)

    @property
    def blocks(self) -> BlockRegistry:
        """Return the kinds of block it may have."""
        return self.catalogue.blocks

    @property
    def data_set(self) -> DataSetSpec | None:
        """Return the description of its data set; None when it is unknown here."""
        return self.catalogue.data_set(self.data.id, self.data.own)

    @property
    def family(self) -> Family | None:
        """Return the kind of its data; None when it is unknown here."""
        return self.catalogue.family_of(self.data.id, self.data.own)

    def spec_of(self, node: str) -> BlockSpec | None:
        """Return the description of a block on the canvas; None when it is missing or of unknown kind."""
        return self.specs.get(node)

    def label_of(self, node: str) -> str:
        """Return what a block is called on the canvas."""
        return self.blocks.label_of(self.network, node)

    def of_role(self, role: Role) -> dict[str, BlockSpec]:
        """Return the descriptions of the sources, layers or goals by block id, in the order of the canvas."""
        return dict(self._of_roles.get(role, {}))

    @cached_property
    def _of_roles(self) -> Mapping[Role, dict[str, BlockSpec]]:
        found: dict[Role, dict[str, BlockSpec]] = {}
        for node, spec in self.specs.items():
            if spec is not None:
                found.setdefault(spec.role, {})[node] = spec
        return found

    @cached_property
    def specs(self) -> Specs:
        """Return the descriptions of all blocks, in the order of the canvas; None for an unknown kind."""
        return self.blocks.specs_of(self.network)

    @cached_property
    def live(self) -> frozenset[str]:
        """Return the blocks that train: those that lead to a wired goal, else all."""
        return live_in(self.network, self.specs)

    def differs_in_places(self, other: Project) -> bool:
        """Say whether both are the same but for where blocks stand, maybe in the same places."""
        network = other.network
        return self.network.differs_in_places(network) and self.with_network(network) == other

    def with_network(self, network: Network) -> Project:
        """Return the project with another network."""
        return replace(self, network=network)

    def with_data(self, **changes: Any) -> Project:
        """Return the project with changes to its data choice; of other samples nothing was changed yet."""
        made = replace(self, data=replace(self.data, **changes))
        if not self.data.edits or "edits" in changes or self._has_samples_of(made):
            return made
        return replace(made, data=replace(made.data, edits=()))

    def _has_samples_of(self, other: Project) -> bool:
        """Say whether the data sets of two projects have the same samples in the same order."""
        spec, before, after = self.data_set, self.data, other.data
        alike = (before.id, before.options) == (after.id, after.options)
        redrawn = spec is not None and spec.drawn and before.seed != after.seed
        return alike and not redrawn and before.rows_of_own == after.rows_of_own

    def with_recipe(self, **changes: Any) -> Project:
        """Return the project with changes to its recipe."""
        return replace(self, recipe=replace(self.recipe, **changes))
