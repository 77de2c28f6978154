"""How far off the predictions of a number are: how many by how much, too low or too high."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.subject import Subject
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.gui.panels import axes
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import figure
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, with_alpha
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption
from playground.gui.widgets.painting import CENTRE, LEFT, RIGHT, text, width_of
from playground.gui.widgets.plain import set_tip

VIEW = "class_figures"
BINS = 20  # about so many
_LEFT, _RIGHT, _TOP, _BELOW = 36.0, 10.0, 18.0, 18.0


class ResidualsPanel(ViewPanel):
    """Follow the figures on held-out data."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.bars = ResidualBars()
        self.menu = PanelMenu(workspace, self, tr("Residuals"), self._table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.setSpacing(2)
        layout.addWidget(self.headed(tr("Residuals"), Caption(tr("predicted − true")), self.menu))
        layout.addWidget(self.bars, 1)
        workspace.views.subject_changed.connect(self._on_subject)
        workspace.run_changed.connect(self.refresh)

    def repaint_theme(self) -> None:
        """Paint again: all of it is painted with the colours in force."""
        self.bars.update()

    def refresh(self) -> None:
        """Show the newest figures."""
        shown = self.shown
        if shown is None or "target" not in shown.arrays:
            self.bars.show_residuals(np.zeros(0))
            return
        off = shown.arrays["answer"].astype(np.float64) - shown.arrays["target"]
        self.bars.show_residuals(off if self._workspace.seen.started else off[:0])
        self._on_subject(self._workspace.views.subject)

    def _on_subject(self, subject: Subject) -> None:
        self.bars.show_current(subject.place_in("validation"))

    def _table(self) -> list[list[str]]:
        """Return the bars as plain numbers."""
        edges, counts = self.bars.edges.tolist(), self.bars.counts.tolist()
        rows = ([f"{low:.9g}", f"{high:.9g}", str(count)]
                for low, high, count in zip(edges, edges[1:], counts, strict=False))  # fmt: skip
        return [["from", "to", "samples"], *rows]


class ResidualBars(QWidget):
    """Draw a histogram around zero: too low in blue, too high in orange."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(120, 64)
        self.setAccessibleName(tr("Residuals"))
        self._off = np.zeros(0)
        self._current: int | None = None
        self.edges, self.counts = np.array([-1.0, 0.0, 1.0]), np.zeros(2, np.int64)

    def show_residuals(self, off: np.ndarray) -> None:
        """Show how far off each sample is (n,)."""
        self._off = off
        known = off[np.isfinite(off)]
        self.edges = bin_edges(known)
        self.counts = np.histogram(np.clip(known, self.edges[0], self.edges[-1]), self.edges)[0]
        set_tip(self, self._words())
        self.update()

    def show_current(self, index: int | None) -> None:
        """Mark the bar of one sample, or none."""
        if index != self._current:
            self._current = index
            self.update()

    def _words(self) -> str:
        known = self._off[np.isfinite(self._off)]
        if not len(known):
            return tr("Nothing trained yet")
        words = tr("{low} too low, {high} too high; mean {mean}")
        return words.format(low=int((known < 0).sum()), high=int((known > 0).sum()), mean=self._mean())

    def _mean(self) -> str:
        return figure(float(self._off[np.isfinite(self._off)].mean()), signed=True)

    @property
    def current_bar(self) -> int:
        """Return the bar in which the chosen sample lies, -1 for none."""
        if self._current is None or self._current >= len(self._off):
            return -1
        off = self._off[self._current]
        if not math.isfinite(off):
            return -1
        found = int(np.searchsorted(self.edges, off, side="right")) - 1
        return min(max(found, 0), len(self.counts) - 1)

    def sizeHint(self) -> QSize:
        """Ask for a low strip."""
        return QSize(320, 90)

    def bar(self, index: int) -> QRectF:
        """Return where a bar is drawn."""
        area, most = self._area(), max(1, int(self.counts.max()))
        left, right = self._x(self.edges[index]), self._x(self.edges[index + 1])
        high = area.height() * int(self.counts[index]) / most
        return QRectF(left + 0.5, area.bottom() - high, right - left - 1, high)

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BELOW)

    def _x(self, value: float) -> float:
        area, low, high = self._area(), self.edges[0], self.edges[-1]
        return float(area.left() + (value - low) / (high - low) * area.width())

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw bars, axis and words."""
        tokens, area, small = current_theme().tokens, self._area(), font(CAPTION, tabular=True)
        if not len(self._off):
            text(painter, QRectF(self.rect()), tr("Nothing trained yet"), tokens.text3, small, CENTRE)
            return
        self._draw_axes(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        for index in range(len(self.counts)):
            colour = tokens.negative if self.edges[index + 1] <= 0 else tokens.positive
            painter.fillRect(self.bar(index), colour)
        if self.current_bar >= 0:
            painter.setPen(QPen(tokens.accent_text, 1.5))
            painter.drawRect(self.bar(self.current_bar).adjusted(-0.5, -1, 0.5, 0))
        top = QRectF(area.left(), 0, area.width(), 16)
        text(painter, top, tr("too low"), tokens.text3, small, LEFT)
        text(painter, top, tr("too high"), tokens.text3, small, RIGHT)
        text(painter, top, tr("mean {mean}").format(mean=self._mean()), tokens.text2, small, CENTRE)

    def _draw_axes(self, painter: QPainter) -> None:
        tokens, area, small = current_theme().tokens, self._area(), font(CAPTION, tabular=True)
        painter.setPen(with_alpha(tokens.line2, 0.6))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        zero = self._x(0.0)
        painter.setPen(tokens.edge)
        painter.drawLine(QPointF(zero, area.top()), QPointF(zero, area.bottom()))
        most = QRectF(0, area.top() - 8, area.left() - 6, 16)
        text(painter, most, str(int(self.counts.max())), tokens.text3, small, RIGHT)
        for value, words in axes.span_ticks(float(self.edges[0]), float(self.edges[-1])):
            if self.edges[0] <= value <= self.edges[-1]:
                words = f"+{words}" if value > 0 else words
                wide = width_of(words, small) + 2
                left = min(max(0.0, self._x(value) - wide / 2), self.width() - wide)
                text(painter, QRectF(left, area.bottom() + 2, wide, 15), words, tokens.text3, small, CENTRE)


def bin_edges(off: np.ndarray) -> np.ndarray:
    """Return edges of equal bins of a round width, one of them at zero."""
    farthest = float(np.abs(off).max(initial=0.0))
    if not 0 < farthest < axes.FARTHEST:
        return np.array([-1.0, 0.0, 1.0])
    low, high = min(0.0, float(off.min())), max(0.0, float(off.max()))
    step = axes.reach((high - low) / BINS)
    first, last = math.floor(low / step), math.ceil(high / step)
    return step * np.arange(first, max(last, first + 1) + 1, dtype=np.float64)
