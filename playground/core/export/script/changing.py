"""What is changed in mid-run, as a script makes it again."""

from __future__ import annotations

from itertools import pairwise

from playground.core.export.script import averaging
from playground.core.export.script.averaging import taken
from playground.core.export.script.ending import returned
from playground.core.export.script.lines import CodeLine, body, statement
from playground.core.export.script.printed import Printed
from playground.core.export.script.updating import is_apart, treats_apart, what_learns
from playground.core.project.records import AVERAGED
from playground.core.project.values import Recipe

MADE = """
named = dict(network.named_parameters())
kind, told = recipe["optimizer"], []
for what, value in changes.items():
    {special}if isinstance(what, tuple):
        name, place = what
        before = named[name][place].item()
        with torch.no_grad():
            named[name][place] = value
        what = f"{name}[{','.join(map(str, place))}]"
    else:
        before, recipe[what] = recipe.get(what), value
    told.append({"step": step, "what": what, "from": before, "to": value})
"""
BACK = """if what == "best_epoch":
        before, value = value  # epochs
        network.load_state_dict(kept[value])
    el"""
TAKEN = f"""if what == "{AVERAGED}":
        before = 0.0
        take(averages, values)
    el"""
ONE_GOES_ON = """
if recipe["optimizer"] is not kind:
    return optimizer_of(values, recipe), told
settings = {"lr": recipe["learning_rate"], "weight_decay": recipe["weight_decay"]}
optimizer.param_groups[0].update(settings, **recipe["options"])
if kind is torch.optim.SGD and not recipe["options"]["momentum"]:
    optimizer.state.clear()
"""
MANY_GO_ON = """
forgets = kind is torch.optim.SGD and not recipe["options"].get("momentum")
if recipe["optimizer"] is kind and not forgets:
"""
CENTERED = """
if recipe["options"].get("centered"):
    for state in optimizer.state.values():
        state.setdefault("grad_avg", torch.zeros_like(state["square_avg"]))
"""
CENTERED_MANY = """
if recipe["options"].get("centered"):
    for state in [state for each in made for state in each.state.values()]:
        state.setdefault("grad_avg", torch.zeros_like(state["square_avg"]))
"""
HAND_OVER = """
    for each in new:
        for value in each.param_groups[0]["params"]:
            if value in kept:
                each.state[value] = kept[value]
"""
KEPT = '''
    """Let optimizers go on from what others remember of the same weights."""
    kept = {value: state for each in old for value, state in each.state.items()}
'''
KEPT_OTHERWISE = """
    if flat in kept:
        kept |= each_of(kept[flat], parameters)
    elif kept and len(new) == 1:
        kept[flat] = all_of([kept[each] for each in parameters])
"""
EACH_OF = '''
def each_of(remembered, parameters):
    """Return what is remembered of each weight, from what is of all in a row."""
    found, start = {}, 0
    for each in parameters:
        end = start + each.numel()
        found[each] = {
            name: kept.clone() if name in COUNTS else kept[start:end].view(each.shape)
            for name, kept in remembered.items()
        }
        start = end
    return found
'''
ALL_OF = '''
def all_of(remembered):
    """Return what is remembered of all weights in a row, from what is of each."""
    found = dict(remembered[0])
    for name in found.keys() - COUNTS:
        found[name] = torch.cat([each[name].reshape(-1) for each in remembered])
    return found
'''
COUNTS = 'COUNTS = {"step", "mu_product"}  # what optimizers remember of no single weight'


def change_now(printed: Printed, depth: int) -> list[CodeLine]:
    """Write what looks for a change behind a step; nothing where nothing was changed."""
    if not printed.changes:
        return []
    given = f"step, now, recipe, network, {what_learns(printed)}, {_optimizers(printed)}{_kept(printed)}"
    lines = body("if step in changes:\n    now = changes.pop(step)", depth)
    lines += statement(f"{_optimizers(printed)}, told = changed({given})", depth + 1)
    lines += body('history["changes"] += told', depth + 1)
    return lines + averaging.forget(printed, depth + 1)


def changing(printed: Printed) -> list[list[CodeLine]]:
    """Write the functions that make changes again."""
    if not printed.changes:
        return []
    if not is_apart(printed):
        return [_changed(printed)]
    found = [*_handing_over(printed), _changed(printed)]
    return (
        [[*body(COUNTS), CodeLine(), CodeLine(), *found[0]], *found[1:]] if lies_otherwise(printed) else found
    )


def lies_otherwise(printed: Printed) -> bool:
    """Say whether one optimizer may go on with weights apart that it had all in a row, or back."""
    pairs = pairwise(printed.recipes)
    return printed.plan.flat and any(
        one.optimizer == other.optimizer and _layout(printed, one) != _layout(printed, other)
        for one, other in pairs
    )


def _kept(printed: Printed) -> str:
    """Return what changes need beside the weights and what changes them."""
    return (", kept" if returned(printed) else "") + (", averages" if taken(printed) else "")


def _layout(printed: Printed, recipe: Recipe) -> tuple[bool, bool]:
    """Return what decides whether the weights are treated alike, all in a row."""
    return treats_apart(recipe), bool(printed.factors) and bool(recipe.weight_decay)


def _optimizers(printed: Printed) -> str:
    return "optimizers" if is_apart(printed) else "optimizer"


def _changed(printed: Printed) -> list[CodeLine]:
    many, optimizers = is_apart(printed), _optimizers(printed)
    given = f"step, changes, recipe, network, {what_learns(printed)}, {optimizers}{_kept(printed)}"
    goes = "go" if many else "goes"
    lines = statement(f"def changed({given}):", 0)
    lines += body(
        f'"""Make changes between two steps; return the {optimizers} that {goes} on, and what to tell."""', 1
    )
    special = (BACK if returned(printed) else "") + (TAKEN if taken(printed) else "")
    lines += body(MADE.replace("{special}", special), 1)
    if many:
        lines += _many_go_on(printed)
    else:
        lines += body(ONE_GOES_ON, 1)
    if any(recipe.options.get("centered") for recipe in printed.recipes):
        lines += body(CENTERED if not many else CENTERED_MANY, 1)
    return [*lines, *body(f"return {'made' if many else 'optimizer'}, told", 1)]


def _many_go_on(printed: Printed) -> list[CodeLine]:
    lines = statement(f"made = optimizers_of({what_learns(printed)}, recipe)", 1) + body(MANY_GO_ON, 1)
    rows = ", values[0], parameters" if lies_otherwise(printed) else ""
    return lines + body(f"hand_over(optimizers, made{rows})", 2)


def _handing_over(printed: Printed) -> list[list[CodeLine]]:
    if not lies_otherwise(printed):
        return [body("def hand_over(old, new):" + KEPT.rstrip("\n") + HAND_OVER)]
    head = "def hand_over(old, new, flat, parameters):" + KEPT.rstrip("\n") + KEPT_OTHERWISE.rstrip("\n")
    return [body(EACH_OF), body(ALL_OF), body(head + HAND_OVER)]
