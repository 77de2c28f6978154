"""What a recipe may ask for, checked in words; and how its changes are told and replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from playground.core.blocks.params import Param, shown
from playground.core.errors import Fix, Place, PlaygroundError, Problem, refuse_first
from playground.core.project.optimizers import OPTIMIZERS, Conflict, OptimizerSpec
from playground.core.project.values import RECIPE_FIELDS, Project, Recipe
from playground.core.sentences import Text
from playground.core.training.history import ChangeRecord, Recorder

OPTIONS = "options"  # the field that the optimizer describes, and that changes with it
LIVE = tuple(
    each.name
    for each in fields(Recipe)
    if RECIPE_FIELDS["optimizer" if each.name == OPTIONS else each.name].live
)


def check_recipe(recipe: Recipe) -> tuple[Problem, ...]:
    """Return what keeps a recipe from being followed, each with the name of the field in its place."""
    problems = [
        _misfit(param, getattr(recipe, name))
        for name, param in RECIPE_FIELDS.items()
        if not param.open and not _can_be_followed(param, getattr(recipe, name))
    ]
    return (*problems, *_check_optimizer(recipe))


def note_changes(old: Recipe, new: Recipe, step: int, recorder: Recorder) -> Recipe:
    """Record what changes in mid-run and return the recipe in force; the rest waits for a new run."""
    for name in LIVE:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            recorder.add_change(step, name, _json(before), _json(after))
    return replace(old, **{name: getattr(new, name) for name in LIVE})


def replay(recipe: Recipe, changes: tuple[ChangeRecord, ...]) -> Recipe:
    """Return the recipe in force after recorded changes; raise PlaygroundError when it cannot be followed."""
    made: dict[str, Any] = {
        change["what"]: change.get("to") for change in changes if change.get("what") in LIVE
    }
    try:
        in_force = replace(recipe, **made)
    except (TypeError, ValueError):  # the options of a damaged file are no mapping
        raise PlaygroundError(
            Text("This run's changes of the recipe are damaged; start a new run.")
        ) from None
    refuse_first(check_recipe(in_force))
    return in_force


def _can_be_followed(param: Param, value: Any) -> bool:
    """Say whether a value is in its range, and whole where it counts something: 16.0 is no batch size."""
    return param.fits(value) and not (param.type == "integer" and isinstance(value, float))


def _misfit(param: Param, value: Any) -> Problem:
    message = Text(
        "The {param} must be {wanted}, not {value}.",
        param=param.words,
        wanted=param.expectation(),
        value=shown(value),
    )
    fix = Fix(_title(param), lambda project: project.with_recipe(**{param.name: param.default}))
    return Problem("error", Place(param=param.name), message, (fix,))


def _check_optimizer(recipe: Recipe) -> tuple[Problem, ...]:
    spec = OPTIMIZERS.find(str(recipe.optimizer))
    if spec is None:
        known = ", ".join(spec.id for spec in OPTIMIZERS)
        message = Text(
            "There is no optimizer {optimizer!r:.40} here; choose one of {known}.",
            optimizer=recipe.optimizer,
            known=known,
        )
        return (Problem("error", Place(param="optimizer"), message, (_use_default(),)),)
    problems = tuple(_check_options(spec, recipe.options))
    conflict = None if problems else spec.conflict(spec.options(recipe.options))
    return (*problems, _told(conflict, spec)) if conflict is not None else problems


def _check_options(spec: OptimizerSpec, options: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for param in spec.params:
        try:
            param.check(options.get(param.name, param.default), spec.title)
        except PlaygroundError as reason:
            fixes = (_set_option(param, param.default),)
            problems.append(Problem("error", Place(param=param.name), reason.message, fixes))
    return problems


def _told(conflict: Conflict, spec: OptimizerSpec) -> Problem:
    mended = next(param for param in spec.params if param.name == conflict.mend)
    fixes = (_set_option(mended, conflict.to),)
    return Problem("error", Place(param=conflict.param), conflict.message, fixes)


def _use_default() -> Fix:
    """Return the fix that takes the optimizer of a fresh recipe, with its own options."""
    spec = OPTIMIZERS.get(RECIPE_FIELDS["optimizer"].default)
    return Fix(
        Text("Use {kind}", kind=spec.title),
        lambda project: project.with_recipe(optimizer=spec.id, options={}),
    )


def _set_option(param: Param, value: Any) -> Fix:
    def edit(project: Project) -> Project:
        return project.with_recipe(options={**project.recipe.options, param.name: value})

    return Fix(_title(param, value), edit)


def _title(param: Param, value: Any = None) -> Text:
    value = param.default if value is None else value
    return Text("Set {param} to {value}", param=param.words, value=value)


def _json(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
