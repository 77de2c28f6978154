"""Commands of the time strip: back and forward along the run, and on from where one stands."""

from __future__ import annotations

from playground.app.command import Command
from playground.app.texts import tr
from playground.app.time_travel import FAR
from playground.app.workspace import Workspace


def _has_past(workspace: Workspace) -> bool:
    return bool(workspace.time.steps)


def _no_past(_workspace: Workspace) -> str:
    return tr("Nothing of this run is kept yet: train first.")


def _is_back(workspace: Workspace) -> bool:
    return workspace.time.is_back


def _is_newest(_workspace: Workspace) -> str:
    return tr("What you see is the newest.")


def _can_branch(workspace: Workspace) -> bool:
    return workspace.time.is_back and not workspace.training.why_not


def _why_not_branch(workspace: Workspace) -> str:
    return workspace.training.why_not or _is_newest(workspace)


def _can_continue(workspace: Workspace) -> bool:
    return _can_branch(workspace) and not workspace.time.why_not_continue


def _why_not_continue(workspace: Workspace) -> str:
    return workspace.time.why_not_continue or _why_not_branch(workspace)


def _open_or_fold(workspace: Workspace) -> None:
    workspace.settings.set(time_open=not workspace.settings.values.time_open)


TIME = (
    Command("time.back", "Back in time", lambda w: w.time.move(-1), "chevron-left", ",",
            enabled=_has_past, why_not=_no_past),
    Command("time.forward", "Forward in time", lambda w: w.time.move(1), "chevron-right", ";",
            enabled=_is_back, why_not=_is_newest),
    # By what they write: with Shift on an American keyboard. Elsewhere Shift and the comma write ";".
    Command("time.far_back", "Ten back in time", lambda w: w.time.move(-FAR), "chevrons-left", "<",
            enabled=_has_past, why_not=_no_past),
    Command("time.far_forward", "Ten forward in time", lambda w: w.time.move(FAR), "chevrons-right", ":",
            enabled=_is_back, why_not=_is_newest),
    Command("time.play", "Play the past", lambda w: w.time.play(), "history", enabled=_has_past,
            why_not=_no_past, checked=lambda w: w.time.playing),
    Command("time.continue", "Continue from here", lambda w: w.time.go_on(keep=False), "play", "Ctrl+Shift+B",
            enabled=_can_continue, why_not=_why_not_continue),
    Command("time.branch", "Branch", lambda w: w.time.go_on(keep=True), "git-branch", "Ctrl+B",
            enabled=_can_branch, why_not=_why_not_branch),
    Command("time.open", "Pictures along the run", _open_or_fold, "images", "Shift+T",
            checked=lambda w: w.settings.values.time_open),
    Command("time.live", "What is newest", lambda w: w.time.go_live(), "activity", "L",
            enabled=_is_back, why_not=_is_newest),
)  # fmt: skip
