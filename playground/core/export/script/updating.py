"""How a script changes weights: one optimizer, or several where not all weights are treated alike."""

from __future__ import annotations

from playground.core.export.script.averaging import averages
from playground.core.export.script.lines import CodeLine, body, literal, statement
from playground.core.export.script.printed import Printed, optimizer_of, rest_of
from playground.core.project.values import Recipe

FLATTENED = '''
def flattened(parameters):
    """Lay weights and gradients one behind the other: an update is one operation."""
    flat = torch.cat([each.detach().reshape(-1) for each in parameters])
    flat.grad = torch.zeros_like(flat)
    start = 0
    for each in parameters:
        end = start + each.numel()
        each.data = flat[start:end].view(each.shape)
        each.grad = flat.grad[start:end].view(each.shape)
        start = end
    return [flat]
'''
OPTIMIZER = '''
def optimizer_of(values, recipe):
    """Return the optimizer of a recipe, which remembers nothing yet."""
    return recipe["optimizer"](
        values,
        lr=recipe["learning_rate"],
        weight_decay=recipe["weight_decay"],
        **recipe["options"],
    )
'''
FACTORS_OF = '''
def factors_of(name):
    """Return how many times a weight takes the learning rate, and the penalties."""
    layers = [each for each in FACTORS if name.startswith(f"{each}.")]
    return FACTORS[layers[0]] if layers else (1.0, 1.0)
'''
# Of weights that are not all treated alike.
MANY_HEAD = """
alike = {}
for each in parameters:
    kind, decay = recipe["optimizer"], recipe["weight_decay"]
"""
MATRICES = """
if kind is torch.optim.{name} and each.dim() != 2:
    kind = torch.optim.{rest}
"""
DECAY = """
if each.dim() < 2 and not recipe["decay_all"]:
    decay = 0.0  # of biases, and of the scales of norms
"""
TIMES = """
rate, times = factors[each]
rate, decay = recipe["learning_rate"] * rate, decay * times
"""
MANY_END_BY_FACTORS = """
made = []
for (kind, rate, decay), group in alike.items():
"""
TOGETHER = """
if len(alike) == 1{unless}:
    alike = dict.fromkeys(alike, values)
"""
MANY_END = """
rate, made = recipe["learning_rate"], []
for (kind, decay), group in alike.items():
"""


def is_apart(printed: Printed) -> bool:
    """Say whether weights were ever treated otherwise than others."""
    return bool(printed.factors) or any(map(treats_apart, printed.recipes))


def treats_apart(recipe: Recipe) -> bool:
    """Say whether a recipe treats some weights otherwise than others."""
    return bool(rest_of(recipe)) or not (recipe.decay_all or not recipe.weight_decay)


def uses_values(printed: Printed) -> bool:
    """Say whether an optimizer ever changes the weights as they lie, all at once."""
    at_once = printed.plan.flat and not all(map(rest_of, printed.recipes))
    return not is_apart(printed) or averages(printed) or at_once


def what_learns(printed: Printed) -> str:
    """Return the arguments that say which weights the optimizers change."""
    if not is_apart(printed):
        return "values"
    given = ["parameters", *(["factors"] if printed.factors else [])]
    return ", ".join([*given, *(["values"] if uses_values(printed) else [])])


def optimizers(printed: Printed) -> list[CodeLine]:
    """Write the function that makes what a recipe asks for."""
    if not is_apart(printed):
        return body(OPTIMIZER)
    apart = next(filter(rest_of, printed.recipes), None)
    lines = statement(f"def optimizers_of({what_learns(printed)}, recipe):", 0)
    lines += body('"""Return an optimizer for each group of weights that are treated alike."""', 1)
    lines += body(MANY_HEAD, 1)
    if apart is not None:
        lines += body(MATRICES.format(name=optimizer_of(apart)[0], rest=optimizer_of(_rest(apart))[0]), 2)
    if printed.ever("decay_all"):
        lines += body(DECAY, 2)
    lines += body(TIMES, 2) if printed.factors else []
    key = "kind, rate, decay" if printed.factors else "kind, decay"
    lines += body(f"alike.setdefault(({key}), []).append(each)", 2)
    if uses_values(printed):
        unless = (
            f' and recipe["optimizer"] is not torch.optim.{optimizer_of(apart)[0]}'
            if apart is not None
            else ""
        )
        lines += body(TOGETHER.format(unless=unless), 1)
    return [
        *lines,
        *body(MANY_END_BY_FACTORS if printed.factors else MANY_END, 1),
        *_made(apart),
        *body("return made", 1),
    ]


def _made(apart: Recipe | None) -> list[CodeLine]:
    """Write what makes the optimizer of a group."""
    if apart is None:
        return statement('made.append(kind(group, lr=rate, weight_decay=decay, **recipe["options"]))', 2)
    lines = statement('options = recipe["options"] if kind is recipe["optimizer"] else OTHERS', 2)
    return lines + statement("made.append(kind(group, lr=rate, weight_decay=decay, **options))", 2)


def others(printed: Printed) -> list[CodeLine]:
    """Write the settings of what changes all weights that a recipe's own optimizer does not take."""
    apart = next(filter(rest_of, printed.recipes), None)
    if apart is None:
        return []
    name, options = optimizer_of(_rest(apart))
    return [*body(f"# Of {name}, which changes all that is no matrix."),
            *statement(f"OTHERS = {literal(options)}", 0)]  # fmt: skip


def _rest(recipe: Recipe) -> Recipe:
    """Return what holds for weights that a recipe's own optimizer does not take."""
    return Recipe(rest_of(recipe))
