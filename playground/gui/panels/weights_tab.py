"""The selected block's weights: a matrix or filters with their names, and their spread, before and now."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.views.spec import Snapshot
from playground.gui.panels.pace import Pace
from playground.gui.panels.panel_menu import PanelMenu
from playground.gui.theme import colormaps
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import fixed, integer, shape
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, with_alpha
from playground.gui.widgets.banner import EmptyState
from playground.gui.widgets.labels import ElidedLabel, SectionHeader
from playground.gui.widgets.painting import CENTRE, RIGHT, box, text

VIEW, WATCHER = "block_weights", "weights tab"
EVERY_MS = 200
NAMES = 70.0  # px of the rows' names
LARGEST_CELL = 22.0
READABLE = 11.0  # px of a row from which its name is written
BETWEEN = 6.0  # px between filters


class WeightsPanel(QWidget):
    """Follow the selected block."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._node = ""
        self.map, self.spread = WeightMap(), Spread()
        self._value = ElidedLabel("", color="text2", tabular=True)
        self.menu = PanelMenu(workspace, self, tr("Weights"), self._table)
        self._header = SectionHeader(tr("Weights"), self._value, self.menu)
        words = tr("Select a block that learns.")
        self._empty = EmptyState("grid-3x3", tr("No weights here"), words, framed=False)
        self._lay_out()
        self._pace = Pace(self, EVERY_MS, self.refresh)
        self.map.hovered.connect(self._value.set_text)
        workspace.selection_changed.connect(self._on_selection)
        workspace.pictures_changed.connect(self._on_pictures)
        workspace.project_changed.connect(self._on_project)

    def _lay_out(self) -> None:
        full = QWidget()
        row = QHBoxLayout(full)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.map, 1)
        row.addWidget(self.spread)
        self._stack = QStackedLayout()
        self._stack.addWidget(full)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(4)
        column.addWidget(self._header)
        column.addLayout(self._stack, 1)
        self._stack.setCurrentIndex(1)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the weights while they are seen."""
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden panel asks for nothing."""
        super().hideEvent(event)
        self._workspace.watch(VIEW, None, WATCHER)

    def _on_selection(self, _ids: frozenset[str]) -> None:
        if self.isVisible():
            self._watch()

    def _on_project(self, _old: object, _new: object) -> None:
        if self.isVisible() and self._node not in self._workspace.here.network.nodes:
            self._watch()

    def _watch(self) -> None:
        """Ask for the selected block, or the first that has weights."""
        ws = self._workspace
        inference, nodes = ws.inference, ws.here.network.nodes
        learning = [node for node in nodes if inference.parameters.get(node, 0) > 0]
        chosen = [node for node in nodes if node in ws.selection]
        self._node = next(iter([*chosen, *learning]), "")
        ws.watch(VIEW, {"node": ws.shown.flat(self._node)} if self._node else None, WATCHER)
        self.refresh()

    def _on_pictures(self, views: frozenset[str]) -> None:
        if VIEW in views and self.isVisible():
            self._pace.ask()

    def _shown(self) -> Snapshot | None:
        shown = self._workspace.live.pictures.get(VIEW)
        wanted = self._workspace.shown.flat(self._node)
        return shown if shown is not None and shown.facts["node"] == wanted and shown.arrays else None

    def refresh(self) -> None:
        """Show the newest weights."""
        shown = self._shown()
        self._stack.setCurrentIndex(1 if shown is None else 0)
        node = self._workspace.here.network.nodes.get(self._node)
        title = node.label or node.kind if node is not None else tr("Weights")
        if shown is not None:
            title = f"{title} · {_size_words(shown)}"
        self._header.set_title(title)
        self.map.show_weights(shown)
        self.spread.show_spread(shown)

    def _table(self) -> list[list[str]]:
        shown = self._shown()
        if shown is None:
            return []
        weight = shown.arrays["weight"]
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
    if tuple(whole) == tuple(drawn):
        return shape(whole)
    return tr("first {drawn} of {whole}").format(drawn=shape(drawn[:2]), whole=shape(whole[:2]))


