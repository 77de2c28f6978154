"""The point source: every feature with its picture over the plane; a click switches it on or off."""

from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.gui.canvas.bodies.base import Body, Feed, Hit, Values
from playground.gui.canvas.bodies.rows import LEFT_EDGE, row_middle
from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import BODY_END, CAPTION_ROW, UNIT_PITCH, UNIT_TILE
from playground.gui.canvas.look import LEFT, PLAIN_MEDIUM, STRONG, Look, write
from playground.gui.theme.icons import paint_icon

OFF = 0.5  # opacity of features that are not in use
_REACH = 6.0  # half the side of the plane
_SIDE = 40


@cache
def feature_maps() -> Values:
    """Return the seven features over the plane, each scaled to ±1, (7, 40, 40): they never change."""
    steps = (np.arange(_SIDE, dtype=np.float32) + 0.5) / _SIDE * 2 - 1
    x1, x2 = np.meshgrid(steps * _REACH, -steps * _REACH)  # the first row is the top
    made = [x1, x2, x1 * x1, x2 * x2, x1 * x2, np.sin(x1), np.sin(x2)]
    maps = np.stack([values / np.abs(values).max() for values in made]).astype(np.float32)
    maps[2:4] = maps[2:4] * 1.5 - 0.5  # squares are never negative: show where they are small, too
    maps.flags.writeable = False
    return maps


class FeaturesBody(Body):
    """Draw the features in a column, those in use strong, the others faint."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.atlas.show(feature_maps(), 1.0)

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 92.0 if compact else 115.0

    def height(self, compact: bool) -> float:
        """Return the height of all features and the line that adds one."""
        return CAPTION_ROW + UNIT_PITCH * (self.plan.count + 1) + BODY_END

    def show(self, feed: Feed) -> bool:
        """Take nothing: features do not learn."""
        return False

    def tile(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return where one feature's picture is drawn."""
        left = area.x() + (LEFT_EDGE - 2 if look.compact else LEFT_EDGE)
        return QRectF(left, row_middle(index, self.plan.count, area) - UNIT_TILE / 2, UNIT_TILE, UNIT_TILE)

    def anchors(self, area: QRectF, look: Look, incoming: bool) -> list[QPointF]:
        """Return the points beside the features in use, in the order of the weights."""
        if incoming:
            return []
        return [QPointF(area.right(), row_middle(index, self.plan.count, area)) for index in self.plan.chosen]

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw all features."""
        for index, name in enumerate(self.plan.names):
            self._paint_feature(painter, index, name, area, look)
        self._paint_add(painter, area, look)

    def _paint_feature(self, painter: QPainter, index: int, name: str, area: QRectF, look: Look) -> None:
        chosen = index in self.plan.chosen
        tile = self.tile(index, area, look)
        self.paint_tile(painter, index, tile, look, opacity=1.0 if chosen else OFF)
        words = QRectF(tile.right() + 8, tile.y(), area.right() - tile.right() - 8, tile.height())
        style, colour = (STRONG, look.tokens.text) if chosen else (PLAIN_MEDIUM, look.tokens.text3)
        if look.compact and " " in name:
            for part, shift in zip(name.split(" ", 1), (-8, 8), strict=True):
                write(painter, words.translated(0, shift), part, style, colour, LEFT)
        else:
            write(painter, words, name, style, colour, LEFT)

    def _add_area(self, area: QRectF) -> QRectF:
        middle = row_middle(self.plan.count, self.plan.count, area)
        return QRectF(area.x() + LEFT_EDGE - 4, middle - 14, area.width() - 2 * LEFT_EDGE + 8, 28)

    def _paint_add(self, painter: QPainter, area: QRectF, look: Look) -> None:
        place = self._add_area(area)
        words = tr("Feature")
        width = PLAIN_MEDIUM.width(words) + 20
        left = place.center().x() - width / 2 if not look.compact else place.x() + 2
        colour = look.tokens.text2
        paint_icon(painter, "plus", QRectF(left, place.center().y() - 7, 14, 14), colour)
        write(painter, QRectF(left + 20, place.y(), width, place.height()), words, PLAIN_MEDIUM, colour)

    def hit(self, point: QPointF, area: QRectF, look: Look) -> Hit | None:
        """Return the feature, or the line that adds one, under a point."""
        if self._add_area(area).contains(point):
            return Hit("add")
        for index in range(self.plan.count):
            row = self.tile(index, area, look)
            row.setRight(area.right() - 6)
            if row.contains(point):
                return Hit("feature", index)
        return None

    def tooltip(self, hit: Hit) -> str:
        """Say what a click does."""
        if hit.kind == "add":
            return tr("Choose which features the network sees")
        name = self.plan.names[hit.index]
        chosen = hit.index in self.plan.chosen
        text = (
            tr("{name}: click to leave it out") if chosen else tr("{name}: click to let the network see it")
        )
        return text.format(name=name)
