"""Commands about a set of somebody's own: the one whose card is pointed at, else the one that is open."""

from __future__ import annotations

from collections.abc import Callable

from playground.app.command import Command
from playground.app.texts import tr
from playground.app.workspace import Workspace


def _meant(workspace: Workspace) -> str:
    """Return the id of the set that is meant, "" for none."""
    if workspace.pointed.kept:
        return workspace.pointed.kept
    found = workspace.own.kept.of(workspace.project)
    return found.id if found is not None else ""


def _is_there(workspace: Workspace) -> bool:
    return workspace.own.kept.find(_meant(workspace)) is not None


def _why_none(_workspace: Workspace) -> str:
    return tr("Point at a set of your own among the data first.")


def _can_be_used(workspace: Workspace) -> bool:
    found = workspace.own.kept.find(_meant(workspace))
    return found is not None and workspace.own.kept.of(workspace.project) is not found


def _why_not_used(workspace: Workspace) -> str:
    return tr("This project has these data.") if _is_there(workspace) else _why_none(workspace)


def _on(act: Callable[[Workspace, str], object]) -> Callable[[Workspace], None]:
    """Return what a command does about the set that is meant."""

    def run(workspace: Workspace) -> None:
        act(workspace, _meant(workspace))

    return run


SETS = (
    Command("data.use", "Use these data", _on(lambda w, each: w.own.kept.choose(each)), "database",
            enabled=_can_be_used, why_not=_why_not_used),
    Command("data.page", "Show on its page", _on(lambda w, each: w.own.kept.show_page(each)), "table",
            enabled=_is_there, why_not=_why_none),
    Command("data.remove", "Remove from the list", _on(lambda w, each: w.own.kept.remove(each)), "trash-2",
            enabled=_is_there, why_not=_why_none),
)  # fmt: skip
