"""Zoom and pan of the view: at the pointer, to the whole network, to 100 %."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

from playground.gui.canvas.geometry import surrounding
from playground.gui.canvas.look import BODIES_FROM, CAPTIONS_FROM

LEAST, MOST = 0.05, 4.0
STEP = 1.2
NOTCH = 120.0  # a wheel's click
MARGIN = 24.0  # at the sides
BOTTOM = 20.0
LEAST_READABLE = BODIES_FROM  # a network that fits at less is not shown whole unless asked twice
PART = CAPTIONS_FROM  # what is shown in part is shown with all its words
STOPS = (1.0,)  # zooming passes through these


class Navigator:
    """Move one view over its scene."""

    def __init__(self, view: QGraphicsView) -> None:
        self._view = view

    @property
    def zoom(self) -> float:
        """Return pixels a scene unit."""
        return self._view.transform().m11()

    def free(self, top: float = 0.0, bottom: float = 0.0) -> QSizeF:
        """Return how much of the scene the view shows at 100 %, clear of what lies over its margins."""
        size = self._view.viewport().size()
        return QSizeF(max(1.0, size.width() - 2 * MARGIN), max(1.0, size.height() - top - bottom - BOTTOM))

    def to_scene(self, point: QPointF) -> QPointF:
        """Return a point of the viewport in the scene, to the fraction of a pixel."""
        inverse, _ = self._view.viewportTransform().inverted()
        return inverse.map(point)

    def zoom_to(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom so that the point of the viewport (its middle by default) shows the same place as before."""
        zoom = min(MOST, max(LEAST, zoom))
        point = anchor if anchor is not None else QPointF(self._view.viewport().rect().center())
        before = self._view.mapToScene(point.toPoint())
        self._view.setTransform(QTransform.fromScale(zoom, zoom))
        after = self._view.mapToScene(point.toPoint())
        self.pan((after - before) * zoom)

    def zoom_by(self, factor: float, anchor: QPointF | None = None) -> None:
        """Zoom by a factor, stopping at 100 % when it is passed."""
        before, after = self.zoom, self.zoom * factor
        for stop in STOPS:
            if min(before, after) < stop - 1e-3 and max(before, after) > stop + 1e-3:
                after = stop
        self.zoom_to(after, anchor)

    def wheel(self, delta: float, at: QPointF) -> None:
        """Zoom at the pointer by a turn of the wheel."""
        self.zoom_by(STEP ** (delta / NOTCH), at)

    def pan(self, pixels: QPointF) -> None:
        """Move the scene under the viewport."""
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() - round(pixels.x()))
        down.setValue(down.value() - round(pixels.y()))

    def fit(self, rows: Sequence[QRectF], top: float, bottom: float = 0.0, whole: bool = True) -> bool:
        """Show rows of the scene, clear of what lies over the margins, at 100 % at most.

        Without `whole` nothing is made too small to read: the first rows are then. Tell whether all are.
        """
        rect = surrounding(rows)
        if rect.isEmpty():
            self.zoom_to(1.0)
            self._view.centerOn(0, 0)
            return True
        wide, tall = self._shares(rect, top, bottom)
        zoom = min(1.0, wide, tall)
        if not whole and zoom < LEAST_READABLE:
            self._show_first_part(rect, top, self._scale_of_part(rows, wide, tall * rect.height()))
            return False
        self._scale(min(MOST, max(LEAST, zoom)))
        middle = QPointF(rect.center().x(), rect.center().y() - (top - bottom - BOTTOM) / 2 / self.zoom)
        self._view.centerOn(middle)
        return True

    def fits(self, rect: QRectF, top: float, bottom: float) -> bool:
        """Tell whether a rectangle can be shown whole at a scale to read."""
        return rect.isEmpty() or min(self._shares(rect, top, bottom)) >= LEAST_READABLE

    def _shares(self, rect: QRectF, top: float, bottom: float) -> tuple[float, float]:
        """Return the scales at which a rectangle is as wide, and as tall, as what is free of the view."""
        free = self.free(top, bottom)
        return free.width() / rect.width(), free.height() / rect.height()

    def reveal(self, rect: QRectF, top: float, bottom: float) -> bool:
        """Scroll as little as shows a rectangle of the scene at today's scale; False: it is too large."""
        free = QRectF(self._view.viewport().rect()).adjusted(MARGIN, top, -MARGIN, -bottom - BOTTOM)
        seen = self._view.viewportTransform().mapRect(rect)
        across = min(free.right() - seen.right(), max(0.0, free.left() - seen.left()))
        down = min(free.bottom() - seen.bottom(), max(0.0, free.top() - seen.top()))
        self.pan(QPointF(across, down))
        return seen.width() <= free.width() and seen.height() <= free.height()

    def _scale_of_part(self, rows: Sequence[QRectF], wide: float, free: float) -> float:
        """Return the largest scale at which the first rows are seen and no row is cut; else the usual one."""
        first = rows[0].top()
        for row, below in pairwise(rows):
            scale = min(1.0, wide, free / (row.bottom() - first))
            if scale >= LEAST_READABLE and (free + BOTTOM) / scale <= below.top() - first:
                return scale
        return min(1.0, max(wide, PART))

    def _show_first_part(self, rect: QRectF, top: float, zoom: float) -> None:
        """Show where the network begins: its upper left corner, or its upper edge where its width fits."""
        self._scale(zoom)
        size = self._view.viewport().size()
        seen = QPointF((size.width() / 2 - MARGIN) / zoom, (size.height() / 2 - top) / zoom)
        fits = rect.width() * zoom <= size.width() - 2 * MARGIN + 1
        across = rect.center().x() if fits else rect.left() + seen.x()
        self._view.centerOn(QPointF(across, rect.top() + seen.y()))

    def _scale(self, zoom: float) -> None:
        self._view.setTransform(QTransform.fromScale(zoom, zoom))
