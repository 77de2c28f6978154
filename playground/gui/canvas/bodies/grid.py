"""Many units or maps as a grid of tiles, all from one atlas."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.core.network.block_path import array_name
from playground.gui.canvas.atlas import Atlas
from playground.gui.canvas.bodies.base import Body, Feed, Hit, Values
from playground.gui.canvas.bodies.sheet import Sheet
from playground.gui.canvas.faces import Face
from playground.gui.canvas.geometry import BODY_END, CAPTION_ROW
from playground.gui.canvas.look import CENTER, SMALL, Look, write
from playground.gui.theme.numbers import integer
from playground.gui.widgets.painting import box, in_proportion

Layout = tuple[int, int, float, float]
HEIGHT = 204.0
# up to this many tiles: (tiles, columns, side of a tile, pitch)
LAYOUTS = (
    (4, 1, 40.0, 46.0),
    (8, 2, 40.0, 46.0),
    (16, 4, 40.0, 46.0),
    (36, 6, 27.0, 30.0),
    (64, 8, 20.0, 22.5),
)
# the same in one of many lanes: a row, or two
LOW_LAYOUTS = ((8, 8, 34.0, 38.0), (12, 6, 24.0, 27.0), (16, 8, 24.0, 27.0), (24, 12, 20.0, 22.5))
LOW = 64.0
# units over the plane stand in tall rows of narrow blocks
UNIT_LAYOUTS = ((16, 2, 42.0, 47.0), (24, 3, 30.0, 33.0), (64, 4, 23.0, 25.0))
MOST = 64
SIDE_PAD = 10.0
FILTER, GAP = 17.0, 5.0  # side of a filter, and room beside it


class GridBody(Body):
    """Lay tiles out in columns; the grid's size follows from their number alone."""

    view = "feature_maps"
    layouts: tuple[Layout, ...] = LAYOUTS

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        layouts = LOW_LAYOUTS if self.plan.low else self.layouts
        self._columns, self._side, self._pitch = layout(self.plan.count, layouts)
        self._most = layouts[-1][0]
        self._lead = FILTER + GAP if self.plan.filters else 0.0  # room before each tile

    @property
    def shown(self) -> int:
        """Return how many tiles there is room for."""
        return min(self.plan.count, self._most)

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        columns = self._columns * (self._pitch + self._lead)
        return max(92.0 if compact else 104.0, columns - 6 + 2 * SIDE_PAD)

    def height(self, compact: bool) -> float:
        """Return the height of the grid, the same for all, but for those in one of many lanes."""
        return LOW if self.plan.low else HEIGHT

    def show(self, feed: Feed) -> bool:
        """Take the maps."""
        return self._take(feed, self.view)

    def tiles(self) -> int:
        """Return how many units have a picture of their own."""
        return self.shown

    def tile(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return where one tile is drawn."""
        rows = math.ceil(self.shown / self._columns)
        pitch = self._pitch + self._lead
        left = area.center().x() - (self._columns * pitch - (self._pitch - self._side)) / 2 + self._lead
        more = 14 if self.plan.count > self.shown else 0
        top = area.center().y() - more / 2 - (rows * self._pitch - (self._pitch - self._side)) / 2
        row, column = divmod(index, self._columns)
        corner = QPointF(round(left + column * pitch), round(top + row * self._pitch))
        return QRectF(corner.x(), corner.y(), self._side, self._side)

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw all tiles."""
        self.paint_tiles(painter, area, look, 5.0 if self._side > 30 else 3.0)
        if self.plan.count > self.shown and look.captions:
            words = tr("{shown} of {count}").format(shown=self.shown, count=integer(self.plan.count))
            line = QRectF(area.x(), area.bottom() - 18, area.width(), 16)
            write(painter, line, words, SMALL, look.tokens.text3, CENTER)


class UnitGridBody(GridBody):
    """Draw the maps over the plane of a layer with many units."""

    view = "unit_maps"
    layouts = UNIT_LAYOUTS

    def height(self, compact: bool) -> float:
        """Return the height of all rows of tiles."""
        return CAPTION_ROW + math.ceil(self.shown / self._columns) * self._pitch + BODY_END

    def anchors(self, area: QRectF, look: Look, incoming: bool) -> list[QPointF]:
        """Return points spread evenly over a side, one a unit."""
        x = area.left() if incoming else area.right()
        inner = area.adjusted(0, 16, 0, -16)
        pitch = inner.height() / max(1, self.plan.count - 1)
        return [QPointF(x, inner.top() + pitch * index) for index in range(self.plan.count)]

    def tooltip(self, hit: Hit) -> str:
        """Say which unit it is."""
        return tr("Unit {number}").format(number=hit.index + 1)


class MapsBody(GridBody):
    """Draw the feature maps of a picture, small filters beside those they made."""

    smooth = False

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.filters, self._filter_sheet = Atlas(), Sheet(clear=True)
        self._filter_values: Values | None = None
        self.mark: tuple[int, int, int] | None = None  # map, row and column of the pixel at work

    def show(self, feed: Feed) -> bool:
        """Take the maps, and the filters now and then."""
        changed = super().show(feed)
        if not self.plan.filters or not feed.with_figures:
            return changed
        values = feed.array("weights", array_name(self.node_id, "filters"), 3, 4)
        if values is None or values is self._filter_values:
            return changed
        self._filter_values = values
        self.filters.show(values, float(np.abs(values).max()) or 1.0)
        return True

    def filter_rect(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return where one map's filter is drawn."""
        tile, values = self.tile(index, area, look), self.filters.values
        place = QRectF(tile.x() - FILTER - GAP + 2, tile.center().y() - FILTER / 2, FILTER, FILTER)
        return place if values is None else in_proportion(place, *values.shape[1:])

    def pixel(self, index: int, row: int, column: int, area: QRectF, look: Look) -> QRectF:
        """Return where one pixel of a map is drawn."""
        tile, values = self.tile(index, area, look), self.atlas.values
        if values is None:
            return tile
        high, wide = tile.height() / values.shape[1], tile.width() / values.shape[2]
        return QRectF(tile.x() + column * wide, tile.y() + row * high, wide, high)

    def hit(self, point: QPointF, area: QRectF, look: Look) -> Hit | None:
        """Return the map under a point, with its pixel."""
        found, values = super().hit(point, area, look), self.atlas.values
        if found is None or values is None:
            return found
        tile = self.tile(found.index, area, look)
        row = int((point.y() - tile.y()) / tile.height() * values.shape[1])
        column = int((point.x() - tile.x()) / tile.width() * values.shape[2])
        return Hit("unit", found.index, (min(row, values.shape[1] - 1), min(column, values.shape[2] - 1)))

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw all maps, their filters and the pixel at work."""
        super().paint(painter, area, look)
        if self.plan.filters and look.filters and self.filters.values is not None:
            places = [self.filter_rect(index, area, look) for index in range(self.shown)]
            self._filter_sheet.paint(painter, self.filters, places, look, 3.0)
        if self.mark is not None and self.mark[0] < self.shown:
            pixel = self.pixel(*self.mark, area, look).adjusted(-1, -1, 1, 1)
            box(painter, pixel, 1.5, None, look.tokens.accent_text, 2)

    def tooltip(self, hit: Hit) -> str:
        """Say which map it is."""
        return tr("Map {number}").format(number=hit.index + 1)


def layout(count: int, layouts: tuple[Layout, ...] = LAYOUTS) -> tuple[int, float, float]:
    """Return columns, side and pitch for a number of tiles."""
    for most, columns, side, pitch in layouts:
        if count <= most:
            return columns, side, pitch
    return layouts[-1][1:]
