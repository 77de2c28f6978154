"""The runs of the project in place of the canvas and its docks, until Esc or the same command again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from playground.app.workspace import Workspace
from playground.gui.window.cover import Cover

if TYPE_CHECKING:  # built when first asked for
    from playground.gui.runs.page import RunsPage


class RunsMode:
    """Show the page of runs, and the canvas again."""

    def __init__(self, workspace: Workspace, cover: Cover) -> None:
        self._workspace, self._cover = workspace, cover
        self.page: RunsPage | None = None

    @property
    def shown(self) -> bool:
        """Say whether it is shown in place of the canvas."""
        return self._cover.is_over(self.page)

    def toggle(self) -> None:
        """Show the runs, or the canvas again."""
        if not self.leave():
            self._enter()

    def leave(self) -> bool:
        """Show the canvas again; False where it is shown already."""
        return self._cover.lift(self.page)

    def edit(self, what: Literal["name", "note"]) -> None:
        """Let the person type another name of the chosen run, or a note on it."""
        if not self.shown:
            self._enter()
        if self.page is not None:
            self.page.table.edit_chosen(what)

    def _enter(self) -> None:
        from playground.gui.runs.page import RunsPage

        if self.page is None:
            self.page = RunsPage(self._workspace)
        self._workspace.own.close()  # its page makes room
        self._cover.put(self.page)
        self.page.begin()
