"""Who was taken for whom: a few large cells with their counts, or a small picture of many classes."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from playground.gui.canvas.bodies.base import Values
from playground.gui.canvas.bodies.logits import class_colour
from playground.gui.canvas.look import CENTER, FIGURE_STRONG, SMALL, Look, dot, write
from playground.gui.theme.numbers import integer
from playground.gui.theme.tokens import mix

CELL_HEIGHT = 36.0
GAP = 4.0
DOTS = 16.0  # room for the classes' dots at the left


def paint_matrix(painter: QPainter, corner: QPointF, width: float, counts: Values | None, classes: int,
                 look: Look) -> None:  # fmt: skip
    """Draw true classes down and predicted classes across, counts in the cells."""
    side = min(41.0, (width - DOTS - GAP * (classes - 1)) / classes)
    largest = 1.0 if counts is None else max(1.0, float(np.max(counts)))
    for row in range(classes):
        top = corner.y() + row * (CELL_HEIGHT + GAP)
        colour = class_colour(row, classes, look)
        dot(painter, QPointF(corner.x() + 5, top + CELL_HEIGHT / 2), 4, colour)
        for column in range(classes):
            cell = QRectF(corner.x() + DOTS + column * (side + GAP), top, side, CELL_HEIGHT)
            count = None if counts is None else float(counts[row][column])
            _paint_cell(painter, cell, count, largest, row == column, look)
    bottom = corner.y() + classes * (CELL_HEIGHT + GAP) + 8
    for column in range(classes):
        middle = corner.x() + DOTS + column * (side + GAP) + side / 2
        dot(painter, QPointF(middle, bottom), 4, class_colour(column, classes, look))


def _paint_cell(painter: QPainter, cell: QRectF, count: float | None, largest: float, right: bool,
                look: Look) -> None:  # fmt: skip
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_cell_colour(count, largest, right, look))
    painter.drawRoundedRect(cell, 5, 5)
    if count is not None:
        write(painter, cell, integer(count), FIGURE_STRONG, look.tokens.text, CENTER)


def _cell_colour(count: float | None, largest: float, right: bool, look: Look) -> QColor:
    if count is None:
        return mix(look.tokens.block, look.tokens.line, 0.6)
    target = look.tokens.good if right else look.tokens.bad
    share = count / largest
    return mix(look.tokens.block, target, 0.12 + 0.38 * share)


def paint_small_matrix(
    painter: QPainter, square: QRectF, counts: Values | None, classes: int, look: Look
) -> None:
    """Draw a matrix of many classes as cells without figures, the diagonal green, mistakes red."""
    pitch = square.width() / max(1, classes)
    totals = None if counts is None else np.maximum(1.0, np.asarray(counts, dtype=float).sum(axis=1))
    for row in range(classes):
        for column in range(classes):
            known = counts is not None and totals is not None
            share = float(counts[row][column]) / float(totals[row]) if known else None  # type: ignore[index]
            cell = QRectF(square.x() + column * pitch, square.y() + row * pitch, pitch, pitch).toRect()
            painter.fillRect(cell.adjusted(0, 0, -1, -1), _small_colour(share, row == column, look))
    if look.captions and classes <= 12:
        for row in range(0, classes, max(1, classes - 1)):
            line = QRectF(square.x() - 11, square.y() + row * pitch, 9, pitch)
            write(painter, line, str(row), SMALL, look.tokens.text3, CENTER)


def _small_colour(share: float | None, right: bool, look: Look) -> QColor:
    ground = mix(look.tokens.block, look.tokens.line, 0.6)
    if not share:
        return ground
    if right:
        return mix(ground, look.tokens.good, 0.25 + 0.6 * share)
    return mix(ground, look.tokens.bad, min(1.0, 0.35 + 2.0 * share))
