"""The network in a group, as a small drawing of its blocks and wires."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.gui.canvas.bodies.base import Body
from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import wire_path
from playground.gui.canvas.look import Look

INSET = 16.0
WIDTH, COMPACT = 168.0, 132.0
HEIGHT = 72.0  # of the drawing alone
OUTPUT_HEIGHT = 120.0  # where a group shows what it gives, as soon as that is known
TILE = 10.0  # of a block in the drawing, at most a quarter of the room


class GroupBody(Body):
    """Draw what a double click opens."""

    def width(self, compact: bool) -> float:
        """Return a width in which a few blocks can be told apart."""
        return COMPACT if compact or self.plan.narrow else WIDTH

    def height(self, compact: bool) -> float:
        """Return the height of the drawing, or of the pictures that are to come in its place."""
        return OUTPUT_HEIGHT if self.plan.pictures else HEIGHT

    def tiles(self) -> int:
        """Return that there is no picture of units."""
        return 0

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the network inside."""
        paint_network(painter, area, self.face, look)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the same from afar."""
        paint_network(painter, area, self.face, look)


def paint_network(painter: QPainter, area: QRectF, face: Face, look: Look) -> None:
    """Draw wires, then blocks, in the places they have inside."""
    spots = _spots(face, area.adjusted(INSET, INSET, -INSET, -INSET))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.tokens.edge, 1.4))
    for source, target in face.inside_wires:
        if source in spots and target in spots:
            painter.drawPath(wire_path(spots[source].center(), spots[target].center()))
    for node, spot in spots.items():
        painter.setPen(QPen(look.tokens.line2, 1.0))
        painter.setBrush(look.tokens.tint(face.inside[node][1]))
        painter.drawRoundedRect(spot, 3, 3)


def _spots(face: Face, room: QRectF) -> dict[str, QRectF]:
    """Return a small rectangle for each block, laid out as the network is."""
    places = {node: QPointF(*spot) for node, (spot, _) in face.inside.items()}
    if not places:
        return {}
    left, top = min(p.x() for p in places.values()), min(p.y() for p in places.values())
    wide = max(p.x() for p in places.values()) - left
    high = max(p.y() for p in places.values()) - top
    columns = len({place.x() for place in places.values()})
    tile = min(TILE, room.width() / (2 * columns) - 2)  # half as high as it is wide
    across, down = (room.width() - 2 * tile) / (wide or 1), (room.height() - tile) / (high or 1)
    found = {}
    for node, place in places.items():
        x = room.x() + (place.x() - left) * across if wide else room.center().x() - tile
        y = room.y() + (place.y() - top) * down if high else room.center().y() - tile / 2
        found[node] = QRectF(x, y, 2 * tile, tile)
    return found
