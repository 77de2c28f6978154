"""Commands of the list of runs; they are about the row that was marked last."""

from __future__ import annotations

from collections.abc import Callable

from playground.app.command import Command
from playground.app.run_rows import RunRow
from playground.app.texts import tr
from playground.app.workspace import Workspace


def _chosen(workspace: Workspace) -> RunRow | None:
    runs = workspace.time.runs
    return runs.row(runs.chosen[-1]) if runs.chosen else None


def _why_none(workspace: Workspace) -> str:
    if not workspace.time.runs.rows:
        return tr("No run yet. Train once and it appears here.")
    return tr("Choose a run of the list first.")


def _on(act: Callable[[Workspace, str], object]) -> Callable[[Workspace], None]:
    """Return what a command does about the run that is chosen."""

    def run(workspace: Workspace) -> None:
        row = _chosen(workspace)
        if row is not None:
            act(workspace, row.run)

    return run


def _open(workspace: Workspace, run: str) -> None:
    workspace.time.runs.open(run)
    if workspace.time.runs.page.shown:
        workspace.time.runs.page.toggle()


def _can_open(workspace: Workspace) -> bool:
    row = _chosen(workspace)
    return row is not None and not row.current and workspace.torch_ready


def _why_not_open(workspace: Workspace) -> str:
    row = _chosen(workspace)
    return tr("This run is open already.") if row is not None and row.current else _why_none(workspace)


def _can_delete(workspace: Workspace) -> bool:
    row = _chosen(workspace)
    return row is not None and not workspace.time.runs.why_not_delete(row.run)


def _why_not_delete(workspace: Workspace) -> str:
    row = _chosen(workspace)
    return workspace.time.runs.why_not_delete(row.run) if row is not None else _why_none(workspace)


def _any(workspace: Workspace) -> bool:
    return _chosen(workspace) is not None


def _is_pinned(workspace: Workspace) -> bool:
    row = _chosen(workspace)
    return row is not None and row.label.pinned


def _is_drawn(workspace: Workspace) -> bool:
    row = _chosen(workspace)
    return row is not None and row.run not in workspace.time.runs.hidden


RUNS = (
    Command("runs.show", "Runs", lambda w: w.time.runs.page.toggle(), "git-branch", "R",
            checked=lambda w: w.time.runs.page.shown),
    Command("runs.open", "Open the run", _on(_open), "folder-open", enabled=_can_open, why_not=_why_not_open),
    Command("runs.rename", "Name the run", lambda w: w.time.runs.page.edit("name"), "pencil", enabled=_any,
            why_not=_why_none),
    Command("runs.note", "Write a note on the run", lambda w: w.time.runs.page.edit("note"), "notebook-pen",
            enabled=_any, why_not=_why_none),
    Command("runs.keep", "Keep the run", _on(lambda w, run: w.time.runs.pin(run)), "star", enabled=_any,
            why_not=_why_none, checked=_is_pinned),
    Command("runs.draw", "Draw the run's curve", _on(lambda w, run: w.time.runs.toggle_curve(run)), "eye",
            enabled=_any, why_not=_why_none, checked=_is_drawn),
    Command("runs.delete", "Delete the run", _on(lambda w, run: w.time.runs.delete(run)), "trash-2",
            enabled=_can_delete, why_not=_why_not_delete),
)  # fmt: skip
