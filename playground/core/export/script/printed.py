"""What a script is printed from, and what of it cannot be printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from playground.core.errors import PlaygroundError
from playground.core.project.optimizers import OPTIMIZERS, OptimizerSpec
from playground.core.project.schedules import SCHEDULES, ScheduleSpec
from playground.core.project.values import RECIPE_FIELDS, Recipe
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived
from playground.core.training.hardware import Hardware
from playground.core.training.plan import Plan, plan
from playground.core.training.recipes import LIVE, replay

# What a script follows of a recipe; a field that is added later is refused until somebody writes it here.
FOLLOWED = (
    "optimizer", "options", "learning_rate", "batch_size", "epochs", "weight_decay", "l1", "l2", "seed",
    "device", "threads", "schedule", "schedule_options", "warmup",
)  # fmt: skip
PACE = ("schedule", "schedule_options", "warmup", "epochs")  # what decides the rate of a step
PLAIN_CLASS = OptimizerSpec.__dataclass_fields__["make"].default  # PyTorch's own steps, nothing of ours


@dataclass(frozen=True)
class Printed:
    """A run, or a project that has none yet, as far as the text of its script goes."""

    known: Derived
    plan: Plan
    judged: int  # that validate
    order_seed: int
    dropout_seed: int
    changes: tuple[Mapping[str, Any], ...] = ()
    steps: int = 0  # taken by the run, those of its parents left out
    offset_steps: int = 0
    offset_epochs: int = 0
    epochs: int = 0  # that the run completed, those of its parents left out
    pairs: bool = False  # a batch of one cannot be trained on
    pieces: int = 256  # samples that are judged at a time
    environment: Mapping[str, Any] = field(default_factory=dict)

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

    def recipes(self) -> Iterator[tuple[int, Recipe]]:
        """Yield every recipe that was in force, with the step behind which it came."""
        yield self.offset_steps, self.recipe
        done: list[Mapping[str, Any]] = []
        for change in self.changes:
            done.append(change)
            if change.get("what") in LIVE:
                yield int(change["step"]), replay(self.recipe, tuple(done))


def must_be_printable(printed: Printed) -> None:
    """Refuse in one sentence what a script could not repeat to the bit."""
    for _, recipe in printed.recipes():
        for each in fields(Recipe):
            if each.name not in FOLLOWED and getattr(recipe, each.name) != _default(each):
                words = Text("A script cannot follow this recipe yet: its {param} has no words in Python.",
                             param=RECIPE_FIELDS[each.name].words)  # fmt: skip
                raise PlaygroundError(words)
        optimizer_of(recipe)
    spec = schedule_of(printed)
    if spec is not None and (spec.watches or any(each.get("what") in PACE for each in printed.changes)):
        said = "A script cannot follow this schedule yet: {schedule} goes by what happens on the way."
        raise PlaygroundError(Text(said, schedule=spec.title))


def schedule_of(printed: Printed) -> ScheduleSpec | None:
    """Return the schedule of the learning rate; None where it stays as it is."""
    recipe, changed = printed.recipe, any(each.get("what") in PACE[:3] for each in printed.changes)
    steady = recipe.schedule == "constant" and not recipe.warmup and not changed
    return None if steady else SCHEDULES.get(recipe.schedule)


def optimizer_of(recipe: Recipe) -> tuple[str, dict[str, Any]]:
    """Return PyTorch's class by its name in torch.optim, and its own options."""
    spec = OPTIMIZERS.get(recipe.optimizer)
    call = spec.call(spec.options(recipe.options))
    house, _, name = call.target.partition(".")
    if house != "optim" or call.args or spec.rest:
        raise PlaygroundError(
            Text(
                "A script cannot train with {optimizer} yet: no single class of PyTorch's does.",
                optimizer=spec.title,
            )
        )
    fused = {} if spec.make == PLAIN_CLASS else {"fused": True}
    return name, {**call.kwargs, **fused}


def _default(each: Any) -> Any:
    return each.default if each.default is not MISSING else each.default_factory()


def printed_of_project(known: Derived, hardware: Hardware) -> Printed:
    """Return what the script of a run is printed from that would begin now."""
    from playground.core.model.initial import derived_seed

    project, graph = known.project, known.graph
    specs = (graph.specs[node] for node in graph.live)
    return Printed(
        known, plan(known, hardware), judged=int(project.data.validation > 0),
        order_seed=derived_seed(project.recipe.seed, "order after 0"),
        dropout_seed=derived_seed(project.recipe.seed, "dropout after 0"),
        pairs=any(spec is not None and spec.needs_pairs for spec in specs),
        pieces=known.inference.peak.evaluation_batch,
    )  # fmt: skip
