"""Every parameter that can be set by its name: of the recipe, of the data, of the blocks on the canvas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from playground.app import augmenting, data_edits, edits
from playground.app.arithmetic import read_number, read_sizes
from playground.app.source_fields import params_of
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.learning import LEARNING, learning_of
from playground.core.blocks.params import Param
from playground.core.project.chosen import AUGMENTATION, CHOSEN, ChosenField
from playground.core.project.values import DATA_FIELDS, RECIPE_FIELDS

FLAGS = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}


@dataclass(frozen=True)
class Settable:
    """One parameter: whose it is, what it is now, and how it is set (False: refused, and said why)."""

    owner: str
    param: Param
    value: Any
    take: Callable[[Any], bool]
    icon: str = "sliders-horizontal"


def settables(workspace: Workspace) -> Iterator[Settable]:
    """Yield the parameters of what is open; those that take a list are left to their forms."""
    for found in (*_of_recipe(workspace), *_of_data(workspace), *_of_blocks(workspace)):
        if found.param.type != "several":
            yield found


def _of_recipe(workspace: Workspace) -> Iterator[Settable]:
    recipe, owner = workspace.project.recipe, tr("Recipe")
    for name, param in RECIPE_FIELDS.items():
        yield Settable(owner, param, getattr(recipe, name), partial(_set_recipe, workspace, name))
    for chosen in CHOSEN:
        values = chosen.values(recipe)
        for param in chosen.params(recipe):
            take = partial(_set_option, workspace, chosen, param.name)
            yield Settable(owner, param, values[param.name], take)
    strengths = AUGMENTATION.values(recipe)
    for spec in augmenting.offered(workspace):
        take = partial(_set_option, workspace, AUGMENTATION, spec.id)
        yield Settable(tr("Augmentation"), spec.param, strengths[spec.id], take, "wand-sparkles")


def _set_recipe(workspace: Workspace, name: str, value: Any) -> bool:
    return workspace.apply(data_edits.set_recipe, **{name: value})


def _set_option(workspace: Workspace, chosen: ChosenField, name: str, value: Any) -> bool:
    return workspace.apply(data_edits.set_recipe, **chosen.with_option(workspace.project.recipe, name, value))


def _of_data(workspace: Workspace) -> Iterator[Settable]:
    spec = workspace.project.data_set
    values = spec.options(workspace.project.data.options) if spec is not None else {}
    for param in spec.params if spec is not None else ():
        take = partial(workspace.apply, data_edits.set_data_option, param.name)
        yield Settable(tr("Data"), param, values[param.name], take)
    yield from _of_split(workspace)


def _of_split(workspace: Workspace) -> Iterator[Settable]:
    data, apply = workspace.project.data, workspace.apply
    setters: dict[str, Callable[[Any], bool]] = {
        "train": lambda share: apply(data_edits.set_shares, share),
        "test": lambda share: apply(data_edits.set_shares, data.train, share),
        "seed": partial(apply, data_edits.set_data_seed),
    }
    for name, take in setters.items():
        yield Settable(tr("Data"), DATA_FIELDS[name], getattr(data, name), take)


def _of_blocks(workspace: Workspace) -> Iterator[Settable]:
    here = workspace.here
    for node_id, node in here.network.nodes.items():
        spec = here.blocks.find(node.kind)
        if spec is None:
            continue
        for param in params_of(here, workspace.fields, node):
            take = partial(workspace.apply, edits.set_param, node_id, param.name)
            value = spec.params_of(node.params)[param.name]
            yield Settable(here.label_of(node_id), param, value, take, spec.icon)
        for param in LEARNING if can_learn(workspace, node_id) else ():
            take = partial(workspace.apply, edits.set_learning, node_id, param.name)
            yield Settable(
                here.label_of(node_id), param, learning_of(node.learning)[param.name], take, spec.icon
            )


def can_learn(workspace: Workspace, node_id: str) -> bool:
    """Say whether a block has weights, or would once it is wired."""
    node = workspace.here.network.nodes[node_id]
    spec = workspace.here.blocks.find(node.kind)
    may = spec is not None and (spec.learns or node.network is not None)
    inference = workspace.inference
    return may and (inference.parameters.get(node_id) != 0 or bool(inference.lent.get(node_id)))


def read_value(param: Param, typed: str) -> Any:
    """Return a typed value in the parameter's type; PlaygroundError when it does not fit."""
    words = typed.strip().casefold()
    if param.type == "text":
        return param.check(typed.strip())
    if param.type == "flag":
        return param.check(FLAGS.get(words, typed))
    if param.type == "choice":
        return param.check(_choice(param, words) or typed)
    if param.type == "per_axis":
        found = _choice(param, words) or _sizes(param, words)
        return param.check(typed if found is None else found)
    plain = words.removesuffix("%").removesuffix(param.unit.casefold())
    number = read_number(plain)
    if number is not None and param.unit == "%" and param.type == "number":
        number = round(number / 100, 12)
    return param.check(typed if number is None else number)


def _sizes(param: Param, words: str) -> Any:
    return read_sizes(words.removesuffix(param.unit.casefold()) if param.unit else words, param.axes)


def _choice(param: Param, words: str) -> str | None:
    """Return the choice of that name, or the first that begins so."""
    names = [(choice.id, (choice.id.casefold(), tr(choice.title).casefold())) for choice in param.choices]
    exact = [found for found, called in names if words in called]
    begun = [found for found, called in names if words and any(name.startswith(words) for name in called)]
    return next(iter((*exact, *begun)), None)
