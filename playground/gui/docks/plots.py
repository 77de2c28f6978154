"""The inspector's two plots; imported only once the window is painted, since pyqtgraph takes a while."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import with_alpha

BARS = 26  # more would be too thin
_GAP = 0.2  # of a bar's width


class _SmallPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot without axes, mouse or menu."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        item = self.getPlotItem()
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        for axis in ("left", "bottom"):
            item.hideAxis(axis)
        item.getViewBox().setDefaultPadding(0.0)
        item.setContentsMargins(0, 0, 0, 0)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        self.setBackground(current_theme().tokens.field)


class HistogramPlot(_SmallPlot):
    """Bars around zero: negative ones blue, positive ones orange."""

    def __init__(self) -> None:
        super().__init__()
        self._zero = pg.InfiniteLine(0.0, angle=90)
        self._bars = {sign: pg.BarGraphItem(x=[], height=[], width=1.0) for sign in ("negative", "positive")}
        for item in (*self._bars.values(), self._zero):
            self.addItem(item)
        self.repaint_theme()

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        super().repaint_theme()
        tokens = current_theme().tokens
        for sign, bars in self._bars.items():
            bars.setOpts(brush=pg.mkBrush(tokens.colour(sign)), pen=None)
        self._zero.setPen(pg.mkPen(tokens.edge))

    def show_counts(self, counts: np.ndarray, edges: np.ndarray) -> float:
        """Draw a histogram (n,) with edges (n + 1,) around zero; return how far the axis reaches."""
        merged, ends = fitted(counts, edges)
        middles, wide = (ends[:-1] + ends[1:]) / 2, float(ends[1] - ends[0])
        for sign, chosen in (("negative", middles < 0), ("positive", middles >= 0)):
            options = {"x": middles[chosen], "height": merged[chosen], "width": wide * (1 - _GAP)}
            self._bars[sign].setOpts(**options)
        top = float(merged.max()) or 1.0
        self.setXRange(float(ends[0]), float(ends[-1]), padding=0.02)
        self.setYRange(0.0, top * 1.08, padding=0.0)
        return float(ends[-1])


def fitted(counts: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the part of a histogram around zero that is not empty, as wide on both sides, in few bars."""
    used = np.flatnonzero(counts)
    half = len(counts) // 2
    reach = max(2, half - used[0], used[-1] + 1 - half) if len(used) else half
    each = 1 if 2 * reach <= BARS else 2
    reach = min(half, -(-reach // each) * each)
    inner = counts[half - reach : half + reach]
    return inner.reshape(-1, each).sum(axis=1), edges[half - reach : half + reach + 1 : each]


class NormPlot(_SmallPlot):
    """A positive figure over the steps, logarithmic: faint as it is, strong when smoothed."""

    def __init__(self) -> None:
        super().__init__()
        self._raw, self._smooth = pg.PlotCurveItem(), pg.PlotCurveItem(antialias=True)
        for item in (self._raw, self._smooth):
            self.addItem(item)
        self.repaint_theme()

    def repaint_theme(self) -> None:
        """Take the colours of the theme in force."""
        super().repaint_theme()
        colour = current_theme().tokens.curve_train
        self._raw.setPen(pg.mkPen(with_alpha(colour, 0.45), width=1.0))
        self._smooth.setPen(pg.mkPen(colour, width=1.7))

    def show_norms(self, steps: np.ndarray, norms: np.ndarray) -> None:
        """Draw norms (n,) at steps (n,)."""
        logs = np.log10(np.maximum(norms, 1e-12))
        self._raw.setData(steps, logs)
        self._smooth.setData(steps, smoothed(logs))
        low, high = float(logs.min()), float(logs.max())
        middle, half = (low + high) / 2, max((high - low) / 2 * 1.1, 0.3)
        self.setXRange(float(steps[0]), max(float(steps[-1]), float(steps[0]) + 1), padding=0.01)
        self.setYRange(middle - half, middle + half, padding=0.0)


def smoothed(values: np.ndarray) -> np.ndarray:
    """Return the running mean over a fortieth of the values, shorter at the beginning."""
    window = max(1, len(values) // 40)
    sums = np.cumsum(np.concatenate([[0.0], values]))
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(0, ends - window)
    means: np.ndarray = (sums[ends] - sums[starts]) / (ends - starts)
    return means
