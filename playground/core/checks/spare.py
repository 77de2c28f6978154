"""Blocks that lead to no goal: they are left out of training and exports, and hold nothing up."""

from __future__ import annotations

from collections.abc import Callable

from playground.core.blocks.spec import Role
from playground.core.network.block_path import BlockPath, groups_around
from playground.core.network.nesting import Path
from playground.core.shapes.derived import Derived


def left_out(known: Derived) -> Callable[[str], bool]:
    """Return what tells of a block, by its drawn or flat id, whether it is left out.

    It is if it leads nowhere as drawn, and nothing of it stands in what is built.
    """
    loose = _loose(known)
    if not loose:
        return lambda node: False
    built = {group for node in known.graph.live for group in (node, *groups_around(node))}

    def is_left_out(node: str) -> bool:
        ids = BlockPath.of(node).ids
        leads_nowhere = any(each in loose.get(ids[:depth], ()) for depth, each in enumerate(ids))
        return leads_nowhere and node not in built

    return is_left_out


def has_spares(known: Derived) -> bool:
    """Say whether some blocks lead nowhere while data reach a goal; before that, none stands out."""
    graph = known.graph
    return bool(_loose(known)) and any(node in graph.live for node in graph.of_role(Role.SOURCE))


def _loose(known: Derived) -> dict[Path, set[str]]:
    """Return the blocks that lead nowhere as drawn, by the groups around them."""
    left = {path: graph.network.nodes.keys() - graph.live for path, graph in known.inside.items()}
    return {path: nodes for path, nodes in left.items() if nodes}
