"""A drag along the slider in a block: how much of a class's colour covers the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.gui.canvas.bodies.pixels import PixelsBody
from playground.gui.canvas.gestures.base import Gesture, Pointer
from playground.gui.canvas.surface import Surface

if TYPE_CHECKING:
    from playground.gui.canvas.block_item import BlockItem


class Slide(Gesture):
    """Take the knob to the pointer and drag it; a way of looking, no step of undo."""

    def __init__(self, view: Surface, start: Pointer, item: BlockItem) -> None:
        super().__init__(view, start)
        self._item = item
        self._before = view.canvas.look.mask
        self.move(start)

    def move(self, at: Pointer) -> None:
        """Follow the pointer."""
        body = self._item.body
        if isinstance(body, PixelsBody):
            self.view.set_look(mask=body.mask_at(at.scene - self._item.pos(), self._item.area))

    def cancel(self) -> None:
        """Look as before."""
        self.view.set_look(mask=self._before)

    def holds(self) -> frozenset[str]:
        """Return the block with the slider."""
        return frozenset({self._item.face.node_id})

    def let_go(self) -> None:
        """Leave it where it is."""
