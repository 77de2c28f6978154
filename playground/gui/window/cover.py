"""One page at a time in place of the canvas, its docks and the time strip."""

from __future__ import annotations

from PySide6.QtCore import Qt

from playground.app.workspace import Workspace
from playground.gui.widgets.cover_page import CoverPage
from playground.gui.window.parts import Parts


class Cover:
    """Put a page over the canvas, and take it away."""

    def __init__(self, workspace: Workspace, parts: Parts) -> None:
        self._workspace, self._parts = workspace, parts
        self._page: CoverPage | None = None

    def put(self, page: CoverPage) -> None:
        """Show a page, in place of one that is shown."""
        if page is self._page:
            return
        if self._workspace.window.layout.full_canvas:
            self._workspace.window.layout.toggle_full_canvas()
        parts = self._parts
        if self._page is not None:
            parts.beside.cover(None)
        parts.bottom.shut_over_canvas()
        parts.docks.show_all(False)
        parts.bars[2].hide()
        parts.beside.cover(page)
        self._page = page

    def leave(self) -> bool:
        """Leave the page that is shown, as its own Esc does; False where the canvas is."""
        if self._page is None:
            return False
        self._page.leave()
        return True

    def lift(self, page: CoverPage | None) -> bool:
        """Show the canvas again; False where this page is not shown."""
        if not self.is_over(page):
            return False
        self._page, parts = None, self._parts
        parts.beside.cover(None)
        parts.docks.show_all(True)
        parts.bars[2].show()
        parts.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def is_over(self, page: CoverPage | None) -> bool:
        """Say whether a page is shown."""
        return page is not None and page is self._page
