"""What a recipe may ask for, checked in words; and how its changes are told and replayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from playground.core.blocks.params import Param, shown
from playground.core.checks.augmenting import without_augmentation
from playground.core.errors import Fix, Place, PlaygroundError, Problem, refuse_first
from playground.core.project.augmentations import AUGMENTATIONS
from playground.core.project.chosen import AUGMENTATION, BY_OPTIONS, CHOSEN, OPTIMIZER, ChosenField
from playground.core.project.optimizers import OPTIMIZERS, Conflict
from playground.core.project.records import BEFORE, RunRecord
from playground.core.project.values import RECIPE_FIELDS, Project, Recipe
from playground.core.sentences import Text
from playground.core.training.history import ChangeRecord, Recorder

LIVE = tuple(  # options change with what they belong to
    each.name
    for each in fields(Recipe)
    if each.name == AUGMENTATION.options
    or RECIPE_FIELDS[BY_OPTIONS[each.name].name if each.name in BY_OPTIONS else each.name].live
)


def check_recipe(recipe: Recipe) -> tuple[Problem, ...]:
    """Return what keeps a recipe from being followed, each with the name of the field in its place."""
    problems = [
        _misfit(param, getattr(recipe, name))
        for name, param in RECIPE_FIELDS.items()
        if not param.open and not _can_be_followed(param, getattr(recipe, name))
    ]
    chosen = [problem for field in CHOSEN for problem in _check_chosen(field, recipe)]
    return (*problems, *(chosen or _conflicts(recipe)), *_check_augmentation(recipe))


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


def of_state(run: RunRecord) -> Recipe:
    """Return the recipe that a record's state is of: the last step's, where it was changed since then."""
    step, changes = run.position.get("step"), run.history.changes
    followed = tuple(each for each in changes if each.get("step") != step) if BEFORE in run.state else changes
    return replay(run.project.recipe, followed)


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


def _check_chosen(field: ChosenField, recipe: Recipe) -> list[Problem]:
    """Return what is wrong with the name of an optimizer or a schedule, or with its options."""
    if field.spec(recipe) is not None:
        return _check_options(field, recipe)
    known = ", ".join(spec.id for spec in field.registry)
    message = Text(field.unknown, name=getattr(recipe, field.name), known=known)
    return [Problem("error", Place(param=field.name), message, (_use_default(field),))]


def _check_options(field: ChosenField, recipe: Recipe) -> list[Problem]:
    spec, options, problems = field.spec(recipe), getattr(recipe, field.options), []
    for param in field.params(recipe):
        try:
            param.check(options.get(param.name, param.default), spec.title if spec else "")
        except PlaygroundError as reason:
            fixes = (_set_option(field, param, param.default),)
            problems.append(Problem("error", Place(param=param.name), reason.message, fixes))
    return problems


def _check_augmentation(recipe: Recipe) -> Iterator[Problem]:
    """Yield what is wrong with strengths, and augmentations that are not known here."""
    for name, strength in recipe.augmentation.items():
        spec = AUGMENTATIONS.find(name)
        if spec is None:
            known = ", ".join(each.id for each in AUGMENTATIONS)
            message = Text(AUGMENTATION.unknown, name=name, known=known)
            yield Problem("error", Place(param=AUGMENTATION.name), message, (without_augmentation(name),))
        elif not spec.param.fits(strength):
            yield Problem("error", Place(param=name), _misfit(spec.param, strength).message,
                          (without_augmentation(name),))  # fmt: skip


def _conflicts(recipe: Recipe) -> tuple[Problem, ...]:
    """Return what does not go together: options of the optimizer, and two ways to end."""
    spec = OPTIMIZERS.get(recipe.optimizer)
    conflict = spec.conflict(spec.options(recipe.options))
    found = () if conflict is None else (_told(conflict, recipe),)
    if spec.whole and recipe.weight_decay:
        found = (*found, _no_decay(spec.title))
    return (*found, _two_endings()) if recipe.average and recipe.keep_best else found


def _no_decay(optimizer: str) -> Problem:
    """Refuse weight decay where PyTorch's class knows none."""
    words = Text("{optimizer} knows no weight decay; L2 does the same.", optimizer=optimizer)
    fix = Fix(_title(RECIPE_FIELDS["weight_decay"]), lambda project: project.with_recipe(weight_decay=0.0))
    return Problem("error", Place(param="weight_decay"), words, (fix,))


def _two_endings() -> Problem:
    """Refuse to end with two kinds of weights."""
    words = Text(
        "Training can end with the average of the weights or with those of the best epoch, not both."
    )
    fixes = (
        Fix(Text("End with the average"), lambda project: project.with_recipe(keep_best=False)),
        Fix(Text("End with the best epoch"), lambda project: project.with_recipe(average=0.0)),
    )
    return Problem("error", Place(param="average"), words, fixes)


def _told(conflict: Conflict, recipe: Recipe) -> Problem:
    mended = next(param for param in OPTIMIZER.params(recipe) if param.name == conflict.mend)
    fixes = (_set_option(OPTIMIZER, mended, conflict.to),)
    return Problem("error", Place(param=conflict.param), conflict.message, fixes)


def _use_default(field: ChosenField) -> Fix:
    """Return the fix that takes what a fresh recipe has, with its own options."""
    spec = field.registry.get(RECIPE_FIELDS[field.name].default)
    return Fix(
        Text("Use {kind}", kind=spec.title),
        lambda project: project.with_recipe(**{field.name: spec.id, field.options: {}}),
    )


def _set_option(field: ChosenField, param: Param, value: Any) -> Fix:
    def edit(project: Project) -> Project:
        return project.with_recipe(**field.with_option(project.recipe, param.name, value))

    return Fix(_title(param, value), edit)


def _title(param: Param, value: Any = None) -> Text:
    value = param.default if value is None else value
    return Text("Set {param} to {value}", param=param.words, value=value)


def _json(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
