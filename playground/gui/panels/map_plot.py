"""The picture of a map over the plane with the points on it: a pyqtgraph image, a line and two scatters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.gui.panels.contour import zero_line
from playground.gui.theme import colormaps
from playground.gui.theme.style import current_theme

Arrays = Mapping[str, np.ndarray]


class SmoothImage(pg.ImageItem):
    """An image drawn with smooth edges between its few pixels."""

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw with bilinear filtering."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        super().paint(painter, option, widget)


class MapPlot(pg.PlotWidget):
    """Show values in -1 to +1 over a square of the plane; row 0 is the top."""

    moved = Signal(object)  # (x1, x2) under the pointer, None when it leaves

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self._half = 6.0
        self._muted = True
        self._image = SmoothImage(axisOrder="row-major")
        self._line = pg.PlotCurveItem(connect="pairs", antialias=True)
        self._points = {part: pg.ScatterPlotItem(pxMode=True) for part in ("train", "validation")}
        for item in (self._image, self._line, *self._points.values()):
            self.addItem(item)
        self._dress()
        self.scene().sigMouseMoved.connect(self._on_move)

    def _dress(self) -> None:
        item = self.getPlotItem()
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        for axis in ("left", "bottom"):
            item.hideAxis(axis)
        item.setContentsMargins(0, 0, 0, 0)
        item.getViewBox().setDefaultPadding(0.0)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.set_extent(6.0)
        self.repaint_theme()

    def set_extent(self, half: float) -> None:
        """Show the square from -half to +half."""
        self._half = half
        self.setRange(QRectF(-half, -half, 2 * half, 2 * half), padding=0.0)

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        theme = current_theme()
        self.setBackground(theme.tokens.panel)
        self._line.setPen(pg.mkPen(theme.tokens.boundary, width=1.3))
        self._image.setLookupTable(colormaps.diverging(theme.dark, muted=self._muted))

    def show_values(self, values: np.ndarray, muted: bool = True, boundary: bool = True) -> None:
        """Draw a (rows, columns) map of values in -1 to +1, with the line where they change sign."""
        if muted != self._muted:
            self._muted = muted
            self.repaint_theme()
        half, rows = self._half, values.shape[0]
        self._image.setImage(values[::-1], levels=(-1.0, 1.0), autoLevels=False)
        self._image.setRect(QRectF(-half, -half, 2 * half, 2 * half))
        if not boundary:
            self._line.setData([], [])
            return
        columns, lines = zero_line(values)
        step = 2 * half / rows  # values stand at the centres of their cells
        self._line.setData((columns + 0.5) * step - half, half - (lines + 0.5) * step)

    def show_points(self, part: str, points: np.ndarray, shades: np.ndarray) -> None:
        """Draw points (n, 2) of one part; `shades` (n,) in -1 to +1 choose their colours."""
        theme = current_theme()
        brushes = {shade: _ink(float(shade)) for shade in np.unique(np.round(shades, 1))}
        colours = [brushes[shade] for shade in np.round(shades, 1)]
        ground = theme.tokens.canvas if theme.dark else QColor("#FFFFFF")
        if part == "train":
            self._points[part].setData(pos=points, size=8.0, brush=colours, pen=pg.mkPen(ground, width=0.9))
        else:
            pens = [pg.mkPen(colour, width=1.7) for colour in colours]
            self._points[part].setData(pos=points, size=7.0, brush=pg.mkBrush(ground), pen=pens)

    def set_points_visible(self, shown: bool) -> None:
        """Show or hide the points."""
        for item in self._points.values():
            item.setVisible(shown)

    def _on_move(self, position: QPointF) -> None:
        spot = self.getPlotItem().getViewBox().mapSceneToView(position)
        inside = abs(spot.x()) <= self._half and abs(spot.y()) <= self._half
        self.moved.emit((spot.x(), spot.y()) if inside else None)

    def leaveEvent(self, event: object) -> None:
        """Tell that the pointer is gone."""
        super().leaveEvent(event)
        self.moved.emit(None)


def _ink(shade: float) -> QColor:
    """Return the colour of a point: its class, or its value between two classes."""
    tokens = current_theme().tokens
    if abs(shade) >= 1:
        return tokens.positive if shade > 0 else tokens.negative
    return colormaps.map_colour(shade, current_theme().dark)


class ColourBar(QWidget):
    """The scale of a map: one class at the left, the other at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(66, 8)
        self.setAccessibleName("Colour scale")

    def paintEvent(self, _event: object) -> None:
        """Draw the map's colours from -1 to +1."""
        gradient = QLinearGradient(0, 0, self.width(), 0)
        for step in range(9):
            colour = colormaps.map_colour(step / 4 - 1, current_theme().dark, muted=True)
            gradient.setColorAt(step / 8, colour)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(self.rect(), 4, 4)
