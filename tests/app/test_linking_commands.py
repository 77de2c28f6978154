"""Linked copies by the one command table: made, linked, changed together, unlinked, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from playground.app import edits, group_edits
from playground.app.commands import find, perform
from playground.app.context_menus import MENUS
from playground.app.workspace import Workspace
from playground.core.network.linking import linked_sets, partners


@pytest.fixture
def workspace(desk: Any) -> Workspace:
    """Give the starter project, not trained."""
    given: Workspace = desk.workspace
    return given


def units(workspace: Workspace) -> list[int]:
    nodes = workspace.project.network.nodes
    return [nodes[each].params["units"] for each in ("dense", "dense_4")]


def test_a_linked_copy_follows_and_is_followed_and_every_step_is_undone(workspace: Workspace) -> None:
    before = workspace.project
    workspace.select(frozenset({"dense"}))
    assert perform("edit.linked_copy", workspace)
    assert workspace.selection == {"dense_4"} and [*linked_sets(workspace.project.network)] == [
        ("dense", "dense")
    ]
    for each, width in (("dense", 5), ("dense_4", 6)):
        assert workspace.apply(edits.set_param, each, "units", width)
        assert units(workspace) == [width, width]
    assert workspace.apply(group_edits.freeze, ["dense_4"])
    assert workspace.project.network.nodes["dense"].frozen
    assert perform("edit.unlink", workspace)
    assert linked_sets(workspace.project.network) == {}
    assert workspace.apply(edits.set_param, "dense", "units", 3)
    assert units(workspace) == [3, 6]
    while workspace.document.undo_label:
        assert perform("edit.undo", workspace)
    assert workspace.project == before


def test_blocks_that_are_there_are_linked_and_unlinked(workspace: Workspace) -> None:
    workspace.select(frozenset({"dense", "dense_2"}))
    assert perform("edit.link", workspace)
    nodes = workspace.project.network.nodes
    assert nodes["dense"].linked == nodes["dense_2"].linked != ""
    assert nodes["dense"].params == nodes["dense_2"].params
    assert workspace.document.undo_label == "Link 2 blocks"
    command = find("edit.link")
    assert not command.enabled(workspace) and "already" in command.why_not(workspace)
    assert not perform("edit.link", workspace)
    workspace.select(frozenset({"dense", "dense_2", "dense_3"}))
    assert command.enabled(workspace)


def test_what_an_edit_would_lead_to_is_foreseen_of_all_that_follow_it(workspace: Workspace) -> None:
    workspace.select(frozenset({"dense", "dense_2"}))
    assert perform("edit.link", workspace)
    tried = edits.set_param(workspace.here, "dense", "units", 9).project
    outputs = workspace.scope.infer(workspace.checks.analysis, tried).outputs
    assert [outputs[each]["out"].features for each in ("dense", "dense_2")] == [9, 9]


@pytest.mark.parametrize(("chosen", "words"), [
    ({"dense"}, "Select two blocks"), ({"dense", "points"}, "Only blocks of one kind"),
])  # fmt: skip
def test_what_cannot_be_linked_is_refused_in_one_sentence(
    workspace: Workspace, chosen: set[str], words: str
) -> None:
    workspace.select(frozenset(chosen))
    assert not find("edit.link").enabled(workspace) and not find("edit.unlink").enabled(workspace)
    assert find("edit.link").why_not(workspace).startswith(words)
    assert not perform("edit.link", workspace)


def test_sources_and_goals_have_no_linked_copies(workspace: Workspace) -> None:
    workspace.select(frozenset({"points"}))
    assert not perform("edit.linked_copy", workspace)


def test_inside_a_group_copies_are_linked_with_blocks_outside(workspace: Workspace) -> None:
    workspace.select(frozenset({"dense"}))
    assert perform("edit.linked_copy", workspace)
    assert workspace.apply(group_edits.group, ["dense_2"])
    workspace.scope.enter("group")
    workspace.select(frozenset({"dense_2"}))
    assert perform("edit.linked_copy", workspace)
    names = [name for name, _ in linked_sets(workspace.project.network)]
    assert len(names) == len(set(names)) == 2
    workspace.select(frozenset({"dense_2"}))
    assert perform("edit.unlink", workspace)
    assert len(linked_sets(workspace.project.network)) == 1


def test_a_group_is_copied_linked_and_both_follow(workspace: Workspace) -> None:
    workspace.select(frozenset({"dense", "dense_2"}))
    assert perform("edit.group", workspace)
    assert perform("edit.linked_copy", workspace)
    (copy,) = workspace.selection
    workspace.scope.enter(copy)
    assert workspace.apply(edits.set_param, "dense", "units", 9)
    nodes = workspace.project.network.nodes
    assert nodes[copy].network == nodes["group"].network
    assert nodes["group"].network.nodes["dense"].params["units"] == 9  # type: ignore[union-attr]


def test_an_ordinary_copy_has_weights_of_its_own(workspace: Workspace) -> None:
    workspace.select(frozenset({"dense"}))
    assert perform("edit.linked_copy", workspace)
    assert perform("edit.duplicate", workspace)
    (copy,) = workspace.selection
    assert workspace.project.network.nodes[copy].linked == ""
    workspace.select(frozenset({"dense", "dense_4"}))
    assert perform("edit.duplicate", workspace)
    assert sorted(len(paths) for paths in linked_sets(workspace.project.network).values()) == [2, 2]


def test_deleting_the_first_leaves_its_weights_to_the_others(workspace: Workspace) -> None:
    workspace.select(frozenset({"dense"}))
    assert perform("edit.linked_copy", workspace) and perform("edit.linked_copy", workspace)
    assert workspace.apply(edits.delete, ["dense"])
    (paths,) = linked_sets(workspace.project.network).values()
    assert len(paths) == 2 and partners(workspace.project.network, paths[0]) == (paths[1],)


def test_the_menu_of_a_block_offers_them() -> None:
    assert {"edit.linked_copy", "edit.link", "edit.unlink"} <= {*MENUS["block"]}
