"""The picture of a map over the plane with the points on it: an image, a line and two kinds of dots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from playground.gui.panels.contour import zero_line
from playground.gui.theme import colormaps
from playground.gui.theme.style import current_theme
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted

_BOUNDARY = 1.3  # px
_TRAIN, _VALIDATION = 4.0, 3.5  # radius of a point, px
_MARK = 8.0  # radius of the ring around what is marked, px
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip
_STRIDE = 1 / 30  # of half the width, that an arrow goes


@dataclass(frozen=True)
class _Points:
    """The samples of one part: where they lie (n, 2), and a shade of each (n,) in -1 to +1."""

    places: np.ndarray
    shades: np.ndarray


class MapPlot(Ringed, QWidget):
    """Show values in -1 to +1 over a square of the plane; row 0 is the top.

    It paints itself, the points once for all: a pyqtgraph plot takes longer, and training waits for it.
    """

    moved = Signal(object)  # (x1, x2) under the pointer, None when it leaves
    chosen = Signal(object)  # (x1, x2) that was clicked, or that the arrows went to

    def __init__(self) -> None:
        super().__init__()
        self._half = 6.0
        self._muted = True
        self._values: np.ndarray | None = None
        self._image: QImage | None = None
        self._line: tuple[np.ndarray, np.ndarray] = (np.zeros(0), np.zeros(0))  # shares of the width, height
        self._path = QPainterPath()
        self._points: dict[str, _Points] = {}
        self._points_visible = True
        self._mark: tuple[float, float] | None = None
        self._dots: QPixmap | None = None  # all points, made again when they change
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they are

    def set_extent(self, half: float) -> None:
        """Show the square from -half to +half."""
        self._half = half
        self._drop_dots()

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        self._colour()
        self._drop_dots()

    def show_values(self, values: np.ndarray, muted: bool = True, boundary: bool = True) -> None:
        """Draw a (rows, columns) map of values in -1 to +1, with the line where they change sign."""
        self._values, self._muted = values, muted
        self._colour()
        columns, rows = zero_line(values) if boundary else (np.zeros(0), np.zeros(0))
        height, width = values.shape  # values stand at the centres of their cells
        self._line = ((columns + 0.5) / width, (rows + 0.5) / height)
        self._trace()

    def clear(self) -> None:
        """Draw no map, the points alone."""
        self._values = self._image = None
        self._line = (np.zeros(0), np.zeros(0))
        self._trace()

    def show_points(self, part: str, points: np.ndarray, shades: np.ndarray) -> None:
        """Draw points (n, 2) of one part; `shades` (n,) in -1 to +1 choose their colours."""
        self._points[part] = _Points(points, shades)
        self._drop_dots()

    @property
    def mark(self) -> tuple[float, float] | None:
        """Return the point that is marked."""
        return self._mark

    def show_mark(self, point: tuple[float, float] | None) -> None:
        """Mark a point of the plane, or none."""
        if point != self._mark:
            self._mark = point
            self.update()

    def set_points_visible(self, shown: bool) -> None:
        """Show or hide the points."""
        self._points_visible = shown
        self.update()

    def _colour(self) -> None:
        if self._values is not None:
            table = colormaps.diverging(current_theme().dark, muted=self._muted)
            self._image = colormaps.image(self._values, table)
        self.update()

    def _drop_dots(self) -> None:
        self._dots = None
        self.update()

    def _trace(self) -> None:
        x, y = self._line
        self._path = pg.arrayToQPath(x * self.width(), y * self.height(), connect="pairs")
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay line and points out anew."""
        super().resizeEvent(event)
        self._trace()
        self._drop_dots()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw ground, map, line and points."""
        tokens = current_theme().tokens
        if self._image is None:
            painter.fillRect(self.rect(), tokens.panel)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self.rect()), self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(tokens.boundary, _BOUNDARY))
            painter.drawPath(self._path)
        if self._points_visible and self._points:
            self._dots = self._dots or self._make_dots()
            painter.drawPixmap(0, 0, self._dots)
        if self._mark is not None:
            self._paint_mark(painter, self._shown(np.array([self._mark]))[0])

    @staticmethod
    def _paint_mark(painter: QPainter, place: QPointF) -> None:
        """Draw a ring with four ticks, seen on every ground."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        tokens = current_theme().tokens
        for colour, width in ((tokens.panel, 4.5), (tokens.accent_text, 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(place, _MARK, _MARK)
            for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(place + QPointF(x, y) * _MARK, place + QPointF(x, y) * (_MARK + 5))

    def _make_dots(self) -> QPixmap:
        """Draw every point; training ones filled, validation ones as rings above them."""
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            theme = current_theme()
            ground = theme.tokens.canvas if theme.dark else QColor("#FFFFFF")
            for part, points in self._points.items():
                for place, shade in zip(self._shown(points.places), points.shades, strict=True):
                    ring = part != "train"
                    colour = _ink(round(float(shade), 1))
                    painter.setPen(QPen(colour, 1.7) if ring else QPen(ground, 0.9))
                    painter.setBrush(ground if ring else colour)
                    radius = _VALIDATION if ring else _TRAIN
                    painter.drawEllipse(place, radius, radius)
        return made

    def _shown(self, places: np.ndarray) -> list[QPointF]:
        x = (places[:, 0] + self._half) / (2 * self._half) * self.width()
        y = (self._half - places[:, 1]) / (2 * self._half) * self.height()
        return [QPointF(*place) for place in zip(x.tolist(), y.tolist(), strict=True)]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what lies under the pointer."""
        x, y = event.position().x() / max(1, self.width()), event.position().y() / max(1, self.height())
        inside = 0 <= x <= 1 and 0 <= y <= 1
        self.moved.emit(((2 * x - 1) * self._half, (1 - 2 * y) * self._half) if inside else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the point that is clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            x, y = event.position().x() / max(1, self.width()), event.position().y() / max(1, self.height())
            self._choose((2 * x - 1) * self._half, (1 - 2 * y) * self._half)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on from the marked point with the arrows."""
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        x1, x2 = self._mark or (0.0, 0.0)
        self._choose(x1 + step[0] * _STRIDE * self._half, x2 + step[1] * _STRIDE * self._half)

    def _choose(self, x1: float, x2: float) -> None:
        self.chosen.emit(tuple(min(max(each, -self._half), self._half) for each in (x1, x2)))

    def leaveEvent(self, event: QEvent) -> None:
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

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the map's colours from -1 to +1."""
        gradient = QLinearGradient(0, 0, self.width(), 0)
        for step in range(9):
            colour = colormaps.map_colour(step / 4 - 1, current_theme().dark, muted=True)
            gradient.setColorAt(step / 8, colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(self.rect(), 4, 4)
