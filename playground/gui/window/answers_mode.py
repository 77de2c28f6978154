"""The page of answers to a file in place of the canvas and its docks, until it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.app.workspace import Workspace
from playground.gui.window.cover import Cover

if TYPE_CHECKING:  # built when first asked for
    from playground.gui.answers.page import AnswersPage


class AnswersMode:
    """Show the page, and the canvas again."""

    def __init__(self, workspace: Workspace, cover: Cover) -> None:
        self._workspace, self._cover = workspace, cover
        self.page: AnswersPage | None = None

    @property
    def shown(self) -> bool:
        """Say whether it is shown in place of the canvas."""
        return self._cover.is_over(self.page)

    def enter(self) -> None:
        """Show the page in place of the canvas."""
        from playground.gui.answers.page import AnswersPage

        if self.page is None:
            self.page = AnswersPage(self._workspace)
        self._cover.put(self.page)
        self.page.begin()

    def leave(self) -> bool:
        """Show the canvas again; False where it is shown already."""
        return self._cover.lift(self.page)
