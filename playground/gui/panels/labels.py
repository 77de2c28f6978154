"""How well each label is given: its figures, how common it is, and the threshold that would suit it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.sample_filter import SampleFilter
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.training.metrics import METRICS
from playground.core.views.places import listing
from playground.core.views.spec import Snapshot
from playground.gui.panels.pace import FIGURES_MS
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import NOTHING, fixed, integer, percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption
from playground.gui.widgets.painting import LEFT, RIGHT, box, text, width_of
from playground.gui.widgets.plain import set_tip
from playground.gui.widgets.short_names import short_names

VIEW = "label_figures"
HEAD, ROW = 20, 24
COLUMNS = (("label_f1", "f1"), ("label_precision", "precision"), ("label_recall", "recall"))
FIGURE = 54  # px of a figure's column
MOST = 14  # rows the panel asks room for


class LabelsPanel(ViewPanel):
    """Follow the figures of each label; a click lists the samples that have it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, FIGURES_MS)
        self.rows = LabelRows()
        self._count = Caption("", color="text2")
        self.menu = PanelMenu(workspace, self, tr("Labels"), self._table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(4)
        layout.addWidget(self.headed(tr("Labels"), self._count, self.menu))
        layout.addWidget(self.rows, 1)
        self.rows.chosen.connect(self._on_chosen)
        workspace.views.filter_changed.connect(self._on_filter)

    def height_for(self, width: int) -> int:
        """Return the height that all rows need."""
        label = self._workspace.fields.fields.get("labels")
        count = len(label.classes) if label is not None else 1
        return 8 + 28 + 4 + HEAD + ROW * min(count, MOST) + 10

    def repaint_theme(self) -> None:
        """Paint again: all of it is painted with the colours in force."""
        self.rows.update()

    def refresh(self) -> None:
        """Show the newest figures."""
        known = self.shown if self.shown is not None and "f1" in self.shown.arrays else None
        self.rows.show_figures(known)
        count = integer(known.facts["samples"]) if known is not None else ""
        self._count.set_text(tr("on {count} samples").format(count=count) if count else "")

    def _on_chosen(self, label: int) -> None:
        self._workspace.views.list_samples(SampleFilter(label=label))
        self._workspace.window.show_panel(listing(self._workspace.project, self._workspace.fields))

    def _on_filter(self, wanted: SampleFilter) -> None:
        self.rows.show_current(-1 if wanted.label is None else wanted.label)

    def _table(self) -> list[list[str]]:
        """Return the figures as plain numbers."""
        if self.shown is None or "f1" not in self.shown.arrays:
            return []
        names = ("support", "f1", "precision", "recall", "threshold", "best_f1")
        columns = [self.shown.arrays[name].tolist() for name in names]
        rows = zip(self.shown.facts["classes"], *columns, strict=True)
        return [["label", *names], *([name, *(f"{value:.6g}" for value in values)] for name, *values in rows)]


class LabelRows(Ringed, QWidget):
    """A line a label: name, bar and figures, the threshold at its bar's end."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Labels"))
        self.setMouseTracking(True)
        self.setMinimumSize(200, HEAD + ROW)
        self._shown: Snapshot | None = None
        self._current = -1

    @property
    def names(self) -> tuple[str, ...]:
        """Return the labels."""
        return self._shown.facts["classes"] if self._shown is not None else ()

    def show_figures(self, shown: Snapshot | None) -> None:
        """Show other figures."""
        self._shown = shown
        self.update()

    def show_current(self, label: int) -> None:
        """Mark the label whose samples are listed, -1 for none."""
        self._current = label
        self.update()

    def row(self, label: int) -> QRectF:
        """Return where a label's line is drawn."""
        pitch = min(float(ROW), (self.height() - HEAD) / max(1, len(self.names)))
        return QRectF(0, HEAD + label * pitch, self.width(), pitch)

    def label_at(self, y: float) -> int:
        """Return the label whose line lies at a height, -1 for none."""
        return next((label for label in range(len(self.names))
                     if self.row(label).top() <= y < self.row(label).bottom()), -1)  # fmt: skip

    def words(self, label: int) -> str:
        """Return all that is known of a label, in a sentence."""
        assert self._shown is not None  # there are labels
        arrays = self._shown.arrays
        words = tr(
            "{name}: {count} samples have it; F1 {f1}, at best {best} when it is given above {threshold}"
        )
        return words.format(
            name=self.names[label], count=integer(int(arrays["support"][label])),
            f1=percent(float(arrays["f1"][label])), best=percent(float(arrays["best_f1"][label])),
            threshold=fixed(float(arrays["threshold"][label]), 2),
        )  # fmt: skip

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """List the samples of the label under the pointer."""
        label = self.label_at(event.position().y())
        if label >= 0:
            self.chosen.emit(label)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is known of the label under the pointer."""
        label = self.label_at(event.position().y())
        set_tip(self, self.words(label) if label >= 0 else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or not self.names:
            super().keyPressEvent(event)
            return
        self.chosen.emit(min(max(self._current + step, 0), len(self.names) - 1))

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the heading and all lines."""
        if self._shown is None:
            return
        tokens, small = current_theme().tokens, font(CAPTION, MEDIUM, True)
        room = self.width() - FIGURE * (len(COLUMNS) + 1)
        for place, words in enumerate((*(tr(METRICS[metric].name) for metric, _ in COLUMNS), tr("best at"))):
            head = QRectF(room + FIGURE * place, 0, FIGURE, HEAD)
            text(painter, head, words, tokens.text3, small, RIGHT)
        measure = font(CAPTION, SEMIBOLD)
        names = short_names(self.names, room - 6, lambda words: width_of(words, measure))
        for label, name in enumerate(names):
            self._paint_row(painter, label, name, room)

    def _paint_row(self, painter: QPainter, label: int, name: str, room: float) -> None:
        assert self._shown is not None  # there are labels
        tokens, line, arrays = current_theme().tokens, self.row(label), self._shown.arrays
        if label == self._current:
            box(painter, line.adjusted(-4, 1, 0, -1), 4, tokens.accent_ground)
        text(painter, QRectF(line.x(), line.y(), room - 4, line.height() - 4), name, tokens.text,
             font(CAPTION, SEMIBOLD), LEFT)  # fmt: skip
        for place, (_, key) in enumerate(COLUMNS):
            self._write(painter, line, room, place, percent(float(arrays[key][label]), 0), place == 0)
        better = arrays["best_f1"][label] > arrays["f1"][label] + 0.005
        words = fixed(float(arrays["threshold"][label]), 2) if better else NOTHING
        self._write(painter, line, room, len(COLUMNS), words, False)
        bar = QRectF(line.x(), line.bottom() - 5, max(8.0, room - 12), 3)
        box(painter, bar, 1.5, tokens.line)
        share = float(np.nan_to_num(arrays["f1"][label]))
        box(painter, QRectF(bar.x(), bar.y(), bar.width() * share, bar.height()), 1.5, tokens.good)

    def _write(self, painter: QPainter, line: QRectF, room: float, place: int, words: str,
               strong: bool) -> None:  # fmt: skip
        tokens = current_theme().tokens
        cell = QRectF(room + FIGURE * place, line.y(), FIGURE, line.height())
        ink = tokens.text if strong else tokens.text2
        text(painter, cell, words, ink, font(CAPTION, SEMIBOLD if strong else MEDIUM, True), RIGHT)
