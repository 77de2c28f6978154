"""The pages that can stand in place of the canvas and its docks; each is built when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from playground.app.workspace import Workspace
from playground.gui.widgets.cover_page import CoverPage
from playground.gui.window.cover import Cover

if TYPE_CHECKING:  # what they draw with is not loaded before
    from playground.gui.answers.page import AnswersPage
    from playground.gui.own.page import OwnDataPage
    from playground.gui.runs.page import RunsPage

Page = TypeVar("Page", bound=CoverPage)


class PageMode(Generic[Page]):
    """Show a page, and the canvas again."""

    def __init__(self, cover: Cover, build: Callable[[], Page]) -> None:
        self._cover, self._build = cover, build
        self.page: Page | None = None

    @property
    def shown(self) -> bool:
        """Say whether it is shown in place of the canvas."""
        return self._cover.is_over(self.page)

    def enter(self) -> None:
        """Show the page in place of the canvas."""
        if self.page is None:
            self.page = self._build()
        self._cover.put(self.page)
        self.page.begin()

    def leave(self) -> bool:
        """Show the canvas again; False where it is shown already."""
        return self._cover.lift(self.page)


class OwnMode(PageMode["OwnDataPage"]):
    """Show what is in somebody's own files; nothing trains before a network is built of them."""

    def __init__(self, workspace: Workspace, cover: Cover) -> None:
        super().__init__(cover, lambda: _own_page(workspace))
        self._workspace = workspace

    def enter(self) -> None:
        """Show the page, and hold training back."""
        super().enter()
        self._workspace.run_changed.emit()

    def leave(self) -> bool:
        """Show the canvas again; False where it is shown already."""
        left = super().leave()
        if left:
            self._workspace.run_changed.emit()
        return left


class RunsMode(PageMode["RunsPage"]):
    """Show the runs of the project, until Esc or the same command again."""

    def __init__(self, workspace: Workspace, cover: Cover) -> None:
        super().__init__(cover, lambda: _runs_page(workspace))
        self._workspace = workspace

    def enter(self) -> None:
        """Show the page; that of somebody's own files makes room, and what is made of them is let go."""
        self._workspace.own.close()
        super().enter()

    def toggle(self) -> None:
        """Show the runs, or the canvas again."""
        if not self.leave():
            self.enter()

    def edit(self, what: Literal["name", "note"]) -> None:
        """Let the person type another name of the chosen run, or a note on it."""
        if not self.shown:
            self.enter()
        if self.page is not None:
            self.page.table.edit_chosen(what)


def answers_mode(workspace: Workspace, cover: Cover) -> PageMode[AnswersPage]:
    """Return what shows the answers to a file."""

    def build() -> AnswersPage:
        from playground.gui.answers.page import AnswersPage

        return AnswersPage(workspace)

    return PageMode(cover, build)


def _own_page(workspace: Workspace) -> OwnDataPage:
    from playground.gui.own.page import OwnDataPage

    return OwnDataPage(workspace)


def _runs_page(workspace: Workspace) -> RunsPage:
    from playground.gui.runs.page import RunsPage

    return RunsPage(workspace)
