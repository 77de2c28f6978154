"""How well each class of steps or pixels is met: its overlap with what is true, and how surely."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.training.metrics import METRICS
from playground.core.views.spec import Snapshot
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme import metric_words
from playground.gui.theme.class_colours import class_colours
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import integer, percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption
from playground.gui.widgets.painting import LEFT, RIGHT, box, text, width_of
from playground.gui.widgets.short_names import short_names

VIEW = "class_figures"
ROW, LEAST = 22, 13  # px of a line, with much room and with little
AROUND = 60  # px above and below the lines
SWATCH, NAMES, FIGURE = 10, 0.3, 92  # px of a colour, share of the width for names, px of a figure
IOU = METRICS["iou"]


class OverlapsPanel(ViewPanel):
    """Follow the overlap of each class with its 95 % interval, and the mean over classes."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.rows = OverlapRows()
        self._count = Caption("", color="text2")
        self.menu = PanelMenu(workspace, self, tr("Overlap by class"), self._table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(4)
        layout.addWidget(self.headed(tr("Overlap by class"), self._count, self.menu))
        layout.addWidget(self.rows, 1)

    def repaint_theme(self) -> None:
        """Paint again: all of it is painted with the colours in force."""
        self.rows.update()

    def refresh(self) -> None:
        """Show the newest figures."""
        known = self.shown if self.shown is not None and "iou" in self.shown.arrays else None
        self.rows.show_figures(known)
        if known is not None:
            self.setMaximumHeight(AROUND + ROW * (len(known.facts["classes"]) + 1))  # no room for nothing
        count = integer(known.facts["samples"]) if known is not None else ""
        self._count.set_text(tr("on {count} samples").format(count=count) if count else "")

    def _table(self) -> list[list[str]]:
        """Return the figures as plain numbers."""
        if self.shown is None or "iou" not in self.shown.arrays:
            return []
        values = self.shown.arrays["iou"].tolist()
        pairs = zip(self.shown.facts["classes"], values, strict=True)
        return [["class", "overlap"], *([name, f"{value:.6g}"] for name, value in pairs)]


class OverlapRows(QWidget):
    """A line a class: its colour and name, a bar, its figure and doubt; the mean below."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Overlap by class"))
        self.setMinimumSize(200, 8 * LEAST)
        self._shown: Snapshot | None = None

    def show_figures(self, shown: Snapshot | None) -> None:
        """Show other figures."""
        self._shown = shown
        self.setAccessibleDescription("; ".join(" ".join(line) for line in self.lines()))
        self.update()

    def lines(self) -> list[tuple[str, str, str]]:
        """Return name, figure and doubt of each class and of the mean."""
        if self._shown is None:
            return []
        facts, arrays = self._shown.facts, self._shown.arrays
        halves = arrays["iou_half"].tolist() if "iou_half" in arrays else [None] * len(arrays["iou"])
        found = [*zip(facts["classes"], arrays["iou"].tolist(), halves, strict=True),
                 (tr("Mean"), facts["iou"], facts.get("interval", {}).get("iou"))]  # fmt: skip
        return [(name, percent(value, 0), metric_words.doubt(IOU, half)) for name, value, half in found]

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw all lines."""
        if self._shown is None:
            return
        lines, measure = self.lines(), font(CAPTION, SEMIBOLD)
        room = NAMES * self.width()
        names = short_names(
            [name for name, _, _ in lines], room - SWATCH - 8, lambda name: width_of(name, measure)
        )
        shares = [*self._shown.arrays["iou"].tolist(), self._shown.facts["iou"]]
        pitch = min(float(ROW), self.height() / len(lines))
        tokens = current_theme().tokens
        colours = [*class_colours(tokens, len(lines) - 1), None]
        for at, (name, colour, share) in enumerate(zip(names, colours, shares, strict=True)):
            line = QRectF(0, at * pitch, self.width(), pitch)
            if colour is not None:
                box(painter, QRectF(0, line.center().y() - SWATCH / 2, SWATCH, SWATCH), 3, colour)
            text(painter, line.adjusted(SWATCH + 6, 0, 0, 0), name, tokens.text, measure, LEFT)
            bar = QRectF(room, line.center().y() - 3, max(8.0, self.width() - room - FIGURE), 6)
            box(painter, bar, 3, tokens.line)
            wide = bar.width() * float(np.nan_to_num(share))
            box(painter, QRectF(bar.x(), bar.y(), wide, bar.height()), 3, colour or tokens.good)
            self._write(painter, line, lines[at])

    @staticmethod
    def _write(painter: QPainter, line: QRectF, words: tuple[str, str, str]) -> None:
        tokens, (_, figure, doubt) = current_theme().tokens, words
        beside = line.adjusted(0, 0, -width_of(doubt, font(CAPTION, MEDIUM, True)) - 5 if doubt else 0, 0)
        text(painter, line, doubt, tokens.text3, font(CAPTION, MEDIUM, True), RIGHT)
        text(painter, beside, figure, tokens.text, font(CAPTION, SEMIBOLD, True), RIGHT)
