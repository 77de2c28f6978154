"""The recipe that a network of one's own begins with: what brings a first one to its figure on such data."""

from __future__ import annotations

from dataclasses import replace

from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.manifest import Manifest
from playground.core.project.values import RECIPE_FIELDS, Project, Recipe


def first_recipe(catalogue: Catalogue, data_id: str, own: Manifest | None = None) -> Recipe:
    """Return the recipe that suits a kind of data."""
    family = catalogue.family_of(data_id, own)
    return Recipe(**family.recipe) if family is not None else Recipe()


def recipe_on(project: Project, data_id: str, own: Manifest | None = None) -> Recipe:
    """Return a project's recipe once it has another data set; a chosen one stays, and so do seed and device.

    On the empty canvas there is nothing that a recipe was chosen for.
    """
    now, data = project.recipe, project.data
    is_chosen = _with_place_of(first_recipe(project.catalogue, data.id, data.own), now) != now
    if is_chosen and project.network.nodes:
        return now
    return _with_place_of(first_recipe(project.catalogue, data_id, own or data.own), now)


def _with_place_of(recipe: Recipe, own: Recipe) -> Recipe:
    """Return a recipe with the other's seed and device: what belongs to the start of a run."""
    kept = {name: getattr(own, name) for name, param in RECIPE_FIELDS.items() if not param.live}
    return replace(recipe, **kept)
