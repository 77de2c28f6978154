"""What a script is printed from, and what of it cannot be printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import groupby
from typing import Any

from playground.core.blocks.learning import Factors, factors_of
from playground.core.errors import PlaygroundError
from playground.core.project.optimizers import OPTIMIZERS, OptimizerSpec
from playground.core.project.values import RECIPE_FIELDS, Recipe
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived
from playground.core.training.hardware import Hardware
from playground.core.training.plan import Plan, plan
from playground.core.training.recipes import LIVE, replay

# What a script follows of a recipe; a field that is added later is refused until somebody writes it here.
FOLLOWED = (
    "optimizer", "options", "learning_rate", "batch_size", "epochs", "weight_decay", "l1", "l2", "seed",
    "device", "threads", "engine", "schedule", "schedule_options", "warmup", "clip", "accumulate",
    "decay_all", "early_stopping", "time_limit", "keep_best", "average", "precision", "augmentation",
)  # fmt: skip
PLAIN_CLASS = OptimizerSpec.__dataclass_fields__["make"].default  # PyTorch's own steps, nothing of ours


@dataclass(frozen=True)
class Printed:
    """A run, or a project that has none yet, as far as the text of its script goes."""

    known: Derived
    plan: Plan
    judged: int  # that validate
    order_seed: int
    dropout_seed: int
    augmentation_seed: int = 0
    changes: tuple[Mapping[str, Any], ...] = ()
    steps: int = 0  # taken by the run, those of its parents left out
    offset_steps: int = 0
    offset_epochs: int = 0
    epochs: int = 0  # that the run completed, those of its parents left out
    pairs: bool = False  # a batch of one cannot be trained on
    pieces: int = 256  # samples that are judged at a time
    environment: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""  # why the run ended

    @property
    def recipe(self) -> Recipe:
        """Return the recipe at the start."""
        return self.known.project.recipe

    @property
    def last_epoch(self) -> int:
        """Return the epoch that the script ends with, or in."""
        if self.steps:
            return self.offset_epochs + self.epochs + (1 if self.stops_within else 0)
        return self.recipe.epochs + (self.offset_epochs if self.recipe.epochs <= self.offset_epochs else 0)

    @property
    def stops_within(self) -> bool:
        """Say whether the run was stopped inside an epoch."""
        return self.steps > self.steps_of_epochs

    steps_of_epochs: int = 0  # those of the epochs it completed

    @cached_property
    def recipes(self) -> tuple[Recipe, ...]:
        """Return every recipe that was in force, in order."""
        found = [self.recipe]
        for _, together in groupby(self.changes, key=lambda change: change.get("step")):
            now = tuple(together)
            if any(change.get("what") in LIVE for change in now):
                found.append(replay(found[-1], now))
        return tuple(found)

    @cached_property
    def factors(self) -> Mapping[str, Factors]:
        """Return the factors of blocks, as drawn, that do not take the recipe's figures as they are."""
        graph = self.known.graph
        found = {node: factors_of(graph.network.nodes[node].learning) for node in graph.order}
        return {node: each for node, each in found.items() if node in graph.live and each != Factors()}

    def ever(self, name: str) -> bool:
        """Say whether a field of the recipe was ever other than a fresh recipe has it."""
        usual = getattr(Recipe(), name)
        return any(getattr(recipe, name) != usual for recipe in self.recipes)


def must_be_printable(printed: Printed) -> None:
    """Refuse in one sentence what a script could not repeat to the bit."""
    for each in fields(Recipe):
        if each.name not in FOLLOWED and printed.ever(each.name):
            words = Text("A script cannot follow this recipe yet: its {param} has no words in Python.",
                         param=RECIPE_FIELDS[each.name].words)  # fmt: skip
            raise PlaygroundError(words)
    for recipe in printed.recipes:
        optimizer_of(recipe)


def rest_of(recipe: Recipe) -> str:
    """Return the id of what changes all weights that are no matrices; "" where a recipe has one for all."""
    return OPTIMIZERS.get(recipe.optimizer).rest


def optimizer_of(recipe: Recipe) -> tuple[str, dict[str, Any]]:
    """Return PyTorch's class by its name in torch.optim, and its own options."""
    spec = OPTIMIZERS.get(recipe.optimizer)
    call = spec.call(spec.options(recipe.options))
    house, _, name = call.target.partition(".")
    if spec.whole:
        words = (
            "A script cannot train with {optimizer} yet: it takes several looks at all samples for a step."
        )
        raise PlaygroundError(Text(words, optimizer=spec.title))
    if house != "optim" or call.args:
        raise PlaygroundError(
            Text(
                "A script cannot train with {optimizer} yet: no single class of PyTorch's does.",
                optimizer=spec.title,
            )
        )
    fused = {} if spec.make == PLAIN_CLASS else {"fused": True}
    return name, {**call.kwargs, **fused}


def printed_of_project(known: Derived, hardware: Hardware) -> Printed:
    """Return what the script of a run is printed from that would begin now."""
    from playground.core.model.initial import augmentation_seed, derived_seed

    project, graph = known.project, known.graph
    specs = (graph.specs[node] for node in graph.live)
    return Printed(
        known, plan(known, hardware), judged=int(project.data.validation > 0),
        order_seed=derived_seed(project.recipe.seed, "order after 0"),
        dropout_seed=derived_seed(project.recipe.seed, "dropout after 0"),
        augmentation_seed=augmentation_seed(project.recipe.seed, 0),
        pairs=any(spec is not None and spec.needs_pairs for spec in specs),
        pieces=known.inference.peak.evaluation_batch,
    )  # fmt: skip
