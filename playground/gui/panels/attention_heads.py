"""All heads of all layers as thumbnails: one row a layer, one column a head, their mean at the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.gui.panels.attention_matrix import picture
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD, Tokens
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, box, text
from playground.gui.widgets.plain import set_tip

MEAN = -1  # instead of a head's number
SIDE, SMALL, GAP = 36, 28, 6  # px of a thumbnail, with little room, and between two
NAMES, BELOW, RIM = 54, 16, 3  # px for the layers' names, and for the heads' numbers
MOST_ROWS = 3  # layers that are seen at a time, with much room
ROOMY = 340  # px


class Heads(Ringed, QWidget):
    """A click, the arrows, 1 to 9 and M choose a head."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layers: list[np.ndarray] = []  # (heads, asking, looked at) each
        self._most_rows = MOST_ROWS
        self.layer, self.head = 0, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Heads of attention"))
        self.setMouseTracking(True)
        self._take_height()

    def show_layers(self, layers: Sequence[np.ndarray]) -> None:
        """Show other weights; the head that was chosen stays, where there still is one."""
        self._layers = list(layers)
        self.layer = min(self.layer, len(self._layers) - 1)
        self.head = min(self.head, len(self._layers[self.layer]) - 1)
        self._take_height()
        self.update()

    def show_rows(self, most: int) -> None:
        """Show so many layers at most, the chosen one among them."""
        if most != self._most_rows:
            self._most_rows = most
            self._take_height()
            self.update()

    def _take_height(self) -> None:
        rows = min(self._most_rows, max(1, len(self._layers)))
        self.setFixedHeight(2 * RIM + rows * (SIDE + GAP) - GAP + BELOW)

    @property
    def side(self) -> float:
        """Return the side of a thumbnail."""
        columns = max((len(layer) for layer in self._layers), default=1) + 1
        room = (self.width() - NAMES - 2 * GAP - RIM) / columns - GAP
        return max(8.0, min(SIDE if self.width() >= ROOMY else SMALL, room))

    @property
    def first(self) -> int:
        """Return the first layer that is seen: the chosen one is among them."""
        above = self._most_rows // 2
        return min(max(0, self.layer - above), max(0, len(self._layers) - self._most_rows))

    def place(self, layer: int, head: int) -> QRectF:
        """Return where a thumbnail is drawn."""
        side, heads = self.side, len(self._layers[layer])
        column = heads if head == MEAN else head
        x = NAMES + column * (side + GAP) + (2 * GAP if head == MEAN else 0)
        return QRectF(x, RIM + (layer - self.first) * (SIDE + GAP), side, side)

    def _seen(self) -> list[tuple[int, int]]:
        """Return layers and heads that are drawn."""
        layers = range(self.first, min(len(self._layers), self.first + self._most_rows))
        return [(layer, head) for layer in layers for head in (*range(len(self._layers[layer])), MEAN)]

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw all thumbnails with their names."""
        tokens = current_theme().tokens
        for layer, head in self._seen():
            weights = np.clip(self._layers[layer], 0.0, 1.0)  # shares, or no numbers where training diverged
            values = weights.mean(axis=0) if head == MEAN else weights[head]
            place = self.place(layer, head)
            if values.size:
                most = float(np.nanmax(values, initial=0.0)) or 1.0
                painter.drawImage(place, picture(values, tokens, most))
            here = (layer, head) == (self.layer, self.head)
            border = tokens.accent_text if here else tokens.line2
            box(painter, place.adjusted(-2, -2, 2, 2), 4, None, border, 2 if here else 1)
            if head == 0:
                name = QRectF(0, place.y(), NAMES - 6, place.height())
                words = tr("Layer {number}").format(number=integer(layer + 1))
                weight = SEMIBOLD if layer == self.layer else MEDIUM
                text(painter, name, words, tokens.text2, font(CAPTION, weight))
        self._paint_numbers(painter, tokens)

    def _paint_numbers(self, painter: QPainter, tokens: Tokens) -> None:
        """Write the heads' numbers beneath the last row."""
        if not self._layers:
            return
        last = min(len(self._layers), self.first + self._most_rows) - 1
        for head in (*range(len(self._layers[last])), MEAN):
            place = self.place(last, head)
            words = tr("mean") if head == MEAN else integer(head + 1)
            used = font(CAPTION, SEMIBOLD if head == self.head else MEDIUM)
            line = QRectF(place.x() - 8, place.y() + place.height() + 3, place.width() + 16, BELOW - 2)
            text(painter, line, words, tokens.text2, used, CENTRE)

    def _at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return layer and head under a point."""
        around = ((each, self.place(*each).adjusted(-3, -3, 3, 3)) for each in self._seen())
        return next((each for each, place in around if place.contains(x, y)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the head under the pointer."""
        found = self._at(event.position().x(), event.position().y())
        if found is not None:
            self._choose(*found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which head is under the pointer."""
        found = self._at(event.position().x(), event.position().y())
        if found is None:
            set_tip(self, "")
            return
        words = tr("Layer {layer} · head {head}") if found[1] != MEAN else tr("Layer {layer} · mean")
        set_tip(self, words.format(layer=integer(found[0] + 1), head=integer(found[1] + 1)))

    def event(self, event: QEvent) -> bool:
        """Keep the keys that choose a head, some of which are shortcuts of the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and (event.key() == Qt.Key.Key_M or "1" <= event.text() <= "9"):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows; digits choose a head, M their mean."""
        key = Qt.Key(event.key())
        across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        down = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0)
        if not self._layers or not (across or down or key == Qt.Key.Key_M or "1" <= event.text() <= "9"):
            super().keyPressEvent(event)
            return
        layer = min(len(self._layers) - 1, max(0, self.layer + down))
        heads = len(self._layers[layer])
        order = [*range(heads), MEAN]
        head = self.head if self.head in order else heads - 1
        if across:
            head = order[min(heads, max(0, order.index(head) + across))]
        elif key == Qt.Key.Key_M:
            head = MEAN
        elif not down:
            head = min(heads, int(event.text())) - 1
        self._choose(layer, head)

    def _choose(self, layer: int, head: int) -> None:
        if (layer, head) != (self.layer, self.head):
            self.layer, self.head = layer, head
            self.update()
            self.chosen.emit()
