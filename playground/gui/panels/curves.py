"""Loss, and the figure that counts, over the epochs, live: the panel beside the canvas."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtGui import QColor, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from playground.app.live import LiveState
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.training.metrics import METRICS
from playground.core.views.registry import VIEWS
from playground.gui.panels.curve_figures import LOSS, CurveFigure, figure_of, level_of
from playground.gui.panels.curve_plot import LEFT, Series
from playground.gui.panels.network_note import NetworkNote
from playground.gui.panels.pace import CURVES_LAG_MS, CURVES_MS, Pace
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.theme import metric_words
from playground.gui.theme.style import current_theme
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.labels import Caption, SectionHeader
from playground.gui.widgets.menu_link import MenuLink
from playground.gui.widgets.plain import key_label, key_words, set_key
from playground.gui.widgets.segments import Segments

NARROW = 360  # px of width under which the legend is shortened
LEAST = 182  # px of height that leave a curve 120
BEFORE = 8  # px before the word that opens a menu
SIMPLE = "class_figures"  # the view that knows what the simplest model reaches
LOW = 290  # px of height under which the plots stand beside each other


class CurvesPanel(QWidget):
    """Follow the workspace's live figures; a child run's curve goes on where its parent stood."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._chosen = ""  # figure of the goal; "": its main one
        self._second = self._wanted(workspace.live)
        self._simple = workspace.views.subscribe(SIMPLE)
        self._seen = 0
        self._others: tuple[str, ...] = ()  # further losses than the one that all of training lowers
        self._last: tuple[float, ...] = ()  # step and loss of the last epoch drawn
        self._stamp: object = None
        self._series: dict[str, Series] = {}
        self._segments = Segments([("linear", tr("Linear")), ("log", tr("Log"))], "log", name=tr("Loss axis"))
        self._build()
        self._pace = Pace(self, CURVES_MS, self.refresh, CURVES_LAG_MS)
        self._simple.answered.connect(self._show_level)
        workspace.live_changed.connect(self._pace.ask)
        workspace.problems_changed.connect(self._ask)
        workspace.run_changed.connect(self.refresh)
        workspace.time.changed.connect(self._show_now)
        current_theme().changed.connect(self._repaint_theme)
        self.refresh()

    def _build(self) -> None:
        self._keys, self.note = _Keys(), NetworkNote(self._workspace, pictures=False)
        self._header = SectionHeader(tr("Curves"))
        self._header.add_left(self._keys)
        self._header.add_action(self._segments)
        self.menu = PanelMenu(self._workspace, self, tr("Curves"), self._table)
        self._header.add_action(self.menu)
        self._loss, self._main = Caption(tr(LOSS.title)), Caption(self._second.title)
        self.figures = MenuLink([("", "")], "", tr("Figure of the curve"), low=True)
        self._titles: list[QWidget] = [self._loss, _side_by_side(self._main, self.figures)]
        self._loss.setContentsMargins(round(LEFT), 0, 0, 0)
        self._main.setContentsMargins(BEFORE, 0, 0, 0)
        self._plots = [LOSS.plot(), self._second.plot()]
        self._empty = EmptyState("chart-line", *self._why_empty(self._workspace.live))
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(2)
        layout.addWidget(self._header)
        layout.addWidget(self.note)
        layout.addWidget(self._empty, 1)
        self._grid = QGridLayout()
        self._grid.setSpacing(2)
        layout.addLayout(self._grid, 1)
        self._arrange(beside=False)
        self.setMinimumHeight(LEAST)
        self._segments.chosen.connect(self._choose_scale)
        self.figures.chosen.connect(self._choose_figure)
        self._repaint_theme()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the legend where there is little room."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._keys.set_short(narrow)
        self._segments.button("linear").set_text(tr("Lin") if narrow else tr("Linear"))
        beside = self.height() < LOW
        if beside != self._beside:
            self._arrange(beside)

    def _choose_scale(self, key: str) -> None:
        self._plots[0].set_scale("log" if key == "log" else "linear")

    def _choose_figure(self, name: str) -> None:
        self._chosen = name
        self.refresh()

    def _wanted(self, live: LiveState) -> CurveFigure:
        return figure_of(live.figures, self._chosen)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what the simplest model reaches while it is seen."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden panel asks for nothing."""
        super().hideEvent(event)
        self._simple.stop()

    def _ask(self) -> None:
        ws = self._workspace
        if self.isVisible() and VIEWS.get(SIMPLE).applies(ws.project, ws.fields):
            self._simple.ask()
        else:
            self._simple.stop()
        self._show_level()

    def _show_level(self) -> None:
        self._plots[1].set_level(level_of(self._simple.answer, self._second.train))

    def _arrange(self, beside: bool) -> None:
        """Put the plots beside each other in a low panel, else one above the other."""
        self._beside = beside
        for index, (title, plot) in enumerate(zip(self._titles, self._plots, strict=True)):
            row, column = (0, index) if beside else (2 * index, 0)
            self._grid.addWidget(title, row, column)
            self._grid.addWidget(plot, row + 1, column)
        for row in range(4):
            self._grid.setRowStretch(row, int(row == 1 or (row == 3 and not beside)))
        self._grid.setColumnStretch(1, int(beside))
        self._grid.setColumnStretch(0, 1)

    def _table(self) -> list[list[str]]:
        """Return every epoch's figures as plain numbers."""
        epochs = self._workspace.live.epochs
        names = ["epoch", "step", *(name for name in epochs.names if name not in ("epoch", "step"))]
        columns = [epochs.column(name) for name in names]
        rows = [[f"{value:.9g}" for value in row] for row in zip(*columns, strict=True)]
        return [names, *rows]

    def _repaint_theme(self) -> None:
        tokens = current_theme().tokens
        for plot in self._plots:
            plot.repaint_theme()
            plot.set_colour("train", tokens.curve_train)
            plot.set_colour("validation", tokens.curve_validation)
        ends = (tokens.positive, tokens.negative, tokens.text2)
        others = {name: ends[index % len(ends)] for index, name in enumerate(self._others)}
        for name, colour in others.items():
            self._plots[0].set_colour(name, colour)
        self._keys.set_others(others)

    def refresh(self) -> None:
        """Take over the epochs that are new, or all of them when another curve is shown."""
        live = self._workspace.live
        stamp = (id(live.epochs), self._wanted(live), tuple(live.others))
        if stamp != self._stamp or self._was_cut(live):
            self._start_over(live, stamp)
        self._take(live)
        self._show_now()
        self._offer(live)
        shown = self._seen > 0
        self._empty.setVisible(not shown)
        if not shown:
            self._empty.set_texts(*self._why_empty(live))
        self._column.setStretchFactor(self._grid, int(shown))
        for title, plot, figure in zip(self._titles, self._plots, (LOSS, self._second), strict=True):
            title.setVisible(shown and bool(figure.title))
            plot.setVisible(shown and bool(figure.title))

    def _why_empty(self, live: LiveState) -> tuple[str, str]:
        """Say why there is no curve yet: nothing is trained, or no epoch is over."""
        if live.step:
            return tr("No epoch is over yet"), tr("Its end is the first point of the curves.")
        return tr("Nothing trained yet"), tr("Press Space: curves start here.")

    def _show_now(self) -> None:
        """Show where somebody looks: the step that pictures are of."""
        step, live = self._workspace.time.shown, self._workspace.live
        for plot in self._plots:
            plot.set_now(None if step is None else live.epoch_at(step))

    def _offer(self, live: LiveState) -> None:
        """Let choose among the goal's figures where there are several."""
        options = [(name, metric_words.titled(METRICS[name])) for name in live.figures]
        several = len(options) > 1
        self._main.setVisible(not several)
        self.figures.setVisible(several)
        if several:
            self.figures.set_options(options, self._second.train)

    def _was_cut(self, live: LiveState) -> bool:
        """Tell whether the run went back: what was drawn is not what happened any more."""
        return len(live.epochs) < self._seen or (self._seen > 0 and self._last != _last(live, self._seen))

    def _start_over(self, live: LiveState, stamp: object) -> None:
        self._stamp, self._seen = stamp, 0
        second = self._wanted(live)
        if second != self._second:
            self._swap_second(second)
        self._others = tuple(live.others)
        own = [name for figure in (LOSS, second) for name in (figure.train, figure.validation) if name]
        self._series = {name: Series() for name in (*own, *self._others)}
        self._repaint_theme()

    def _swap_second(self, figure: CurveFigure) -> None:
        """Replace the second plot by one with the other kind of axis."""
        self._second = figure
        self._main.set_text(figure.title)
        fresh = figure.plot()
        self._grid.replaceWidget(self._plots[1], fresh)
        self._plots[1].hide()
        self._plots[1].deleteLater()
        self._plots[1] = fresh
        self._show_level()
        self._repaint_theme()

    def _take(self, live: LiveState) -> None:
        count = len(live.epochs)
        marks = [float(mark.epoch) for mark in live.marks]
        for plot in self._plots:
            plot.set_marks(marks)
        if count == self._seen and self._seen:
            return
        for name, series in self._series.items():
            series.append(live.epochs.column(name)[self._seen : count])
        self._seen, self._last = count, _last(live)
        for plot, figure in zip(self._plots, (LOSS, self._second), strict=True):
            if not figure.title:
                continue
            named = {"train": self._series[figure.train], "validation": self._series[figure.validation]}
            others = self._others if figure is LOSS else ()
            plot.show_series({**named, **{name: self._series[name] for name in others}})


