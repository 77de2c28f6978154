"""The schedule of the learning rate as a script follows it."""

from __future__ import annotations

from playground.core.export.script.lines import CodeLine, body, literal, statement
from playground.core.export.script.printed import Printed
from playground.core.project.schedules import ScheduleSpec

RATE = '''
def rate_at(done, part):
    """Return what the learning rate is multiplied with, so many epochs after the start."""
    again = {ends} and done >= {epochs}
    warm = {warm}
    warming = min(1.0, (done + part) / warm) if done < warm else 1.0
    done = done % {epochs} if again else max(0.0, done - warm)
'''


def rate(printed: Printed, spec: ScheduleSpec) -> list[CodeLine]:
    """Write the schedule of the learning rate."""
    recipe = printed.recipe
    warm = f"0.0 if again else {literal(recipe.warmup)}" if recipe.warmup else "0.0"
    lines = body(RATE.format(ends=spec.ends, epochs=recipe.epochs, warm=warm))
    options = spec.call(spec.options(recipe.schedule_options)).kwargs
    named = "".join(f", {name}={literal(value)}" for name, value in options.items())
    lines += body(f"whole = max({recipe.epochs} - warm, 1e-9)", 1)
    lines += statement(f"share = {spec.curve.__name__}(done, whole{named})", 1)
    return lines + body("return warming * share", 1)
