"""The curves of the runs laid over one another: names at their ends, where they branch, values on hover."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from playground.app.run_rows import RunRow, seconds_along
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.training.metrics import Metric
from playground.gui.panels import axes
from playground.gui.panels.curve_plot import CurvePlot, Series
from playground.gui.runs.colours import colour_of
from playground.gui.runs.model import FAR
from playground.gui.theme import metric_words, numbers
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, SEMIBOLD
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.guard import painted_over
from playground.gui.widgets.labels import Caption, SectionHeader
from playground.gui.widgets.painting import RIGHT, box, text, width_of
from playground.gui.widgets.segments import Segments

_NAMES = 150.0  # px at the right for the runs' names
_PITCH = 17.0  # px from one name to the next
_MOST = 10  # runs that are drawn at once
_CARD_ROW = 18.0
_APART = 100.0  # times another curve's end: from here on the axis goes by powers
_BEYOND = 50.0  # heights of the frame that a curve may leave it by: a painter's numbers end


class RunPlot(CurvePlot):
    """Curves of several runs on one pair of axes."""

    def __init__(self) -> None:
        super().__init__("free")
        self._rows: list[tuple[RunRow, np.ndarray, np.ndarray]] = []  # with places and values, (n,) each
        self._ends: list[float] = []  # the last known value of each
        self._by_second = False  # else by epoch
        self._metric: Metric | None = None
        self._hovered: float | None = None  # an epoch, or a second
        self.setMouseTracking(True)

    def show_runs(self, rows: list[tuple[RunRow, np.ndarray]], name: str, metric: Metric | None,
                  by_second: bool = False) -> None:  # fmt: skip
        """Draw one figure of some runs, each from where it began; with a row, where its epochs lie, (n,)."""
        self._metric, self._by_second = metric, by_second
        known = [(row, np.isfinite(places), places, _own(row, name)) for row, places in rows]
        self._rows = [(row, places[kept], values[kept]) for row, kept, places, values in known
                      if np.isfinite(values[kept]).any()]  # fmt: skip
        self._ends = [float(values[np.isfinite(values)][-1]) for _, _, values in self._rows]
        tokens, series = current_theme().tokens, {}
        for row, places, values in self._rows:
            self.set_colour(row.run, colour_of(row, tokens))
            series[row.run] = Series(places)
            series[row.run].append(values)
        self.show_series(series)
        self.setAccessibleDescription("; ".join(self._told(row, values) for row, _, values in self._rows))

    def _told(self, row: RunRow, values: np.ndarray) -> str:
        return f"{row.numbered}: {self._written(float(values[-1]))}"

    @property
    def area(self) -> QRectF:
        """Return where curves are drawn: names stand at the right."""
        return super().area.adjusted(0, 0, -_NAMES, 0)

    @property
    def is_share(self) -> bool:
        """Tell whether what is drawn lies between 0 and 1."""
        return self._metric is not None and self._metric.written == "share"

    def _vertical(self, low: float, high: float) -> tuple[float, float, axes.Ticks]:
        """Return bounds around the later halves of the curves: how they began is not what they differ by."""
        low, high = self._late(low, high)
        if self._is_log:
            bottom, top = axes.log_bounds(low, high)
            return bottom, top, axes.log_ticks(bottom, top)
        ticks = axes.span_ticks(max(0.0, low) if low >= 0 else low, high)
        if self.is_share:
            ticks = [(value, numbers.percent(value, 0 if _whole(ticks) else 1)) for value, _ in ticks]
            ticks = [tick for tick in ticks if tick[0] <= 1 + 1e-9]
        if len(ticks) < 2:
            return super()._vertical(low, high)
        return ticks[0][0], ticks[-1][0], ticks

    def _late(self, low: float, high: float) -> tuple[float, float]:
        """Return between which values the later halves lie: far ones may leave the frame, no curve's end."""
        halves = (values[len(values) // 2 :] for _, _, values in self._rows)
        late = [known for half in halves if len(known := half[np.isfinite(half)])]
        if late:
            known, middle = np.concatenate(late), float(np.median([each[-1] for each in late]))
            low, high = float(known.min()), float(known.max())
            low, high = max(low, high - FAR * (high - middle)), min(high, low + FAR * (middle - low))
        return min([low, *self._ends]), max([high, *self._ends])

    @property
    def _is_log(self) -> bool:
        """Tell whether ends lie so far apart that the axis goes by powers: one run would flatten the rest."""
        ends = self._ends
        return not self.is_share and bool(ends) and 0 < min(ends) * _APART < max(ends)

    def _scaled(self, values: np.ndarray) -> np.ndarray:
        """Let a curve leave the frame: along its edge it would claim a value that it never had."""
        high = _BEYOND * (self.frame.top - self.frame.bottom)
        return np.clip(self._heights(values), self.frame.bottom - high, self.frame.top + high)

    def _written(self, value: float) -> str:
        return metric_words.written(self._metric, value) if self._metric else numbers.figure(value)

    def _across(self, reach: float) -> axes.Ticks:
        """Return ticks: of seconds up to what the longest run took."""
        if not self._by_second:
            return super()._across(reach)
        return [(at, tr("{count} s").format(count=words)) for at, words in axes.linear_ticks(reach)]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell all values at the epoch or the second beneath the pointer."""
        area, at = self.area, event.position().x()
        inside = area.left() <= at <= area.right()
        place = (at - area.left()) / area.width() * self.frame.right
        self._hovered = (place if self._by_second else round(place)) if inside else None
        self.update()

    def told_at(self, place: float) -> list[tuple[RunRow, float]]:
        """Return the value of each run at an epoch; at a second that of the last epoch that had ended."""
        found = []
        for row, places, values in self._rows:
            at = int(np.searchsorted(places, place, side="right")) - 1
            covers = at >= 0 and place <= places[-1]
            if covers and (self._by_second or places[at] == place):
                found.append((row, float(values[at])))
        return found

    def leaveEvent(self, event: QEvent) -> None:
        """Tell nothing any more."""
        self._hovered = None
        super().leaveEvent(event)
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell nothing while nobody sees it."""
        self._hovered = None
        super().hideEvent(event)

    @painted_over(CurvePlot)
    def paintEvent(self, painter: QPainter) -> None:
        """Draw names, branch points and what is hovered over the curves."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_branches(painter)
        self._draw_names(painter)
        if self._hovered is not None:
            self._draw_card(painter, self._hovered)

    def _draw_branches(self, painter: QPainter) -> None:
        tokens = current_theme().tokens
        for row, places, values in self._rows:
            if row.parent and row.from_step:
                epochs = row.curve.column("epoch")[-len(places) :]
                at = int(np.argmin(np.abs(epochs - row.from_epoch)))
                place = self.place(float(places[at]), float(values[at]))
                if self.area.adjusted(-1, -1, 1, 1).contains(place):
                    painter.setPen(QPen(colour_of(row, tokens), 2))
                    painter.setBrush(tokens.panel)
                    painter.drawEllipse(place, 4, 4)

    def _draw_names(self, painter: QPainter) -> None:
        """Write each name at its curve's end, pushed apart, with a leader."""
        tokens, area, used = current_theme().tokens, self.area, font(CAPTION, SEMIBOLD)
        ends = sorted(((self.place(float(places[-1]), float(values[-1])), row)
                       for row, places, values in self._rows if np.isfinite(values[-1] + places[-1])),
                      key=lambda end: end[0].y())  # fmt: skip
        for (end, row), y in zip(ends, _apart([at.y() for at, _ in ends], area), strict=True):
            colour = colour_of(row, tokens)
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))  # a whole line would go on as the curve
            start = QPointF(end.x(), min(max(end.y(), area.top()), area.bottom()))
            painter.drawPolyline([start, QPointF(area.right() + 8, y), QPointF(area.right() + 14, y)])
            place = QRectF(area.right() + 18, y - 8, self.width() - area.right() - 22, 16)
            text(painter, place, row.numbered, colour, used)

    def _draw_card(self, painter: QPainter, at: float) -> None:
        """Draw all values at an epoch or a second, as they are."""
        tokens, area, told = current_theme().tokens, self.area, self.told_at(at)
        if not told:
            return
        x = self.place(at, 0).x()
        painter.setPen(QPen(tokens.text2, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        wide = 64 + max(width_of(row.numbered, font(BODY)) for row, _ in told) + 56
        left = x + 12 if x + 12 + wide < area.right() else x - 12 - wide
        high = 34 + _CARD_ROW * len(told)
        card = QRectF(left, area.center().y() - high / 2, wide, high)
        box(painter, card, 8, tokens.panel, tokens.line2)
        head = QRectF(card.x() + 12, card.y() + 8, wide - 24, 16)
        words = tr("{seconds} s") if self._by_second else tr("Epoch {epoch}")
        words = words.format(seconds=numbers.fixed(at, 1), epoch=numbers.integer(at))
        text(painter, head, words, tokens.text, font(BODY, SEMIBOLD))
        for at, (row, value) in enumerate(sorted(told, key=lambda each: -each[1])):
            line = head.translated(0, 20 + _CARD_ROW * at)
            painter.setPen(QPen(colour_of(row, tokens), 3))
            y = line.center().y()
            painter.drawLine(QPointF(line.left(), y), QPointF(line.left() + 10, y))
            text(painter, line.adjusted(18, 0, -54, 0), row.numbered, tokens.text2, font(BODY))
            text(painter, line, self._written(value), tokens.text, font(BODY, MEDIUM, True), RIGHT)


class RunCurves(QWidget):
    """The plot with the choice of what it shows."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace, self._metric = workspace, None
        self.plot = RunPlot()
        self.figures = Segments(
            [("main", tr("Figure")), ("val_loss", tr("Loss val.")), ("loss", tr("Loss train"))], "main",
            name=tr("What is drawn"),
        )  # fmt: skip
        self.across = Segments([("epoch", tr("By epoch")), ("second", tr("By second"))], "epoch",
                               name=tr("Along what it is drawn"))  # fmt: skip
        for choice in (self.figures, self.across):
            choice.chosen.connect(lambda _key: self.show_rows(self._workspace.time.runs.rows))
        self._note = Caption(tr("smoothed; faint as it is"))
        self._room = QStackedWidget(self)
        self._room.addWidget(self.plot)
        self._room.addWidget(
            EmptyState("chart-line", tr("No curve is drawn"), tr("Choose its box."), framed=False)
        )
        waits = EmptyState(
            "chart-line", tr("No curve yet"), tr("It begins with the first epoch."), framed=False
        )
        self._room.addWidget(waits)
        head = QHBoxLayout()
        head.setSpacing(16)
        for widget in (SectionHeader(tr("Curves")), self.figures, self.across):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 16, 8)
        column.addLayout(head)
        column.addWidget(self._room, 1)

    def show_rows(self, rows: tuple[RunRow, ...]) -> None:
        """Draw the runs that are not hidden, the newest numbers first where they are many."""
        drawn = [row for row in rows if row.run not in self._workspace.time.runs.hidden][:_MOST]
        metric, chosen = (rows[0].main if rows else None), self.figures.current()
        title = metric_words.titled(metric) if metric is not None else tr("Figure")
        self.figures.button("main").setText(tr("{figure} val.").format(figure=title))
        is_main = chosen == "main" and metric is not None
        name = f"val_{metric.id}" if is_main and metric is not None else "val_loss"
        seconds = [(row, seconds_along(row, rows)) for row in drawn]
        timed = any(np.isfinite(each).any() for _, each in seconds)
        self.across.setVisible(timed)
        by_second = timed and self.across.current() == "second"
        placed = seconds if by_second else [(row, row.curve.column("epoch")) for row in drawn]
        shown = name if chosen != "loss" else "loss"
        self.plot.show_runs(placed, shown, metric if is_main else None, by_second)
        begun = any(len(row.curve) for row in drawn)
        self._room.setCurrentIndex(0 if begun else 2 if drawn else 1)


def _own(row: RunRow, name: str) -> np.ndarray:
    """Return a figure of a run's own epochs, (epochs,); NaN where it only repeats what it branched from."""
    values = row.curve.column(name)
    return np.where(row.curve.column("epoch") < math.floor(row.from_epoch), np.nan, values)


def _whole(ticks: axes.Ticks) -> bool:
    return all(abs(100 * value - round(100 * value)) < 1e-6 for value, _ in ticks)


def _apart(wanted: list[float], area: QRectF) -> list[float]:
    """Return heights near the wanted ones, in their order, none on another."""
    placed = [min(max(y, area.top() + 4), area.bottom() - 4) for y in wanted]
    for at in range(1, len(placed)):
        placed[at] = max(placed[at], placed[at - 1] + _PITCH)
    over = max(0.0, placed[-1] - area.bottom() - 8) if placed else 0.0
    placed = [y - over for y in placed]
    for before, after in reversed(list(pairwise(range(len(placed))))):
        placed[before] = min(placed[before], placed[after] - _PITCH)
    return placed
