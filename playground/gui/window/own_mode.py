"""The page of somebody's own data in place of the canvas and its docks, until it is built or left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from playground.app.workspace import Workspace

if TYPE_CHECKING:  # built when first asked for
    from playground.gui.own.page import OwnDataPage
    from playground.gui.window.parts import Parts
    from playground.gui.window.runs_mode import RunsMode


class OwnMode:
    """Cover canvas, docks and time strip by the page, and uncover them."""

    def __init__(self, workspace: Workspace, parts: Parts, runs: RunsMode) -> None:
        self._workspace, self._parts, self._runs = workspace, parts, runs
        self.page: OwnDataPage | None = None
        self.shown = False

    def enter(self) -> None:
        """Show the page in place of the canvas."""
        from playground.gui.own.page import OwnDataPage

        if self.page is None:
            self.page = OwnDataPage(self._workspace)
        self._runs.leave()
        if self._workspace.window.layout.full_canvas:
            self._workspace.window.layout.toggle_full_canvas()
        if not self.shown:
            parts = self._parts
            parts.bottom.shut_over_canvas()
            parts.docks.show_all(False)
            parts.bars[2].hide()
            parts.beside.cover(self.page)
        self.shown = True
        self._workspace.run_changed.emit()  # nothing trains before there is a network
        self.page.begin()

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
        self._workspace.run_changed.emit()
        return True
