"""What a recipe may ask for, checked in words; and how its changes are told and replayed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playground.core.errors import Fix, Place, PlaygroundError, Problem, refuse_first
from playground.core.project.values import Project, Recipe
from playground.core.training.history import Change, Recorder
from playground.core.training.optimizers import OPTIMIZERS, OptimizerSpec

LIVE = ("optimizer", "options", "learning_rate", "batch_size", "epochs", "weight_decay", "l1", "l2")
DEVICES = ("auto", "cpu", "cuda", "mps")


def check_recipe(recipe: Recipe) -> tuple[Problem, ...]:
    """Return what keeps a recipe from being followed, each with the name of the field in its place."""
    messages = [
        *_number(recipe.learning_rate, "learning_rate", "The learning rate", above=0.0),
        *_number(recipe.weight_decay, "weight_decay", "The weight decay", least=0.0),
        *_number(recipe.l1, "l1", "The L1 penalty", least=0.0),
        *_number(recipe.l2, "l2", "The L2 penalty", least=0.0),
        *_whole(recipe.batch_size, "batch_size", "The batch size", 1),
        *_whole(recipe.epochs, "epochs", "The number of epochs", 1),
        *_whole(recipe.threads, "threads", "The number of threads", 0),
    ]
    if recipe.device not in DEVICES:
        messages.append(("device", f"The device is one of {', '.join(DEVICES)}, not {recipe.device!r:.40}."))
    found = [Problem("error", Place(param=name), message) for name, message in messages]
    return (*found, *_check_optimizer(recipe))


def note_changes(old: Recipe, new: Recipe, step: int, recorder: Recorder) -> Recipe:
    """Record what changes in mid-run and return the recipe in force; the rest waits for a new run."""
    for name in LIVE:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            recorder.add_change(step, name, _json(before), _json(after))
    return replace(old, **{name: getattr(new, name) for name in LIVE})


def replay(recipe: Recipe, changes: tuple[Change, ...]) -> Recipe:
    """Return the recipe in force after recorded changes; raise PlaygroundError when it cannot be followed."""
    made: dict[str, Any] = {
        change["what"]: change.get("to") for change in changes if change.get("what") in LIVE
    }
    try:
        in_force = replace(recipe, **made)
    except (TypeError, ValueError):  # the options of a damaged file are no mapping
        raise PlaygroundError("This run's changes of the recipe are damaged; start a new run.") from None
    refuse_first(check_recipe(in_force))
    return in_force


def _check_optimizer(recipe: Recipe) -> tuple[Problem, ...]:
    spec = OPTIMIZERS.find(str(recipe.optimizer))
    if spec is None:
        known = ", ".join(spec.id for spec in OPTIMIZERS)
        message = f"There is no optimizer {recipe.optimizer!r:.40} here; choose one of {known}."
        return (Problem("error", Place(param="optimizer"), message, (_use(OPTIMIZERS.get("adam")),)),)
    return _check_options(spec, recipe.options)


def _check_options(spec: OptimizerSpec, options: Mapping[str, Any]) -> tuple[Problem, ...]:
    problems = []
    for param in spec.params:
        try:
            param.check(options.get(param.name, param.default), spec.title)
        except PlaygroundError as reason:
            fixes = (_set_option(param.name, param.title, param.default),)
            problems.append(Problem("error", Place(param=param.name), reason.message, fixes))
    if not problems and options.get("nesterov", False) and not options.get("momentum", 0.9):
        fixes = (_set_option("momentum", "Momentum", 0.9),)
        message = "Nesterov needs a momentum above 0."
        problems.append(Problem("error", Place(param="nesterov"), message, fixes))
    return tuple(problems)


def _use(spec: OptimizerSpec) -> Fix:
    """Return the fix that takes another optimizer, with its own options."""
    return Fix(f"Use {spec.title}", lambda project: project.with_recipe(optimizer=spec.id, options={}))


def _set_option(name: str, title: str, value: Any) -> Fix:
    def edit(project: Project) -> Project:
        return project.with_recipe(options={**project.recipe.options, name: value})

    return Fix(f"Set {title.lower()} to {value}", edit)


def _number(value: Any, name: str, title: str, least: float | None = None,
            above: float | None = None) -> list[tuple[str, str]]:  # fmt: skip
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if is_number and (least is None or value >= least) and (above is None or value > above):
        return []
    bound = f"above {above:g}" if above is not None else f"of {least:g} or more"
    return [(name, f"{title} takes a number {bound}, not {value!r:.40}.")]


def _whole(value: Any, name: str, title: str, least: int) -> list[tuple[str, str]]:
    if isinstance(value, int) and not isinstance(value, bool) and value >= least:
        return []
    return [(name, f"{title} takes a whole number of {least} or more, not {value!r:.40}.")]


def _json(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
