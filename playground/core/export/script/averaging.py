"""The running average of weights, as a script keeps it and ends with it."""

from __future__ import annotations

from playground.core.export.script.lines import CodeLine, body
from playground.core.export.script.printed import Printed
from playground.core.project.records import AVERAGED

FOLLOW = '''
@torch.no_grad()
def follow(averages, values, decay):
    """Keep a running average of the weights; the first are taken as they are."""
    if averages:
        torch._foreach_lerp_(averages, values, 1 - decay)
    else:
        averages += [each.clone() for each in values]


@torch.no_grad()
def take(averages, values):
    """Give the weights their running average, where there is one."""
    for average, each in zip(averages, values):
        each.copy_(average)
'''
FOLLOWED = 'follow(averages, values, recipe["average"])'
END = """
if averages:
    take(averages, values)
    decay = recipe["average"]
    told = {{"step": step, "what": "{what}", "from": 0.0, "to": decay}}
    history["changes"].append(told)
"""


def averages(printed: Printed) -> bool:
    """Say whether a running average of the weights was ever kept."""
    return printed.ever("average")


def _always(printed: Printed) -> bool:
    return all(recipe.average for recipe in printed.recipes)


def functions(printed: Printed) -> list[CodeLine]:
    """Write what keeps the average; nothing where there is none."""
    return body(FOLLOW) if averages(printed) else []


def begin(printed: Printed) -> list[CodeLine]:
    """Write that there is no average yet."""
    return body("averages = []", 1) if averages(printed) else []


def follow(printed: Printed, depth: int) -> list[CodeLine]:
    """Write what takes up the weights behind an update."""
    if not averages(printed):
        return []
    if _always(printed):
        return body(FOLLOWED, depth)
    return body(f'if recipe["average"]:\n    {FOLLOWED}', depth)


def forget(printed: Printed, depth: int) -> list[CodeLine]:
    """Write what drops an average that is wanted no more, behind a change."""
    if not averages(printed) or _always(printed):
        return []
    return body('if not recipe["average"]:\n    averages.clear()', depth)


def end(printed: Printed) -> list[CodeLine]:
    """Write what ends with the average, where no run says how it ended."""
    return body(END.format(what=AVERAGED), 1) if averages(printed) and not printed.steps else []


def taken(printed: Printed) -> bool:
    """Say whether the weights became their average on the way."""
    return any(change.get("what") == AVERAGED for change in printed.changes)
