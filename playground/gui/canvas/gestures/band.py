"""Select by a rubber band over the empty canvas; a plain click selects nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.gestures.base import Gesture, Pointer
from playground.gui.theme.tokens import with_alpha


class Band(Gesture):
    """Draw a rectangle; blocks it touches are selected, with Shift added to those selected before."""

    _rect = QRectF()

    def move(self, at: Pointer) -> None:
        """Stretch the band."""
        if self._rect.isEmpty() and not self.far(at):
            return
        self._rect = QRectF(self.start.scene, at.scene).normalized()
        self.view.workspace.select(self._touched(at))
        self.view.viewport().update()

    def _touched(self, at: Pointer) -> frozenset[str]:
        touched = {name for name, item in self.scene.blocks.items() if self._takes(item)}
        kept = self.view.workspace.selection if at.holds(Qt.KeyboardModifier.ShiftModifier) else frozenset()
        return frozenset(touched) | kept

    def _takes(self, item: BlockItem) -> bool:
        """Tell whether a block is touched; a frame has to lie within."""
        rect = item.scene_rect
        return self._rect.contains(rect) if item.is_frame else rect.intersects(self._rect)

    def release(self, at: Pointer) -> None:
        """Keep the selection, or clear it after a plain click."""
        if self._rect.isEmpty() and not at.holds(Qt.KeyboardModifier.ShiftModifier):
            self.view.workspace.select(frozenset())
        self._rect = QRectF()
        self.view.viewport().update()

    def cancel(self) -> None:
        """Take the band away."""
        self._rect = QRectF()
        self.view.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """Draw the band."""
        if self._rect.isEmpty():
            return
        tint = self.scene.look.tokens.accent_text
        pen = QPen(tint, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(with_alpha(tint, 0.10))
        painter.drawRect(self._rect)
