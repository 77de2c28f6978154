"""The selected block's weights: a matrix or filters with their names, and their spread, before and now."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.views.spec import Snapshot
from playground.gui.panels.network_note import NetworkNote
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.panels.view_panel import ViewPanel
from playground.gui.panels.weight_map import WeightMap, tables
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import fixed, integer, shape
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, with_alpha
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.painting import CENTRE, RIGHT, box, text

VIEW = "block_weights"
EVERY_MS = 200


class WeightsPanel(ViewPanel):
    """Follow the selected block."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, VIEW, EVERY_MS)
        self._node = ""
        self.map, self.spread = WeightMap(), Spread()
        self._value = ElidedLabel("", color="text2", tabular=True)
        self.menu = PanelMenu(workspace, self, tr("Weights"), self._table)
        self._header = self.headed(tr("Weights"), self._value, self.menu)
        self._header.add_left(NetworkNote(workspace))
        words = tr("Select a block that learns.")
        self._empty = EmptyState("grid-3x3", tr("No weights here"), words, framed=False)
        self._lay_out()
        self.map.hovered.connect(self._value.set_text)
        workspace.selection_changed.connect(self._on_selection)
        workspace.project_changed.connect(self._on_project)

    def _lay_out(self) -> None:
        full = QWidget()
        row = QHBoxLayout(full)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.map, 1)
        row.addWidget(self.spread)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(4)
        column.addWidget(self._header)
        column.addLayout(self.either(full, self._empty), 1)
        self.show_empty(True)

    def _on_selection(self, _ids: frozenset[str]) -> None:
        self.ask_again()

    def _on_project(self, _old: object, _new: object) -> None:
        if self._node not in self._workspace.here.network.nodes:
            self.ask_again()

    def options(self) -> dict[str, str] | None:
        """Ask for the selected block, or the first that has weights."""
        ws = self._workspace
        inference, nodes = ws.inference, ws.here.network.nodes
        learning = [node for node in nodes if inference.parameters.get(node, 0) > 0]
        chosen = [node for node in nodes if node in ws.selection]
        self._node = next(iter([*chosen, *learning]), "")
        return {"node": ws.shown.flat(self._node)} if self._node else None

    def ask_again(self) -> None:
        """Ask, and show at once that other weights are to come."""
        super().ask_again()
        if self.isVisible():
            self.refresh()

    def _weights(self) -> Snapshot | None:
        shown = self.shown
        wanted = self._workspace.shown.flat(self._node)
        if shown is None or shown.facts["node"] != wanted or not shown.arrays:
            return None
        return shown if shown.arrays["weight"].size else None

    def refresh(self) -> None:
        """Show the newest weights."""
        shown = self._weights()
        self.show_empty(shown is None)
        node = self._workspace.here.network.nodes.get(self._node)
        title = node.label or node.kind if node is not None else tr("Weights")
        if shown is not None:
            title = f"{title} · {_size_words(shown)}"
        self._header.set_title(title)
        self.map.show_weights(shown)
        self.spread.show_spread(shown)

    def _table(self) -> list[list[str]]:
        shown = self._weights()
        if shown is None:
            return []
        weight = tables(shown.arrays["weight"])
        flat = weight.reshape(*weight.shape[:2], -1)
        cells = flat.shape[2]
        columns = [(name, cell) for name in shown.facts["columns"] for cell in range(cells)]
        rows = [["", *(name if cells == 1 else f"{name} [{cell}]" for name, cell in columns)]]
        for name, line in zip(shown.facts["rows"], flat.reshape(len(flat), -1), strict=True):
            rows.append([name, *(f"{value:.7g}" for value in line)])
        return rows


def _size_words(shown: Snapshot) -> str:
    """Return the size of all weights, and how many are drawn where that is fewer."""
    whole, drawn = shown.facts["shape"], shown.arrays["weight"].shape
    if math.prod(whole) == math.prod(drawn):
        return shape(whole) if whole else tr("one number")
    if len(whole) == 1:
        return tr("first {drawn} of {whole}").format(drawn=integer(drawn[1]), whole=integer(whole[0]))
    return tr("first {drawn} of {whole}").format(drawn=shape(drawn[:2]), whole=shape(whole[:2]))


class Spread(QWidget):
    """Draw how many weights have which value: faint at the start of the run, strong now."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self.setFixedWidth(236)
        self.setAccessibleName(tr("How the weights are spread"))

    def show_spread(self, shown: Snapshot | None) -> None:
        """Show other weights."""
        if shown is not self._shown:
            self._shown = shown
            self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw both histograms and their scale."""
        if self._shown is None or not len(self._shown.arrays["counts_now"]):
            return
        tokens, arrays = current_theme().tokens, self._shown.arrays
        area = QRectF(4, 20, self.width() - 8, self.height() - 38)
        used = font(CAPTION, MEDIUM, True)
        most = max(int(arrays["counts_before"].max()), int(arrays["counts_now"].max()), 1)
        text(painter, QRectF(area.x(), 0, area.width(), 16), tr("at the start"), tokens.text3, used)
        text(painter, QRectF(area.x(), 0, area.width(), 16), tr("now"), tokens.accent_text, used, RIGHT)
        box(painter, area, 2, None, tokens.line)
        self._paint_bars(painter, area, arrays["counts_now"], most)
        self._paint_line(painter, area, arrays["counts_before"], most)
        reach = float(arrays["edges"][-1])
        below = QRectF(area.x(), area.bottom() + 2, area.width(), 16)
        text(painter, below, fixed(-reach, 2), tokens.text3, used)
        text(painter, below, integer(int(arrays["counts_now"].sum())), tokens.text3, used, CENTRE)
        text(painter, below, fixed(reach, 2, True), tokens.text3, used, RIGHT)

    @staticmethod
    def _paint_bars(painter: QPainter, area: QRectF, counts: np.ndarray, most: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(current_theme().tokens.accent_text, 0.55))
        wide = area.width() / len(counts)
        for index, count in enumerate(counts.tolist()):
            high = area.height() * count / most
            painter.drawRect(QRectF(area.x() + index * wide, area.bottom() - high, wide - 0.6, high))

    @staticmethod
    def _paint_line(painter: QPainter, area: QRectF, counts: np.ndarray, most: int) -> None:
        wide = area.width() / len(counts)
        points = [QPointF(area.x() + (index + 0.5) * wide, area.bottom() - area.height() * count / most)
                  for index, count in enumerate(counts.tolist())]  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current_theme().tokens.text3, 1.2))
        painter.drawPolyline(QPolygonF(points))
