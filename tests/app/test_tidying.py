"""Tidy as a command: one step of undo, the selection alone when there is one."""

from __future__ import annotations

from pathlib import Path

from playground.app import edits
from playground.app.commands import perform
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template


def desk(folder: Path, name: str = "inception-small") -> tuple[Workspace, list[str]]:
    """Return a workspace on a template, and what is said."""
    workspace = Workspace(template(name, CATALOGUE).open(), Settings(folder / "settings.json"))
    said: list[str] = []
    workspace.notices.said.connect(said.append)
    return workspace, said


def test_tidy_is_one_step_of_undo_and_twice_changes_nothing(tmp_path: Path) -> None:
    workspace, said = desk(tmp_path)
    before = workspace.project
    assert perform("edit.tidy", workspace)
    tidy = workspace.project
    assert tidy.network != before.network and workspace.document.undo_label == "Tidy"
    perform("edit.tidy", workspace)
    assert said == ["Everything is tidy already."] and workspace.project is tidy
    workspace.editing.undo()
    assert workspace.project == before
    workspace.close()


def test_two_selected_blocks_or_more_are_tidied_alone(tmp_path: Path) -> None:
    workspace, _ = desk(tmp_path)
    workspace.apply(edits.move, {"one": (900.0, 31.0), "three": (903.0, 95.0)})
    before = workspace.project.network.nodes
    workspace.select(frozenset({"one"}))
    workspace.select(frozenset({"one", "three"}))
    perform("edit.tidy", workspace)
    after = workspace.project.network.nodes
    assert {name for name in after if after[name] != before[name]} == {"one", "three"}
    assert after["one"].position[1] % 8 == after["three"].position[1] % 8 == 0
    workspace.close()
