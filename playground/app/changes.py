"""What an edit means for the run that goes on: nothing, a change of recipe, a child, or another run."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from playground.core.blocks.params import Since
from playground.core.data.split import same_split
from playground.core.network.values import Network, Node
from playground.core.project.values import RECIPE_FIELDS, Project, Recipe

Change = Literal["none", "recipe", "replace", "restart"]


def change(old: Project, new: Project) -> Change:
    """Compare what is trained; places, names and speed do not matter."""
    if old is new:
        return "none"
    changed = _changed(old.recipe, new.recipe)
    if "new_run" in changed or (new.data.seen == "fresh" and not same_split(old.data, new.data)):
        return "restart"
    if not same_network(old.network, new.network) or old.data != new.data or "child_run" in changed:
        return "replace"
    return "none" if old.recipe == new.recipe else "recipe"


def _changed(old: Recipe, new: Recipe) -> set[Since]:
    """Return when changes of the recipe's fields count."""
    return {p.since for name, p in RECIPE_FIELDS.items() if getattr(old, name) != getattr(new, name)}


def same_network(old: Network, new: Network) -> bool:
    """Say whether two networks compute the same, whatever they look like."""
    if old is new:
        return True
    if set(old.edges) != set(new.edges) or list(old.nodes) != list(new.nodes):
        return set(old.edges) == set(new.edges) and _essence(old) == _essence(new)
    pairs = ((node, new.nodes[name]) for name, node in old.nodes.items())
    return all(before is after or _bare(before) == _bare(after) for before, after in pairs)


def _essence(network: Network) -> dict[str, Node]:
    return {name: _bare(node) for name, node in network.nodes.items()}


def _bare(node: Node) -> Node:
    """Return a block, and what is in it, without what is only seen."""
    inside = node.network
    if inside is not None:
        inside = replace(inside, nodes=_essence(inside), edges=tuple(sorted(inside.edges)))
    return replace(node, label="", position=(0.0, 0.0), network=inside, unfolded=False)
