"""The page of somebody's own data in place of the canvas and its docks, until it is built or left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.app.workspace import Workspace
from playground.gui.window.cover import Cover

if TYPE_CHECKING:  # built when first asked for
    from playground.gui.own.page import OwnDataPage


class OwnMode:
    """Show the page, and the canvas again."""

    def __init__(self, workspace: Workspace, cover: Cover) -> None:
        self._workspace, self._cover = workspace, cover
        self.page: OwnDataPage | None = None

    @property
    def shown(self) -> bool:
        """Say whether it is shown in place of the canvas."""
        return self._cover.is_over(self.page)

    def enter(self) -> None:
        """Show the page in place of the canvas."""
        from playground.gui.own.page import OwnDataPage

        if self.page is None:
            self.page = OwnDataPage(self._workspace)
        self._cover.put(self.page)
        self._workspace.run_changed.emit()  # nothing trains before there is a network
        self.page.begin()

    def leave(self) -> bool:
        """Show the canvas again; False where it is shown already."""
        left = self._cover.lift(self.page)
        if left:
            self._workspace.run_changed.emit()
        return left
