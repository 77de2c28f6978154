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
    built = {group for node in known.graph.live for group in (node, *groups_around(node))}

    def is_loose(scope: Path, node: str) -> bool:
        graph = known.inside.get(scope)
        return graph is not None and node in graph.network.nodes and node not in graph.live

    def is_left_out(node: str) -> bool:
        ids = BlockPath.of(node).ids
        return node not in built and any(is_loose(ids[:depth], each) for depth, each in enumerate(ids))

    return is_left_out


def leads_anywhere(known: Derived) -> bool:
    """Say whether data reach a goal; before that, no block can be told from the others."""
    return any(node in known.graph.live for node in known.graph.of_role(Role.SOURCE))
