"""The whole network as one item, for when it is too small to show blocks."""

from collections.abc import Mapping

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.core.network.values import Edge
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.edge_item import EdgeItem
from playground.gui.canvas.geometry import surrounding
from playground.gui.canvas.look import Look
from playground.gui.theme.tokens import mix
from playground.gui.widgets.guard import guarded


class OverviewItem(QGraphicsItem):
    """Draw blocks as plain boxes in their tints and wires as lines, all in one go."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._boxes: dict[tuple[str, str], list[QRectF]] = {}  # by tint and state: drawn in one go each
        self._lines: list[QLineF] = []
        self._bounds = QRectF()
        self.setVisible(False)

    def follow(self, blocks: Mapping[str, BlockItem], wires: Mapping[Edge, EdgeItem]) -> None:
        """Take the places of all blocks and wires."""
        self.prepareGeometryChange()
        self._boxes = {}
        for item in sorted(blocks.values(), key=lambda each: not each.is_frame):  # frames below the rest
            self._boxes.setdefault((item.face.tint, _state(item)), []).append(item.scene_rect)
        self._lines = [QLineF(item.start, item.end) for item in wires.values()]
        self._bounds = surrounding(rect for rects in self._boxes.values() for rect in rects)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return all that is painted."""
        return self._bounds.adjusted(-8, -8, 8, 8)

    @guarded
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw lines, then boxes."""
        pen = QPen(self.look.tokens.edge, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines(self._lines)
        painter.setPen(Qt.PenStyle.NoPen)
        tokens = self.look.tokens
        for (tint, state), rects in self._boxes.items():
            colour = {"problem": tokens.bad, "selected": tokens.accent_text, "frame": tokens.hover}.get(state)
            painter.setBrush(colour or mix(tokens.block, self.look.tint(tint), 0.6))
            painter.drawRects(rects)


def _state(item: BlockItem) -> str:
    if item.is_frame:
        return "frame"
    return "problem" if item.face.state == "problem" else "selected" if item.mood.selected else ""
