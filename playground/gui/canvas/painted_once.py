"""An item that is painted into a picture of its own, and shown from it until it changes."""

from __future__ import annotations

from PySide6.QtWidgets import QGraphicsItem

# Dots and neighbours make an item shown again all the time; drawn again is only what changed.
PAINTED_ONCE = QGraphicsItem.CacheMode.DeviceCoordinateCache


class PaintedOnce(QGraphicsItem):
    """Keep what was painted in the view's own pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.setCacheMode(PAINTED_ONCE)

    def _change_shape(self) -> None:
        """Be about to have another size, and forget what was painted.

        Of an item that reaches out of the view Qt would draw the new parts alone, over the picture of before.
        """
        self.prepareGeometryChange()
        self.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        self.setCacheMode(PAINTED_ONCE)
