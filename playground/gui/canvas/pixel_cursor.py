"""The pixel that is looked at of what a goal says: clicked, or led by arrows over its large picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent

from playground.app.texts import tr
from playground.gui.canvas.bodies.pixels import PixelsBody
from playground.gui.canvas.surface import Surface
from playground.gui.canvas.walk import Walk

STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
Pixel = tuple[int, int]  # row, column


class PixelCursor:
    """Hold which pixel of which goal is looked at; its block tells what is said there, and what is true."""

    def __init__(self, view: Surface, walk: Walk) -> None:
        self._view, self._walk = view, walk
        self._node = ""
        self._at: Pixel = (0, 0)
        view.workspace.selection_changed.connect(self.forget)

    def stop(self) -> None:
        """Let go of the workspace."""
        self._view.workspace.selection_changed.disconnect(self.forget)

    @property
    def is_on(self) -> bool:
        """Tell whether arrows lead from pixel to pixel."""
        return bool(self._node)

    def body(self, node_id: str) -> PixelsBody | None:
        """Return what a block draws where it says something of pixels, else None."""
        item = self._view.canvas.blocks.get(node_id)
        body = item.body if item is not None else None
        return body if isinstance(body, PixelsBody) and body.said is not None else None

    def begin(self) -> bool:
        """Look at the middle of what the selected goal says; False: none is selected that says something."""
        chosen = next((each for each in self._view.workspace.selection if self.body(each) is not None), "")
        body = self.body(chosen)
        if body is None or body.said is None:
            return False
        self.choose(chosen, (body.said.shape[0] // 2, body.said.shape[1] // 2))
        self._view.workspace.say(tr("Arrows go from pixel to pixel, Esc leaves."))
        return True

    def choose(self, node_id: str, at: Pixel) -> None:
        """Look at one pixel of a goal."""
        self.leave()
        self._node, self._at = node_id, at
        self._walk.focus(node_id)
        self._show(at)

    def arrow(self, key: Qt.Key) -> None:
        """Go to the pixel beside."""
        body = self.body(self._node)
        if body is None or body.said is None:
            return
        (rows, columns), (down, across) = body.said.shape, STEPS[key]
        row, column = self._at
        self._at = (min(max(0, row + down), rows - 1), min(max(0, column + across), columns - 1))
        self._show(self._at)

    def leave(self) -> None:
        """Look at no pixel; arrows walk the blocks again."""
        if self.is_on:
            self._show(None)
            self._node = ""
            self._view.workspace.say("")

    def forget(self, *_of: object) -> None:
        """Leave a block that is gone or no longer selected alone; one drawn anew goes on."""
        if self.is_on and self._view.workspace.selection != {self._node}:
            self.leave()
        elif self.is_on:
            self._show(self._at)

    def _show(self, at: Pixel | None) -> None:
        item = self._view.canvas.blocks.get(self._node)
        if item is None or not isinstance(item.body, PixelsBody) or item.body.chosen == at:
            return
        item.body.chosen = at
        item.update()
        told = item.body.told() if at is not None else None
        if told is not None:  # a screen reader says what is drawn
            self._view.setAccessibleDescription(f"{told[0]}, {told[1]}")
            QAccessible.updateAccessibility(
                QAccessibleEvent(self._view, QAccessible.Event.DescriptionChanged)
            )
