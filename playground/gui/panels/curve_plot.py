"""One plot of training curves: faint raw, strong smoothed, dashed marks, axes in round steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.gui.panels import axes
from playground.gui.panels.pyramid import Pyramid, Values
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, with_alpha
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import width_of

Scale = Literal["log", "linear", "share", "free"]  # from 0 up, shares, or wherever the values are

SMOOTHING = 0.6  # weight of the past in the strong line (exponential moving average)
SETTLING = 20  # epochs after which half of that weight is reached: short runs are drawn as they are
RAW_OPACITY = 0.4
_FUTURE = 0.32  # opacity of what came after the step that is looked at
LOWEST = 120  # px of height that a plot never goes below
LEFT = 44.0  # px beside the curves, more where a label needs it
_RIGHT, _BELOW, _LABEL_ROOM = 12.0, 22.0, 9.0  # px around the curves
_BESIDE_LABEL = 8.0
_GAP = 4.0  # px between labels side by side
_GRID = 0.35  # opacity of the lines across
_OVER = 1.0  # px by which a line on the frame's edge is seen beyond it
_TIP = 3.0  # radius of the dot at a line's end, px
_BUCKETS = 90  # of the raw line: at most eight points each, about what the plot has pixels
_SAMPLES = 200  # points of the strong line, whose width makes each of them dear


class Series:
    """One growing curve with its smoothed twin; position `i` lies at `x = i + 1`, or where `xs` says."""

    def __init__(self, xs: Values | None = None) -> None:
        self.xs = xs
        self.raw, self.smooth = Pyramid(), Pyramid()
        self._mean, self._count = 0.0, 0
        self.low, self.high = np.inf, -np.inf
        self.above_zero = np.inf  # the lowest of those that have a logarithm
        self.last, self.last_at = np.nan, 0  # the last that is a number, and how many lie up to it

    def along(self, positions: Values) -> Values:
        """Return where positions lie along the axis."""
        return positions + 1 if self.xs is None else np.interp(positions, np.arange(len(self.xs)), self.xs)

    @property
    def reach(self) -> float:
        """Return how far it goes along the axis."""
        return float(self.along(np.array([len(self.raw) - 1.0]))[0]) if len(self.raw) else 0.0

    def append(self, values: Values) -> None:
        """Add values, in order."""
        before = len(self.raw)
        self.raw.append(values)
        self.smooth.append(np.array([self._smoothed(value) for value in values.tolist()]))
        known = np.flatnonzero(np.isfinite(values))
        if not len(known):
            return
        finite = values[known]
        self.low, self.high = min(self.low, finite.min()), max(self.high, finite.max())
        self.above_zero = min(self.above_zero, finite[finite > 0].min(initial=np.inf))
        self.last, self.last_at = float(finite[-1]), before + int(known[-1]) + 1

    def _smoothed(self, value: float) -> float:
        if not math.isfinite(value):
            return float("nan")
        past = SMOOTHING * self._count / (self._count + SETTLING)
        self._count += 1
        self._mean = past * self._mean + (1 - past) * value
        return self._mean


@dataclass
class _Lines:
    colour: QColor
    raw: QPainterPath
    smooth: QPainterPath
    tip: QPointF | None = None


@dataclass(frozen=True)
class Level:
    """One value to compare the curves with, and what it is."""

    value: float
    words: str
    short: str = ""  # where there is no room for them


@dataclass(frozen=True)
class Frame:
    """What the axes span, and their ticks; a new one is drawn only when it differs."""

    right: float
    bottom: float
    top: float
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


class CurvePlot(QWidget):
    """Draw named series over epochs, on a vertical axis of one scale; none is drawn below `lowest`.

    It paints itself: a pyqtgraph plot takes four times as long, and training waits for it.
    """

    def __init__(self, scale: Scale = "log", lowest: float = -math.inf) -> None:
        super().__init__()
        self._scale, self._lowest = scale, lowest
        self._left = LEFT
        self._lines: dict[str, _Lines] = {}
        self._series: dict[str, Series] = {}
        self._marks: list[float] = []
        self._now: float | None = None  # the epoch that is looked at; what came later is faint
        self.level: Level | None = None
        self._frame = Frame(1.0, 0.0, 1.0, (), ())
        self._ground: QPixmap | None = None  # axes, made again when they change
        self.setMinimumSize(110, LOWEST)

    @property
    def frame(self) -> Frame:
        """Return what the axes span."""
        return self._frame

    @property
    def marks(self) -> tuple[float, ...]:
        """Return the epochs that have a mark."""
        return tuple(self._marks)

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        self._ground = None
        self.update()

    def set_colour(self, name: str, colour: QColor) -> None:
        """Give one series its colour."""
        if name in self._lines:
            self._lines[name].colour = colour
        else:
            self._lines[name] = _Lines(colour, QPainterPath(), QPainterPath())
        self.update()

    def set_scale(self, scale: Scale) -> None:
        """Choose another vertical axis."""
        self._scale = scale
        self.show_series(self._series)

    def set_marks(self, epochs: list[float]) -> None:
        """Draw a dashed line at each of the given epochs."""
        if epochs != self._marks:
            self._marks = list(epochs)
            self.update()

    @property
    def now(self) -> float | None:
        """Return the epoch that is looked at; None: the newest."""
        return self._now

    def set_now(self, epoch: float | None) -> None:
        """Draw a line where somebody looks, and what came later faintly; None: nobody looks back."""
        if epoch != self._now:
            self._now = epoch
            self.update()

    def set_level(self, level: Level | None) -> None:
        """Draw a dashed line at one value, with what it is; none without."""
        if level is not None and not math.isfinite(level.value):
            level = None
        if level != self.level:
            self.level = level
            self.show_series(self._series)

    def show_series(self, series: dict[str, Series]) -> None:
        """Draw the series as they stand now."""
        self._series = series
        length = max((len(one.raw) for one in series.values()), default=0)
        frame = self._framed(max((one.reach for one in series.values()), default=0.0))
        if frame != self._frame:
            self._frame, self._ground = frame, None
            labels = [width_of(words, _label_font()) for _, words in frame.up]
            self._left = max(LEFT, math.ceil(max(labels, default=0.0)) + _BESIDE_LABEL + 2)
        for name, lines in self._lines.items():
            self._trace(lines, series.get(name) or Series(), length)
        self.update()

    def place(self, epoch: float, value: float) -> QPointF:
        """Return where a value is drawn, in px of the plot."""
        scaled = self._scaled(np.array([value]))
        x, y = self._at(np.array([epoch]), scaled)
        return QPointF(float(x[0]), float(y[0]))

    def _trace(self, lines: _Lines, series: Series, length: int) -> None:
        lines.raw = self._path(series, *series.raw.window(0, length, _BUCKETS))
        lines.smooth = self._path(series, *series.smooth.sample(_SAMPLES))
        last = float(series.along(np.array([series.last_at - 1.0]))[0]) if series.last_at else 0.0
        lines.tip = self.place(last, series.last) if series.last_at else None

    def _path(self, series: Series, positions: Values, values: Values) -> QPainterPath:
        x, y = self._at(series.along(positions), self._scaled(values))
        path: QPainterPath = pg.arrayToQPath(x, y, connect="finite")
        return path

    def _at(self, epochs: Values, scaled: Values) -> tuple[Values, Values]:
        area, frame = self.area, self._frame
        x = area.left() + epochs * (area.width() / frame.right)
        y = area.bottom() - (scaled - frame.bottom) * (area.height() / (frame.top - frame.bottom))
        return x, y

    @property
    def area(self) -> QRectF:
        """Return where curves are drawn, within the axes' labels."""
        return QRectF(self.rect()).adjusted(self._left, _LABEL_ROOM, -_RIGHT, -_BELOW)

    def _scaled(self, values: Values) -> Values:
        """Return heights on the axis, within the frame."""
        return np.clip(self._heights(values), self._frame.bottom, self._frame.top)

    def _heights(self, values: Values) -> Values:
        """Return how high values lie on the axis, wherever that is; what is no number has none."""
        if not self._is_log:
            return np.where(np.isfinite(values), values, np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(values > 0, np.log10(values), np.where(values <= 0, -np.inf, np.nan))
        return np.where(np.isposinf(values), np.nan, values)

    @property
    def _is_log(self) -> bool:
        """Tell whether the axis is logarithmic: not where values lie below zero."""
        return self._scale == "log" and all(one.low >= 0 for one in self._series.values())

    def _across(self, reach: float) -> axes.Ticks:
        """Return the ticks of what the curves reach: ten epochs at least."""
        return axes.linear_ticks(max(reach, 10))

    def _framed(self, reach: float) -> Frame:
        across = self._across(reach)
        low = min((one.low for one in self._series.values()), default=np.inf)
        high = max((one.high for one in self._series.values()), default=-np.inf)
        if self.level is not None and self._has_height(self.level.value):
            low, high = min(low, self.level.value), max(high, self.level.value)
        bottom, top, up = self._vertical(float(low), float(high))
        return Frame(across[-1][0], bottom, top, tuple(across), tuple(up))

    def _has_height(self, value: float) -> bool:
        """Tell whether a value can stand on the axis."""
        return value > 0 if self._is_log else value >= self._lowest

    def _vertical(self, low: float, high: float) -> tuple[float, float, axes.Ticks]:
        if self._scale == "share":
            bottom = 0.5 if low >= 0.5 else 0.0
            return bottom, 1.0, axes.percent_ticks(bottom)
        if self._is_log:
            return self._logarithmic(low, high)
        if self._scale == "free" or low < 0:
            ticks = axes.span_ticks(max(low, self._lowest), max(high, self._lowest))
        else:
            ticks = axes.linear_ticks(high)
        return ticks[0][0], ticks[-1][0], ticks

    def _logarithmic(self, low: float, high: float) -> tuple[float, float, axes.Ticks]:
        """Return bounds and ticks around all that has a logarithm; zeros stand at the bottom."""
        least = min((one.above_zero for one in self._series.values()), default=np.inf)
        bottom, top = axes.log_bounds(min(float(least), low) if low > 0 else float(least), high)
        if low > 0:
            return bottom, top, axes.log_ticks(bottom, top)
        return bottom - 0.5, top, axes.log_ticks_over_zero(bottom - 0.5, top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out anew."""
        super().resizeEvent(event)
        self._ground = None
        self.show_series(self._series)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw axes, marks and lines."""
        if self._ground is None:
            self._ground = self._make_ground()
        painter.drawPixmap(0, 0, self._ground)
        area = self.area
        painter.setClipRect(area.adjusted(-4, -6, 4, 6))
        self._draw_marks(painter)
        self._draw_level(painter)
        if self._now is None:
            self._draw_part(painter, area.adjusted(-4, 0, 4, 0))
            return
        x = area.left() + self._now * area.width() / self._frame.right
        self._draw_part(painter, area.adjusted(-4, 0, x - area.right(), 0))
        painter.setOpacity(_FUTURE)
        self._draw_part(painter, area.adjusted(x - area.left(), 0, 4, 0))
        painter.setClipping(False)
        painter.setOpacity(1.0)
        painter.setPen(QPen(current_theme().tokens.text, 1.3))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _draw_part(self, painter: QPainter, part: QRectF) -> None:
        """Draw the lines within their frame, half their width beyond it, and the dots at their ends whole."""
        painter.setClipRect(part.adjusted(0, -_OVER, 0, _OVER))
        self._draw_lines(painter)
        painter.setClipRect(part.adjusted(0, -_TIP - 1, 0, _TIP + 1))
        painter.setPen(Qt.PenStyle.NoPen)
        for lines in self._lines.values():
            if lines.tip is not None:
                painter.setBrush(lines.colour)
                painter.drawEllipse(lines.tip, _TIP, _TIP)

    def _draw_lines(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for lines in self._lines.values():
            painter.setPen(QPen(with_alpha(lines.colour, RAW_OPACITY), 1))
            painter.drawPath(lines.raw)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for lines in self._lines.values():
            painter.setPen(QPen(lines.colour, 1.6))
            painter.drawPath(lines.smooth)

    def _draw_marks(self, painter: QPainter) -> None:
        area = self.area
        painter.setPen(QPen(current_theme().tokens.text2, 1, Qt.PenStyle.DashLine))
        for epoch in self._marks:
            x = round(area.left() + epoch * area.width() / self._frame.right)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _draw_level(self, painter: QPainter) -> None:
        """Draw the line across, its words at the right, on the side where the curves do not end."""
        if self.level is None or not self._has_height(self.level.value):
            return
        area, tokens = self.area, current_theme().tokens
        y = round(self.place(0, self.level.value).y())
        painter.setPen(QPen(tokens.text2, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setFont(_label_font())
        ends = [lines.tip.y() for lines in self._lines.values() if lines.tip is not None]
        ends = [end for end in ends if abs(end - y) < 16] or ends  # those that words could lie on
        below = y - 15 < area.top() or (y + 15 < area.bottom() and sum(ends) < y * len(ends))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        whole = width_of(self.level.words, _label_font()) < area.width() - _BESIDE_LABEL
        place = QRectF(area.left(), y + 1 if below else y - 15, area.width(), 14)
        painter.drawText(place, right, self.level.words if whole else self.level.short)

    def _make_ground(self) -> QPixmap:
        """Draw ground, grid, axes and their labels."""
        tokens, ratio = current_theme().tokens, self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(tokens.panel)
        with QPainter(made) as painter:
            painter.setFont(_label_font())
            self._draw_rows(painter)
            self._draw_columns(painter)
        return made

    def _draw_rows(self, painter: QPainter) -> None:
        tokens, area, frame = current_theme().tokens, self.area, self._frame
        for value, words in frame.up:
            y = area.bottom() - (value - frame.bottom) * area.height() / (frame.top - frame.bottom)
            painter.setPen(with_alpha(tokens.line2, _GRID))
            painter.drawLine(QPointF(area.left(), round(y)), QPointF(area.right(), round(y)))
            painter.setPen(tokens.text3)
            place = QRectF(0, y - 8, area.left() - _BESIDE_LABEL, 16)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)

    def _draw_columns(self, painter: QPainter) -> None:
        tokens, area = current_theme().tokens, self.area
        painter.setPen(tokens.line2)
        painter.drawLine(area.topLeft(), area.bottomLeft())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(tokens.text3)
        for place, words in self.labels_across():
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)

    def labels_across(self) -> list[tuple[QRectF, str]]:
        """Return the epochs' labels and their places: every one, or every second and so on, apart."""
        area, top, labels = self.area, self.area.bottom() + 5, []
        for epoch, words in self._frame.across:
            wide = math.ceil(width_of(words, _label_font())) + 2.0
            x = area.left() + epoch * area.width() / self._frame.right
            labels.append((QRectF(min(x - wide / 2, self.width() - 1 - wide), top, wide, 16), words))
        for step in range(1, len(labels)):
            kept = labels[::step]
            if all(one.right() + _GAP <= two.left() for (one, _), (two, _) in pairwise(kept)):
                return kept
        return labels[:1]


def _label_font() -> QFont:
    return font(CAPTION, tabular=True)
