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


def penalties(printed: Printed) -> tuple[str, ...]:
    """Return the penalties that were ever in force."""
    return tuple(name for name in PENALTY if printed.ever(name))


def penalised(printed: Printed) -> list[CodeLine]:
    """Write the penalties that are ever in force."""
    lines = body(PENALISED)
    for name in penalties(printed):
        lines += body(PENALTY[name], 1)
    return [*lines, *body("return loss", 1)]
