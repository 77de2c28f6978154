"""Groups are opened: to be entered, or in place; what was never open gets the room that it is drawn with."""

from __future__ import annotations

from collections.abc import Collection, Hashable

from playground.app import group_edits, tidying
from playground.app.workspace import Workspace


def open_group(workspace: Workspace, group: str) -> None:
    """Show the network in a group; a block made of others becomes a group first."""
    node = workspace.here.network.nodes.get(group)
    is_open = node is not None and node.network is not None
    key = ("open", group)
    if is_open or workspace.apply(group_edits.unpack, group, merge_key=key):
        workspace.scope.enter(group)
    if not is_open and workspace.scope.path:
        _give_room(workspace, {""}, key)


def open_in_place(workspace: Workspace, groups: Collection[str]) -> None:
    """Open groups in place, or close them; blocks made of others become groups first."""
    nodes = workspace.here.network.nodes
    made = {each for each in groups if each in nodes and nodes[each].network is None}
    key = ("open in place", *sorted(groups))
    if workspace.apply(group_edits.open_in_place, groups, merge_key=key):
        _give_room(workspace, made & workspace.here.network.nodes.keys(), key)


def _give_room(workspace: Workspace, groups: Collection[str], key: Hashable) -> None:
    """Give what is in groups that were never open the room that it is drawn with, in the same step."""
    drawn, label = workspace.window.canvas.drawn_sizes(), workspace.document.undo_label
    workspace.apply(tidying.give_room, groups, drawn, label, merge_key=key)
    workspace.document.end_merge()
