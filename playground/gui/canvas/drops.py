"""Blocks dragged in from the palette: the drag events of the viewport."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent

from playground.core.blocks.registry import BlockRegistry
from playground.gui.canvas.gestures.palette_drag import PaletteDrag
from playground.gui.canvas.surface import Surface

BLOCK_MIME = "application/x-neural-playground-block"  # its data: the id of a kind of block, utf-8
LONGEST = 64


def kind_in(mime: QMimeData, blocks: BlockRegistry) -> str:
    """Return the kind of block that is dragged, "" when it is something else."""
    if not mime.hasFormat(BLOCK_MIME):
        return ""
    data = bytes(mime.data(BLOCK_MIME).data())[:LONGEST]
    kind = data.decode("utf-8", errors="replace")
    return kind if kind in blocks else ""


class Drops:
    """Follow a drag from outside over the canvas."""

    def __init__(self, view: Surface) -> None:
        self._view = view
        self.drag: PaletteDrag | None = None

    def enter(self, event: QDropEvent) -> bool:
        """Begin; False for what the canvas does not take."""
        kind = kind_in(event.mimeData(), self._view.workspace.catalogue.blocks)
        if not kind:
            return False
        self.leave()
        self.drag = PaletteDrag(self._view, kind)
        self._view.hints.show()
        self._view.hints.raise_()
        self._take(event)
        return True

    def move(self, event: QDropEvent) -> bool:
        """Show what a drop here would do."""
        if self.drag is None:
            return False
        self.drag.move(self._view.navigator.to_scene(event.position()))
        self._take(event)
        return True

    def drop(self, event: QDropEvent) -> bool:
        """Do it."""
        drag, self.drag = self.drag, None
        if drag is None:
            return False
        self._view.hints.hide()
        drag.drop(self._view.navigator.to_scene(event.position()))
        self._take(event)
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        return True

    def leave(self) -> bool:
        """Let everything slide back; return whether there was a drag."""
        drag, self.drag = self.drag, None
        if drag is None:
            return False
        self._view.hints.hide()
        drag.leave()
        return True

    def _take(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
