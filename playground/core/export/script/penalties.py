"""Penalties on large weights, as a script adds them to the loss."""

from __future__ import annotations

from playground.core.export.script.lines import CodeLine, body
from playground.core.export.script.printed import Printed

PENALISED = '''
def penalised(loss, weights, recipe):
    """Return the loss with penalties on large weights; biases are left alone."""
'''
PENALTY = {
    "l1": """
for weight in weights if recipe["l1"] else ():
    loss = loss + recipe["l1"] * weight.abs().sum()
""",
    "l2": """
for weight in weights if recipe["l2"] else ():
    loss = loss + recipe["l2"] * weight.square().sum()
""",
}
TIMES = {
    "l1": """
for weight, times in weights if recipe["l1"] else ():
    loss = loss + recipe["l1"] * times * weight.abs().sum()
""",
    "l2": """
for weight, times in weights if recipe["l2"] else ():
    loss = loss + recipe["l2"] * times * weight.square().sum()
""",
}


def penalties(printed: Printed) -> tuple[str, ...]:
    """Return the penalties that were ever in force."""
    return tuple(name for name in PENALTY if printed.ever(name))


def weights(printed: Printed) -> list[CodeLine]:
    """Write which weights are penalised; nothing where none ever is."""
    if not penalties(printed):
        return []
    if not printed.factors:
        return body("weights = [each for each in parameters if each.dim() > 1]", 1)
    lines = body("weights = [(each, factors[each][1]) for each in parameters if each.dim() > 1]", 1)
    return lines + body("weights = [(each, times) for each, times in weights if times]", 1)


def penalised(printed: Printed) -> list[CodeLine]:
    """Write the penalties that are ever in force."""
    lines = body(PENALISED)
    for name in penalties(printed):
        lines += body(TIMES[name] if printed.factors else PENALTY[name], 1)
    return [*lines, *body("return loss", 1)]
