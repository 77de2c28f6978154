"""Zoom and pan of the view: at the pointer, to the whole network, to 100 %."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

LEAST, MOST = 0.05, 4.0
STEP = 1.2
NOTCH = 120.0  # a wheel's click
MARGIN = 24.0  # at the sides
BOTTOM = 20.0
STOPS = (1.0,)  # zooming passes through these


class Navigator:
    """Move one view over its scene."""

    def __init__(self, view: QGraphicsView) -> None:
        self._view = view

    @property
    def zoom(self) -> float:
        """Return pixels a scene unit."""
        return self._view.transform().m11()

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

    def fit(self, rect: QRectF, top: float, most: float = 1.0) -> None:
        """Show a rectangle of the scene whole, below a margin at the top for the bars, at 100 % at most."""
        if rect.isEmpty():
            self.zoom_to(1.0)
            self._view.centerOn(0, 0)
            return
        size = self._view.viewport().size()
        wide = max(1.0, size.width() - 2 * MARGIN) / rect.width()
        tall = max(1.0, size.height() - top - BOTTOM) / rect.height()
        zoom = min(most, wide, tall)
        self._view.setTransform(QTransform.fromScale(*(2 * (min(MOST, max(LEAST, zoom)),))))
        middle = QPointF(rect.center().x(), rect.center().y() - (top - BOTTOM) / 2 / self.zoom)
        self._view.centerOn(middle)