class WeightMap(QWidget):
    """Draw a matrix, or filters by row of output and column of input, one colour scale for all."""

    hovered = Signal(str)  # what lies under the pointer

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(200, 80)
        self.setAccessibleName(tr("Weights by row and column"))

    def show_weights(self, shown: Snapshot | None) -> None:
        """Show other weights."""
        if shown is not self._shown:
            self._shown = shown
            self.update()

    def cell(self, row: int, column: int) -> QRectF:
        """Return where one weight, or one filter, is drawn."""
        assert self._shown is not None
        rows, columns = self._shown.arrays["weight"].shape[:2]
        gap = BETWEEN if self._shown.arrays["weight"].ndim == 4 else 0.0
        if gap and columns == 1:  # filters that look at one picture stand side by side
            side = min(64.0, (self.width() - gap * rows) / rows, self.height() - 20.0)
            return QRectF(row * (side + gap), 0, side, side)
        high = min(LARGEST_CELL * (2 if gap else 1), (self.height() - 18) / rows)
        wide = min(LARGEST_CELL * (2 if gap else 2), (self.width() - NAMES) / columns)
        if gap:
            high = wide = min(high, wide)
        return QRectF(NAMES + column * wide, 18 + row * high, wide, high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all weights and their names."""
        if self._shown is None:
            return
        weight, painter = self._shown.arrays["weight"], QPainter(self)
        scale = self._shown.facts["scale"] or 1.0
        table = colormaps.diverging(current_theme().dark)
        if weight.ndim == 2:
            area = self.cell(0, 0).united(self.cell(weight.shape[0] - 1, weight.shape[1] - 1))
            painter.drawImage(area, colormaps.image(weight, table, -scale, scale))
        else:
            for row, filters in enumerate(weight):
                for column, one in enumerate(filters):
                    place = self.cell(row, column)
                    inset = 0.0 if weight.shape[1] == 1 else 1.5
                    image = colormaps.image(one, table, -scale, scale)
                    painter.drawImage(place.adjusted(0, 0, -inset, -inset), image)
        self._paint_names(painter)
        painter.end()

    def _paint_names(self, painter: QPainter) -> None:
        assert self._shown is not None
        facts, first = self._shown.facts, self.cell(0, 0)
        in_a_row = not first.y()  # filters that stand side by side
        for row, name in enumerate(facts["rows"]):
            place = self.cell(row, 0)
            if in_a_row:
                _name(painter, QRectF(place.x(), place.bottom() + 2, place.width(), 16), str(row + 1), CENTRE)
            elif first.height() >= READABLE:
                _name(painter, QRectF(0, place.y(), NAMES - 8, place.height()), name, RIGHT)
        if in_a_row or first.width() < 2 * READABLE:
            return
        for column, name in enumerate(facts["columns"]):
            place = self.cell(0, column)
            words = name if first.width() > 4 * READABLE else name.rpartition(" ")[2]
            _name(painter, QRectF(place.x(), 0, place.width(), 16), words, CENTRE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which weight lies under the pointer."""
        self.hovered.emit(self.words_at(event.position()))

    def leaveEvent(self, _event: object) -> None:
        """Say nothing."""
        self.hovered.emit("")

    def words_at(self, point: QPointF) -> str:
        """Return a weight with its names, "" beside all."""
        if self._shown is None:
            return ""
        weight, facts = self._shown.arrays["weight"], self._shown.facts
        for row, to in enumerate(facts["rows"]):
            for column, source in enumerate(facts["columns"]):
                place = self.cell(row, column)
                if place.contains(point):
                    value, where = _within(weight[row, column], point, place)
                    return f"{source} → {to}{where}: {fixed(value, 3, signed=True)}"
        return ""


def _name(painter: QPainter, place: QRectF, words: str, align: Qt.AlignmentFlag) -> None:
    text(painter, place, words, current_theme().tokens.text2, font(CAPTION, MEDIUM), align)


def _within(values: np.ndarray, point: QPointF, place: QRectF) -> tuple[float, str]:
    """Return one weight, and its place within a filter."""
    if not values.ndim:
        return float(values), ""
    high, wide = values.shape
    row = min(int((point.y() - place.y()) / place.height() * high), high - 1)
    column = min(int((point.x() - place.x()) / place.width() * wide), wide - 1)
    return float(values[row, column]), f" [{row + 1}, {column + 1}]"


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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both histograms and their scale."""
        if self._shown is None:
            return
        tokens, arrays, painter = current_theme().tokens, self._shown.arrays, QPainter(self)
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
        painter.end()

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
