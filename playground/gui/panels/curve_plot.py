"""One plot of training curves: faint raw, strong smoothed, dashed marks, axes in round steps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from playground.gui.panels import axes
from playground.gui.panels.pyramid import Pyramid, Values
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, with_alpha

SMOOTHING = 0.6  # weight of the past in the strong line (exponential moving average)
SETTLING = 20  # epochs after which half of that weight is reached: short runs are drawn as they are
RAW_OPACITY = 0.4
LABEL_ROOM = 9.0  # px beyond the outermost ticks, or their labels are left out
_BUCKETS = 90  # of the raw line: at most eight points each, about what the plot has pixels
_SAMPLES = 200  # points of the strong line, whose width makes each of them dear


class Series:
    """One growing curve with its smoothed twin; position `i` lies at `x = i + 1`."""

    def __init__(self) -> None:
        self.raw, self.smooth = Pyramid(), Pyramid()
        self._mean, self._count = 0.0, 0
        self.low, self.high, self.last = np.inf, -np.inf, np.nan

    def append(self, values: Values) -> None:
        """Add values, in order."""
        self.raw.append(values)
        self.smooth.append(np.array([self._smoothed(value) for value in values]))
        finite = values[np.isfinite(values)]
        if len(finite):
            self.low, self.high = min(self.low, finite.min()), max(self.high, finite.max())
            self.last = float(finite[-1])

    def _smoothed(self, value: float) -> float:
        if not np.isfinite(value):
            return float("nan")
        past = SMOOTHING * self._count / (self._count + SETTLING)
        self._count += 1
        self._mean = past * self._mean + (1 - past) * value
        return self._mean


@dataclass
class _Lines:
    raw: pg.PlotCurveItem
    smooth: pg.PlotCurveItem
    tip: pg.ScatterPlotItem


class CurvePlot(pg.PlotWidget):
    """Draw named series over epochs; `percent` fixes the vertical axis to shares."""

    def __init__(self, percent: bool = False) -> None:
        super().__init__(enableMenu=False)
        self._percent, self._log = percent, not percent
        self._lines: dict[str, _Lines] = {}
        self._series: dict[str, Series] = {}
        self._marks: list[pg.InfiniteLine] = []
        self._frame: tuple[float, float, float, float] | None = None
        self._dress()

    def _dress(self) -> None:
        item = self.getPlotItem()
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.setContentsMargins(0, 4, 8, 0)
        item.showGrid(y=True, x=False, alpha=0.35)
        self.setFrameShape(self.Shape.NoFrame)
        for name, size in (("left", 44), ("bottom", None)):
            axis = item.getAxis(name)
            axis.setStyle(
                tickFont=font(CAPTION, tabular=True),
                tickLength=0,
                tickTextOffset=6,
                hideOverlappingLabels=False,
                textFillLimits=[(0, 5.0)],
            )
            if size:
                axis.setWidth(size)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item.getViewBox().sigResized.connect(self._on_resized)
        self.repaint_theme()

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        tokens = current_theme().tokens
        self.setBackground(tokens.panel)
        for name in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(name)
            axis.setPen(pg.mkPen(tokens.line2))
            axis.setTextPen(pg.mkPen(tokens.text3))
        for mark in self._marks:
            mark.setPen(_mark_pen())

    def set_colour(self, name: str, colour: QColor) -> None:
        """Give one series its colour, making its lines when they are new."""
        lines = self._lines.get(name) or self._add(name)
        lines.raw.setPen(pg.mkPen(with_alpha(colour, RAW_OPACITY)))
        lines.smooth.setPen(pg.mkPen(colour, width=1.6))
        lines.tip.setBrush(pg.mkBrush(colour))

    def _add(self, name: str) -> _Lines:
        lines = _Lines(
            pg.PlotCurveItem(), pg.PlotCurveItem(antialias=True), pg.ScatterPlotItem(size=6, pen=None)
        )
        for item in (lines.raw, lines.smooth, lines.tip):
            self.addItem(item)
        self._lines[name] = lines
        return lines

    def set_log(self, log: bool) -> None:
        """Choose a logarithmic or a linear vertical axis."""
        self._log = log and not self._percent
        self.show_series(self._series)

    def show_series(self, series: dict[str, Series]) -> None:
        """Draw the series as they stand now."""
        self._series = series
        length = max((len(one.raw) for one in series.values()), default=0)
        for name, lines in self._lines.items():
            self._draw(lines, series.get(name) or Series(), length)
        self._set_ranges(length)

    def _draw(self, lines: _Lines, series: Series, length: int) -> None:
        spiky, smooth = series.raw.window(0, length, _BUCKETS), series.smooth.sample(_SAMPLES)
        for item, (x, y) in ((lines.raw, spiky), (lines.smooth, smooth)):
            item.setData(x + 1, self._scaled(y), connect="finite")
        last = self._scaled(np.array([series.last]))
        shown = np.isfinite(last).all() and len(series.raw) > 0
        lines.tip.setData([len(series.raw)] if shown else [], last if shown else [])

    def _scaled(self, y: Values) -> Values:
        if not self._log:
            return y
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(y > 0, np.log10(y), np.nan)

    def _on_resized(self) -> None:
        """Keep room for the outermost labels at any size."""
        if self._series:
            self._set_ranges(max(len(one.raw) for one in self._series.values()))

    def _set_ranges(self, length: int) -> None:
        across = axes.linear_ticks(max(length, 10))
        low = min((one.low for one in self._series.values()), default=np.inf)
        high = max((one.high for one in self._series.values()), default=-np.inf)
        bottom, top, up = self._vertical(float(low), float(high))
        item = self.getPlotItem()
        room = LABEL_ROOM / max(4 * LABEL_ROOM, item.getViewBox().height())
        frame = (across[-1][0], bottom, top, room)
        if frame == self._frame:  # axes are laid out anew only when they change
            return
        self._frame = frame
        item.setXRange(0, frame[0], padding=0.02)
        item.setYRange(bottom, top, padding=room)
        item.getAxis("bottom").setTicks([across])
        item.getAxis("left").setTicks([up])

    def _vertical(self, low: float, high: float) -> tuple[float, float, axes.Ticks]:
        if self._percent:
            bottom = 0.5 if low >= 0.5 else 0.0
            return bottom, 1.0, axes.percent_ticks(bottom)
        if self._log:
            bottom, top = axes.log_bounds(low, high)
            return bottom, top, axes.log_ticks(bottom, top)
        ticks = axes.linear_ticks(high if math.isfinite(high) and high > 0 else 1.0)
        return 0.0, ticks[-1][0], ticks

    def set_marks(self, epochs: list[float]) -> None:
        """Draw a dashed line at each of the given epochs."""
        if epochs == [mark.value() for mark in self._marks]:
            return
        for mark in self._marks:
            self.removeItem(mark)
        self._marks = [pg.InfiniteLine(pos=epoch, angle=90, pen=_mark_pen()) for epoch in epochs]
        for mark in self._marks:
            self.addItem(mark)


def _mark_pen() -> pg.QtGui.QPen:
    return pg.mkPen(current_theme().tokens.text2, style=Qt.PenStyle.DashLine)
