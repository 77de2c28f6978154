"""What views have said to a workspace, and saying it in the worker's place."""

from __future__ import annotations

from playground.app.workspace import Workspace
from playground.core.views.spec import Snapshot


def newest(workspace: Workspace, view: str) -> Snapshot:
    """Return the newest answer of a view, whatever it was asked with; an empty one where there is none."""
    found = [answer for key, answer in workspace.views.answers.items() if key.view == view]
    return max(found, key=lambda answer: answer.step, default=Snapshot(view, -1))


def answered(workspace: Workspace) -> set[str]:
    """Return the ids of the views that have answered."""
    return {key.view for key in workspace.views.answers}


def asked(workspace: Workspace) -> set[str]:
    """Return the ids of the views that somebody asks."""
    return {key.view for key in workspace.views.asked}


def hand_in(workspace: Workspace, snapshot: Snapshot) -> None:
    """Answer every question to a view, as the worker would."""
    workspace.views.take({key: snapshot for key in workspace.views.asked if key.view == snapshot.view})
