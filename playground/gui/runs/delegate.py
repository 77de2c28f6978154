"""How a cell of the list of runs is drawn: box, star, words, the figure as a dot on its interval."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from playground.app.run_rows import RunRow
from playground.app.workspace import Workspace
from playground.gui.runs.colours import colour_of, pen_of
from playground.gui.runs.model import NUMBERS, Column, Index, RunModel
from playground.gui.theme import metric_words
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, REGULAR, SEMIBOLD, with_alpha
from playground.gui.widgets.guard import guarded, kept
from playground.gui.widgets.painting import LEFT, RIGHT, box, text

_PAD = 6
BESIDE_WORDS = 2 * _PAD + 20  # px beside what is different: around it, and an icon before it
_DOUBT = 52  # px behind the figure for how sure it is


class RunDelegate(QStyledItemDelegate):
    """Draw one cell."""

    def __init__(self, workspace: Workspace, table: QTableView) -> None:
        super().__init__(table)
        self._workspace = workspace

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it."""
        model: RunModel = index.model()  # type: ignore[assignment]
        row, column, tokens = model.rows[index.row()], Column(index.column()), current_theme().tokens
        area = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, tokens.accent_ground)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, tokens.hover)
        painter.setPen(tokens.line)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if column == Column.DRAWN:
            self._draw_box(painter, area, row)
        elif column == Column.PINNED:
            colour = tokens.warn if row.label.pinned else with_alpha(tokens.text3, 0.5)
            place = QRectF(area.center().x() - 8, area.center().y() - 8, 16, 16)
            paint_icon(painter, "star", place, colour)
            if row.label.pinned:
                _fill_star(painter, place, colour)
        elif column == Column.BAR:
            self._draw_bar(painter, area, row, model)
        elif column == Column.FIGURE:
            self._draw_figure(painter, area, row, model)
        else:
            self._draw_words(painter, area, row, column, model)

    def _draw_box(self, painter: QPainter, area: QRectF, row: RunRow) -> None:
        tokens = current_theme().tokens
        colour = colour_of(row, tokens)
        place = QRectF(area.x() + 16, area.center().y() - 8, 16, 16)
        if row.run in self._workspace.time.runs.hidden:
            box(painter, place, 4, tokens.field, tokens.line2)
        else:
            box(painter, place, 4, colour)
            paint_icon(painter, "eye", place.adjusted(2, 2, -2, -2), tokens.panel)
        painter.setPen(pen_of(row, tokens, 3))
        y = area.center().y()
        painter.drawLine(QPointF(area.x() + 42, y), QPointF(area.x() + 54, y))

    def _draw_words(self, painter: QPainter, area: QRectF, row: RunRow, column: Column,
                    model: RunModel) -> None:  # fmt: skip
        tokens, right = current_theme().tokens, column in NUMBERS
        strong = column in (Column.NAME, Column.VAL_LOSS)
        ink = tokens.text if strong or column in (Column.WORDS, Column.NUMBER) else tokens.text2
        if column == Column.BEGUN and row.reason == "not_finite":
            ink, strong = tokens.bad, True
        inner = area.adjusted(_PAD, 0, -(16 if column == Column.BEGUN else _PAD), 0)
        if column == Column.WORDS and row.parent:
            icon = QRectF(inner.x(), inner.center().y() - 7, 14, 14)
            paint_icon(painter, "git-branch", icon, tokens.text3)
            inner = inner.adjusted(20, 0, 0, 0)
        words = model.cell(row, column)
        if column == Column.NAME and row.current:
            words = self._mark_current(painter, inner, words)
            inner = inner.adjusted(12, 0, 0, 0)
        used = font(BODY, SEMIBOLD if strong else REGULAR, right)
        text(painter, inner, words, ink, used, RIGHT if right else LEFT)

    @staticmethod
    def _mark_current(painter: QPainter, inner: QRectF, words: str) -> str:
        """Put a violet ring before the run that is open."""
        with kept(painter):
            painter.setPen(QPen(current_theme().tokens.accent_text, 2))
            painter.drawEllipse(QPointF(inner.x() + 4, inner.center().y()), 3.2, 3.2)
        return words

    @staticmethod
    def _draw_figure(painter: QPainter, area: QRectF, row: RunRow, model: RunModel) -> None:
        tokens, words = current_theme().tokens, model.cell(row, Column.FIGURE)
        doubt = metric_words.doubt(row.main, model.doubt(row)) if row.main is not None else ""
        figure = area.adjusted(_PAD, 0, -_DOUBT, 0)
        text(painter, figure, words, tokens.text, font(BODY, SEMIBOLD, True), RIGHT)
        beside = QRectF(figure.right() + 8, area.y(), _DOUBT - 10, area.height())
        text(painter, beside, doubt, tokens.text3, font(CAPTION, MEDIUM, True), LEFT)

    def _draw_bar(self, painter: QPainter, area: QRectF, row: RunRow, model: RunModel) -> None:
        """Draw the figure as a dot among those of all runs, with its interval."""
        value, half = model.figure(row), model.doubt(row) or 0.0
        span = model.bounds
        if value is None or span is None or not math.isfinite(value):
            return
        low, high = span
        room = area.adjusted(12, 0, -12, 0)

        def x(figure: float) -> float:
            share = (figure - low) / (high - low) if high > low else 0.5
            return room.left() + room.width() * min(1.0, max(0.0, share))

        colour, y = colour_of(row, current_theme().tokens), area.center().y()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(with_alpha(colour, 0.5), 2.5))
        painter.drawLine(QPointF(x(value - half), y), QPointF(x(value + half), y))
        _dot(painter, QPointF(x(value), y), colour)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the line that a name or a note is typed into."""
        made = QLineEdit(parent)
        made.setFont(font(BODY, SEMIBOLD if index.column() == Column.NAME else REGULAR))
        made.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        return made


def _dot(painter: QPainter, at: QPointF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(at, 4, 4)


def _fill_star(painter: QPainter, place: QRectF, colour: QColor) -> None:
    """Fill the star's middle, which the icon leaves open."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(place.center() + QPointF(0, 0.6), 3.6, 3.6)