def _last(live: LiveState, count: int | None = None) -> tuple[float, ...]:
    """Return step and loss of the last epoch, or of the last of the first `count`."""
    index = (len(live.epochs) if count is None else count) - 1
    values = [float(live.epochs.column(name)[index]) for name in ("step", "loss")] if index >= 0 else []
    return tuple(0.0 if math.isnan(value) else value for value in values)


def _side_by_side(*widgets: QWidget) -> QWidget:
    """Return widgets in a row that starts where the curves do."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(round(LEFT) - BEFORE, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return row


class _Keys(QWidget):
    """The legend: training and validation in their colours."""

    def __init__(self) -> None:
        super().__init__()
        self._labels = [key_label(), key_label()]
        self._short, self._others = False, key_label()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(10)
        for label in (*self._labels, self._others):
            layout.addWidget(label)
        layout.addStretch(1)

    def set_short(self, short: bool) -> None:
        """Use short words, or the whole ones."""
        if short != self._short:
            self._short = short
            self.repaint_theme()

    def set_others(self, others: Mapping[str, QColor]) -> None:
        """Name the curves of further losses in their colours, and take the theme's for the rest."""
        self._others.setVisible(bool(others))
        self._others.setText("&nbsp; ".join(key_words(colour, name) for name, colour in others.items()))
        self.repaint_theme()

    def repaint_theme(self) -> None:
        """Take the curves' colours."""
        tokens = current_theme().tokens
        colours = (tokens.curve_train, tokens.curve_validation)
        words = (tr("Train"), tr("Val.")) if self._short else (tr("Training"), tr("Validation"))
        for label, colour, word in zip(self._labels, colours, words, strict=True):
            set_key(label, colour, word)
