"""Edits of data and recipe, and the one that fits the network to a data set of another kind."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from playground.app.banners import Banner, BannerAction
from playground.app.edits import Edit
from playground.app.texts import tr
from playground.core.blocks.spec import Role
from playground.core.catalogue.own_splits import split_by
from playground.core.checks.fitting_data import ChosenData, fitted, with_data_set
from playground.core.data.prepared import data_set_of
from playground.core.errors import PlaygroundError, refuse_first
from playground.core.network.values import NO_PARAMS
from playground.core.project.chosen import BY_OPTIONS, CHOSEN
from playground.core.project.values import DATA_FIELDS, RECIPE_FIELDS, Project
from playground.core.sentences import Text
from playground.core.training.recipes import check_recipe

_LEAST_SHARE = 0.01  # of the samples, for training and for validation


def choose_data(project: Project, data: ChosenData) -> Edit:
    """Take another data set with its own defaults; shares and seed stay."""
    changed = with_data_set(project, data)
    return Edit(tr("Use {data}").format(data=data_set_of(changed).title), changed)


def choose_data_and_fit(project: Project, data: ChosenData) -> Edit:
    """Take another data set and fit the network to it in one step; PyTorch is asked for the shapes."""
    changed = fitted(project, data)
    return Edit(tr("Fit the network to {data}").format(data=data_set_of(changed).title), changed)


def set_data_option(project: Project, name: str, value: Any) -> Edit:
    """Change an option of the data set; PlaygroundError when the value does not fit."""
    spec = data_set_of(project)
    param = next((param for param in spec.params if param.name == name), None)
    if param is None:  # a slider that is dragged while another data set comes
        raise PlaygroundError(Text("{data} has no such option.", data=spec.title))
    options = {**project.data.options, name: param.check(value, spec.title)}
    return Edit(tr("Set {param}").format(param=tr(param.words)), project.with_data(options=options))


def set_data_seed(project: Project, seed: int) -> Edit:
    """Make other points, and another split, of the same data set."""
    return Edit(tr("Set data seed"), project.with_data(seed=DATA_FIELDS["seed"].check(seed)))


def set_data_field(project: Project, name: str, value: Any) -> Edit:
    """Choose how samples are split, by which column, or what becomes of those seen under another split."""
    param = DATA_FIELDS.get(name)
    if param is None:
        raise PlaygroundError(Text("{data} has no such option.", data=data_set_of(project).title))
    changed = project.with_data(**{name: param.check(value)})
    own = project.data.own
    if own is not None and name in ("split", "split_by"):
        by = split_by(own, changed.data.split, changed.data.split_by if name == "split_by" else "")
        changed = changed.with_data(split_by=by)
    return Edit(tr("Set {param}").format(param=tr(param.words)), changed)


def set_shares(project: Project, train: float, test: float | None = None) -> Edit:
    """Split the samples otherwise: shares for training and test, the rest is for validation."""
    test = project.data.test if test is None else test
    test = min(max(test, 0.0), 1 - 2 * _LEAST_SHARE)
    train = min(max(train, _LEAST_SHARE), 1 - test - _LEAST_SHARE)
    validation = round(1 - train - test, 6)
    data = {"train": round(1 - validation - test, 6), "validation": validation, "test": round(test, 6)}
    return Edit(tr("Split the data"), project.with_data(**data))


def set_recipe(project: Project, **changes: Any) -> Edit:
    """Change fields of the recipe; PlaygroundError when one of them cannot be followed."""
    for field in CHOSEN:
        now = getattr(project.recipe, field.name)
        if changes.get(field.name, now) != now:
            changes.setdefault(field.options, NO_PARAMS)
    names = [tr(RECIPE_FIELDS[name].words) for name in changes if name not in BY_OPTIONS]
    names = names or [tr(BY_OPTIONS[name].words.changed(str.lower)) for name in changes]
    changed = project.with_recipe(**changes)
    refuse_first(tuple(each for each in check_recipe(changed.recipe) if each.where.param in changes))
    return Edit(tr("Set {param}").format(param=", ".join(names)), changed)


def new_seed(project: Project) -> Edit:
    """Roll other initial weights."""
    seed = random.SystemRandom().randrange(1, 10_000)
    return Edit(tr("New seed {seed}").format(seed=seed), project.with_recipe(seed=seed))


def question(project: Project, data: ChosenData, fit: Callable[[], None], take: Callable[[], None]) -> Banner:
    """Return the bar that asks what to do about a network which the data do not suit."""
    actions = (BannerAction(tr("Fit the network"), fit), BannerAction(tr("Only the data"), take))
    return Banner(_mismatch(project, data), "question", actions, id="fit_data")


def _mismatch(project: Project, data: ChosenData) -> str:
    """Say what a data set needs that the network lacks; the buttons say what can be done."""
    spec = data_set_of(with_data_set(project, data))
    source, goal = project.blocks.get(spec.source), project.blocks.get(spec.goal)
    ends = {each.id for role in (Role.SOURCE, Role.GOAL) for each in project.of_role(role).values()}
    if ends == {spec.source, spec.goal}:
        return tr("{data} has other inputs or answers than this network takes.").format(data=spec.title)
    return tr("{data} needs {source} at the start and {goal} at the end.").format(
        data=spec.title, source=source.title, goal=goal.title
    )
