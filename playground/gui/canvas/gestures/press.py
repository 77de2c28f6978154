"""A press on what a click operates: a feature, an arrow; a drag from there moves the block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from playground.gui.canvas.gestures.base import Gesture, Pointer
from playground.gui.canvas.gestures.move import Move
from playground.gui.canvas.surface import Surface
from playground.gui.canvas.toolbox import Tools

if TYPE_CHECKING:
    from playground.gui.canvas.block_item import BlockItem
    from playground.gui.canvas.bodies.base import Hit


class Press(Gesture):
    """Click on release; become a move when the pointer wanders off."""

    def __init__(self, view: Surface, start: Pointer, tools: Tools, item: BlockItem, hit: Hit) -> None:
        super().__init__(view, start)
        self._tools = tools
        self._item = item
        self._hit = hit
        self._moving: Move | None = None

    def move(self, at: Pointer) -> None:
        """Become a move once the pointer is far from where it was pressed."""
        if self._moving is None and self.far(at):
            self._moving = Move(self.view, self.start, self._tools, self._item.face.node_id)
        if self._moving is not None:
            self._moving.move(at)

    def release(self, at: Pointer) -> None:
        """Operate what was pressed."""
        if self._moving is not None:
            self._moving.release(at)
        else:
            self._tools.bodies.click(self._item, self._hit)

    def cancel(self) -> None:
        """Leave everything as it was."""
        if self._moving is not None:
            self._moving.cancel()

    def holds(self) -> frozenset[str]:
        """Return the block that is pressed, and what goes with it."""
        pressed = frozenset({self._item.face.node_id})
        return pressed | self._moving.holds() if self._moving is not None else pressed

    def let_go(self) -> None:
        """End as the move does that it became."""
        if self._moving is not None:
            self._moving.let_go()

    def paint(self, painter: QPainter) -> None:
        """Draw the guides of the move."""
        if self._moving is not None:
            self._moving.paint(painter)
