"""A first network of one's own, drawn without a thought, learns with the recipe that one finds there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from playground.app import data_edits, edits
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.family import Family
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.network.values import Network
from playground.core.project.first_recipe import first_recipe
from playground.core.project.templates import template
from playground.core.project.values import RECIPE_FIELDS, Project, Recipe
from playground.core.training.events import Finished
from playground.core.training.recipes import check_recipe
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

SMALL = {"conv": ("conv2d", "flatten"), "dense": ("flatten", "dense")}
OTHERS = {
    "none": ("flatten",),
    "deeper": ("flatten", "dense", "dense"),
    "two": ("conv2d", "conv2d", "flatten", "dense"),
}
STARTER = template("spiral-mlp", CATALOGUE).open()


def empty(data_id: str) -> Project:
    """Return what New, Empty gives while the starter is open, and then a data set is chosen."""
    blank = replace(STARTER, network=Network(), recipe=first_recipe(CATALOGUE, STARTER.data.id))
    return data_edits.choose_data(blank, data_id).project


def drawn(kinds: tuple[str, ...], seed: int) -> Project:
    """Return a row of blocks as the palette adds them, mended as the badge at its goal offers."""
    project, last = empty("digits"), None
    for kind in ("image", *kinds, "dense", "classify"):
        edit = edits.append(project, kind, last, fields_of(project))
        project, last = edit.project, next(iter(edit.select or ()))
    (problem,) = (each for each in analyse(project, fields_of(project)).problems if each.severity == "error")
    mended: Project = problem.fixes[0].edit(project)
    return mended.with_recipe(seed=seed)


def accuracy(project: Project) -> float:
    session = Session.start(project)
    events = list(train(session, Limit(), lambda: 1000, lambda: False))
    assert isinstance(events[-1], Finished) and events[-1].reason == "completed"
    return session.held_out()["accuracy"]


@pytest.mark.parametrize("kinds", SMALL.values(), ids=SMALL)
def test_a_first_network_on_the_digits_reaches_95_percent(kinds: tuple[str, ...]) -> None:
    assert accuracy(drawn(kinds, 1)) >= 0.95


@pytest.mark.slow
@pytest.mark.parametrize("seed", (1, 2, 3))
@pytest.mark.parametrize("kinds", (SMALL | OTHERS).values(), ids=SMALL | OTHERS)
def test_any_first_network_on_the_digits_reaches_95_percent(kinds: tuple[str, ...], seed: int) -> None:
    assert accuracy(drawn(kinds, seed)) >= 0.95


@pytest.mark.parametrize("family", list(CATALOGUE.families), ids=lambda family: family.id)
def test_the_recipe_of_each_kind_of_data_can_be_followed(family: Family) -> None:
    assert not check_recipe(Recipe(**family.recipe))
    assert all(RECIPE_FIELDS[name].live for name in family.recipe)  # neither seed nor device


def test_the_recipe_goes_with_the_data_while_nobody_chose_another() -> None:
    pictures = empty("digits").with_recipe(seed=7, device="cpu")
    assert pictures.recipe == replace(Recipe(**CATALOGUE.families.get("images").recipe), seed=7, device="cpu")
    assert drawn(SMALL["conv"], 1).recipe == empty("digits").recipe
    left = data_edits.choose_data(pictures, "iris").project.recipe
    assert left == replace(first_recipe(CATALOGUE, "iris"), seed=7, device="cpu")


def test_a_recipe_that_was_chosen_stays_and_so_does_a_templates() -> None:
    own = data_edits.set_recipe(drawn(SMALL["conv"], 1), learning_rate=0.02).project
    assert data_edits.choose_data(own, "iris").project.recipe == own.recipe
    assert data_edits.choose_data(STARTER, "digits").project.recipe == STARTER.recipe
    bare = edits.delete(STARTER, set(STARTER.network.nodes)).project  # for nothing that is there
    assert data_edits.choose_data(bare, "digits").project.recipe == empty("digits").recipe


def test_a_new_layer_is_as_wide_as_the_data_want() -> None:
    units = {name: edits.place(empty(name), "dense", (0.0, 0.0)).project.network.nodes["dense"].params
             for name in ("digits", "spiral")}  # fmt: skip
    assert units == {"digits": {"units": 32}, "spiral": {}}


def test_new_empty_brings_the_recipe_that_suits_the_open_data(tmp_path: Path) -> None:
    space = Workspace(template("digits-mlp", CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    assert space.files.new_empty()
    assert not space.project.network.nodes and space.project.data.id == "digits"
    assert space.project.recipe == first_recipe(CATALOGUE, "digits") != STARTER.recipe
    space.close()
