"""The schedule of the learning rate as a script follows it."""

from __future__ import annotations

from playground.core.export.script.lines import CodeLine, body, literal, statement
from playground.core.export.script.printed import Printed
from playground.core.project.schedules import SCHEDULES, ScheduleSpec
from playground.core.project.values import Recipe

PACE = ("schedule", "schedule_options", "warmup", "epochs")  # what decides the rate of a step
WARM = """
warm = {warm}
warming = min(1.0, (done + part) / warm) if done < warm else 1.0
"""
FOLLOWED = '''
def rate_at(done, part, recipe, watched):
    """Return what the learning rate is multiplied with, so many epochs after the start."""
    curve, options = CURVES[recipe["schedule"]], recipe["schedule_options"]
    epochs = recipe["epochs"]
    again = curve in {ends} and done >= epochs
    warm = 0.0 if again else recipe["warmup"]
    warming = min(1.0, (done + part) / warm) if done < warm else 1.0
    if curve is plateau:
        return warming * curve(watched, **options)
    done = done % epochs if again else max(0.0, done - warm)
    return warming * curve(done, max(epochs - warm, 1e-9), **options)
'''


def is_paced(printed: Printed) -> bool:
    """Say whether the learning rate ever goes by a schedule, or warms up."""
    return any(recipe.schedule != "constant" or recipe.warmup for recipe in printed.recipes)


def changes_pace(printed: Printed) -> bool:
    """Say whether what the rate goes by was changed on the way."""
    return is_paced(printed) and any(_pace(recipe) != _pace(printed.recipe) for recipe in printed.recipes)


def watches(printed: Printed) -> bool:
    """Say whether the rate goes by the losses of epochs."""
    return any(spec.watches for spec in curves(printed))


def curves(printed: Printed) -> tuple[ScheduleSpec, ...]:
    """Return the schedules that a script carries."""
    if changes_pace(printed):
        return tuple(SCHEDULES)
    return (SCHEDULES.get(printed.recipe.schedule),) if is_paced(printed) else ()


def settings(recipe: Recipe) -> dict[str, str]:
    """Return what the rate goes by, as a script's recipe says it."""
    return {literal(name): literal(value) for name, value in _pace(recipe).items()}


def options_of(recipe: Recipe) -> dict[str, object]:
    """Return all options of a recipe's schedule."""
    spec = SCHEDULES.get(recipe.schedule)
    return dict(spec.call(spec.options(recipe.schedule_options)).kwargs)


def rate_now(printed: Printed) -> str:
    """Return the call that gives a step's share of the learning rate."""
    if changes_pace(printed):
        return "rate_at(done, 1 / len(sizes), recipe, watched)"
    given = ["watched"] if watches(printed) else []
    if printed.recipe.warmup:
        given = ["done", "1 / len(sizes)", *given]
    return f"rate_at({', '.join(given or ['done'])})"


def rate(printed: Printed) -> list[CodeLine]:
    """Write the schedule of the learning rate; nothing where it stays as it is."""
    if not is_paced(printed):
        return []
    if not changes_pace(printed):
        return _one(printed.recipe)
    table = ", ".join(f"{literal(spec.id)}: {spec.curve.__name__}" for spec in SCHEDULES)
    ends = ", ".join(spec.curve.__name__ for spec in SCHEDULES if spec.ends)
    lines = [*statement(f"CURVES = {{{table}}}", 0), CodeLine(), CodeLine()]
    return lines + body(FOLLOWED.replace("{ends}", f"({ends})"))


def _one(recipe: Recipe) -> list[CodeLine]:
    """Write a schedule that stays the same."""
    spec, epochs = SCHEDULES.get(recipe.schedule), recipe.epochs
    named = [f"{name}={literal(value)}" for name, value in options_of(recipe).items()]
    given = [*(["done", "part"] if recipe.warmup else []), *(["watched"] if spec.watches else [])] or ["done"]
    lines = statement(f"def rate_at({', '.join(given)}):", 0)
    since = "after epochs with such losses" if given == ["watched"] else "so many epochs after the start"
    lines += body(f'"""Return what the learning rate is multiplied with, {since}."""', 1)
    again = f"done % {epochs}" if spec.ends else "done"
    whole = str(epochs)
    if recipe.warmup:
        warm = literal(recipe.warmup)
        lines += body(WARM.format(warm=f"0.0 if done >= {epochs} else {warm}" if spec.ends else warm), 1)
        rest = f"max(0.0, {again} - warm)"
        again, whole = rest, f"max({epochs} - warm, 1e-9)"
    place = ["watched"] if spec.watches else [again, whole]
    share = f"{spec.curve.__name__}({', '.join([*place, *named])})"
    if not recipe.warmup:
        return lines + statement(f"return {share}", 1)
    return [*lines, *statement(f"share = {share}", 1), *body("return warming * share", 1)]


def _pace(recipe: Recipe) -> dict[str, object]:
    found = {name: getattr(recipe, name) for name in PACE}
    return {**found, "schedule_options": options_of(recipe)}
