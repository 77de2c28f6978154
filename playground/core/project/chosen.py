"""What a recipe chooses by name and that brings options of its own: its optimizer and its schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from playground.core.blocks.params import Param, Params
from playground.core.project.augmentations import AUGMENTATIONS
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.schedules import SCHEDULES
from playground.core.project.values import Recipe
from playground.core.registry import Registry
from playground.core.sentences import Text


class Choosable(Protocol):
    """What optimizers and schedules have in common."""

    @property
    def id(self) -> str:
        """Return the permanent id."""

    @property
    def title(self) -> str:
        """Return what it is called."""

    @property
    def params(self) -> tuple[Param, ...]:
        """Return the descriptions of its options."""

    def options(self, given: Mapping[str, Any]) -> Params:
        """Return given options with defaults filled in."""


@dataclass(frozen=True)
class ChosenField:
    """A field of the recipe that names a description, and the field that holds options of what it names."""

    name: str
    options: str
    registry: Registry[Any]
    words: Text  # for its options together
    unknown: str  # the sentence on a name that is not known here

    def spec(self, recipe: Recipe) -> Choosable | None:
        """Return what a recipe chose; None when it is not known here."""
        found: Choosable | None = self.registry.find(str(getattr(recipe, self.name)))
        return found

    def params(self, recipe: Recipe) -> tuple[Param, ...]:
        """Return the descriptions of the options that a recipe's choice has."""
        spec = self.spec(recipe)
        return spec.params if spec is not None else ()

    def values(self, recipe: Recipe) -> Mapping[str, Any]:
        """Return the options of a recipe's choice with defaults filled in."""
        spec = self.spec(recipe)
        return spec.options(getattr(recipe, self.options)) if spec is not None else {}

    def with_option(self, recipe: Recipe, name: str, value: Any) -> dict[str, Any]:
        """Return the change of the recipe that sets one option."""
        return {self.options: {**getattr(recipe, self.options), name: value}}


OPTIMIZER = ChosenField(
    "optimizer", "options", OPTIMIZERS, Text("Optimizer options"),
    "There is no optimizer {name!r:.40} here; choose one of {known}.",
)  # fmt: skip
SCHEDULE = ChosenField(
    "schedule", "schedule_options", SCHEDULES, Text("Schedule options"),
    "There is no schedule {name!r:.40} here; choose one of {known}.",
)  # fmt: skip
CHOSEN = (OPTIMIZER, SCHEDULE)


class SwitchedField(ChosenField):
    """A field of the recipe that holds the strengths of any of some descriptions."""

    def params(self, recipe: Recipe) -> tuple[Param, ...]:
        """Return the descriptions of all strengths."""
        return tuple(spec.param for spec in self.registry)

    def values(self, recipe: Recipe) -> Mapping[str, Any]:
        """Return all strengths, those that are off included."""
        return Params(self.params(recipe), getattr(recipe, self.options))


AUGMENTATION = SwitchedField(
    "augmentation", "augmentation", AUGMENTATIONS, Text("Augmentation"),
    "There is no augmentation {name!r:.40} here; choose some of {known}.",
)  # fmt: skip
BY_OPTIONS: Mapping[str, ChosenField] = {each.options: each for each in (*CHOSEN, AUGMENTATION)}
