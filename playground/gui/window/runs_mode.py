"""The runs of the project in place of the canvas and its docks, until Esc or the same command again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt

from playground.app.workspace import Workspace

if TYPE_CHECKING:  # built when first asked for
    from playground.gui.runs.page import RunsPage
    from playground.gui.window.parts import Parts


class RunsMode:
    """Cover canvas, docks and time strip by the page of runs, and uncover them."""

    def __init__(self, workspace: Workspace, parts: Parts) -> None:
        self._workspace, self._parts = workspace, parts
        self.page: RunsPage | None = None
        self.shown = False

    def toggle(self) -> None:
        """Show the runs, or the canvas again."""
        if not self.leave():
            self._enter()

    def leave(self) -> bool:
        """Show the canvas again; False where it is shown already."""
        if not self.shown:
            return False
        self.shown = False
        parts = self._parts
        parts.beside.cover(None)
        parts.docks.show_all(True)
        parts.bars[2].show()
        parts.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

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
        if self._workspace.window.layout.full_canvas:
            self._workspace.window.layout.toggle_full_canvas()
        self.shown, parts = True, self._parts
        parts.bottom.shut_over_canvas()
        parts.docks.show_all(False)
        parts.bars[2].hide()
        parts.beside.cover(self.page)
        self.page.begin()
