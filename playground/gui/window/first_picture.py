"""What the window shows while its parts are still being imported: its places, and the starter's blocks."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.core.assets import asset_path
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import (
    RADIUS_BLOCK,
    SEMIBOLD,
    STATUS_HEIGHT,
    TIME_HEIGHT,
    TITLE,
    TOOLBAR_HEIGHT,
    Tokens,
)
from playground.gui.widgets.guard import painted
from playground.gui.window import measures

# Sizes of the starter's blocks as the canvas draws them; it takes over a moment later.
_WIDTH, _GOAL_WIDTH, _HEIGHT, _HEADER = 115.0, 131.0, 547.0, 44.0
_ROOM, _ABOVE = 28.0, 79.0  # around the network, and for the bars above it


class FirstPicture(QWidget):
    """Draw the window's layout and, for a template, its blocks."""

    def __init__(self, template_id: str | None) -> None:
        super().__init__()
        self._blocks = _blocks(template_id) if template_id else []

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw grounds, lines and blocks."""
        tokens = current_theme().tokens
        painter.fillRect(self.rect(), tokens.panel)
        canvas = self._canvas()
        painter.fillRect(canvas, tokens.canvas)
        self._bars(painter, tokens)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._network(painter, canvas, tokens)

    def _canvas(self) -> QRectF:
        width, height = self.width(), self.height()
        left, right = measures.left_width(width), measures.right_width(width)
        below = measures.TABS_HEIGHT + TIME_HEIGHT + STATUS_HEIGHT
        return QRectF(left, TOOLBAR_HEIGHT, width - left - right, height - TOOLBAR_HEIGHT - below)

    def _bars(self, painter: QPainter, tokens: Tokens) -> None:
        below = TIME_HEIGHT + STATUS_HEIGHT
        painter.fillRect(QRectF(0, 0, self.width(), TOOLBAR_HEIGHT), tokens.window)
        painter.fillRect(QRectF(0, self.height() - below, self.width(), below), tokens.window)

    def _network(self, painter: QPainter, canvas: QRectF, tokens: Tokens) -> None:
        around = QRectF()
        for _, place in self._blocks:
            around = around.united(place)
        if around.isEmpty():
            return
        across = (canvas.width() - 2 * _ROOM) / around.width()
        down = (canvas.height() - _ABOVE - _ROOM) / around.height()
        zoom = min(1.0, across, down)
        middle = canvas.center() + QPointF(0, (_ABOVE - _ROOM) / 2)
        painter.translate(middle - around.center() * zoom)
        painter.scale(zoom, zoom)
        for title, place in self._blocks:
            _block(painter, title, place, tokens)


def _block(painter: QPainter, title: str, place: QRectF, tokens: Tokens) -> None:
    painter.setPen(tokens.line2)
    painter.setBrush(tokens.block)
    painter.drawRoundedRect(place, RADIUS_BLOCK, RADIUS_BLOCK)
    line = place.top() + _HEADER
    painter.drawLine(QPointF(place.left(), line), QPointF(place.right(), line))
    painter.setPen(tokens.text)
    painter.setFont(font(TITLE, SEMIBOLD))
    painter.drawText(QPointF(place.left() + 12, place.top() + 27), title)


def _blocks(template_id: str) -> list[tuple[str, QRectF]]:
    """Return title and place of each block, straight from the template's file."""
    text = asset_path("templates", f"{template_id}.json").read_text(encoding="utf-8")
    nodes: list[dict[str, Any]] = json.loads(text)["project"]["network"]["nodes"]
    return [(node["label"], _place(node)) for node in nodes]


def _place(node: dict[str, Any]) -> QRectF:
    x, y = node["position"]
    return QRectF(x, y, _GOAL_WIDTH if node["kind"] == "classify" else _WIDTH, _HEIGHT)
