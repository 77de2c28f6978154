"""What an edit means for the run that goes on: nothing, a change of recipe, a child, or another run."""

from __future__ import annotations

from typing import Literal

from playground.core.blocks.params import Since
from playground.core.data.split import same_split
from playground.core.graph.drawn import is_drawn
from playground.core.project.values import RECIPE_FIELDS, Project, Recipe

Change = Literal["none", "recipe", "replace", "restart"]


def change(old: Project, new: Project) -> Change:
    """Compare what is trained; places, names and speed do not matter."""
    if old is new:
        return "none"
    changed = _changed(old.recipe, new.recipe)
    if "new_run" in changed or (new.data.seen == "fresh" and not same_split(old.data, new.data)):
        return "restart"
    if not is_drawn(old, new) or "child_run" in changed:
        return "replace"
    return "none" if old.recipe == new.recipe else "recipe"


def _changed(old: Recipe, new: Recipe) -> set[Since]:
    """Return when changes of the recipe's fields count."""
    return {p.since for name, p in RECIPE_FIELDS.items() if getattr(old, name) != getattr(new, name)}
