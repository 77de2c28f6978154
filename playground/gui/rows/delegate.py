"""Paint the cells of the browser of the data."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from playground.app.row_table import FAR, RowColumn, RowTable
from playground.gui.rows.colours import of_classes, of_parts
from playground.gui.rows.model import Index, RowsOfTable
from playground.gui.rows.words import value_words
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import NOTHING, percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, MEDIUM, SEMIBOLD, with_alpha
from playground.gui.widgets.guard import guarded, kept
from playground.gui.widgets.painting import LEFT, RIGHT, box, text

ROW = 23
_PAD, _ICON, _DOT, _BAR = 8, 14, 7, 20
_SHARE_ROOM = 52  # px, of a certainty in words
_FADED = 0.45  # opacity of what is left out
_STRONGEST = 0.45  # opacity of a cell that stands out most, from as many deviations on:
_FARTHEST = 4.0


class RowCells(QStyledItemDelegate):
    """A cell by what its column means; signs of what was changed stand beside the row's number."""

    def __init__(self, view: QTableView, rows: RowsOfTable) -> None:
        super().__init__(view)
        self._rows, self._view = rows, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height that all rows have."""
        return QSize(80, ROW)

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        table, column = self._rows.table, self._rows.column(index.column())
        if table is None or column is None or index.row() >= len(self._rows.rows):
            return
        row, place, tokens = int(self._rows.rows[index.row()]), QRectF(option.rect), current_theme().tokens
        self._ground(painter, place, option, index)
        with kept(painter):
            painter.setOpacity(_FADED if table.out[row] and column.meaning != "number" else 1.0)
            inner = place.adjusted(_PAD, 0, -_PAD, 0)
            if column.meaning == "number":
                _number(painter, inner, table, column, row)
            elif column.meaning == "part":
                _part(painter, inner, table, column, row)
            elif column.meaning == "says":
                _says(painter, inner, table, column, row)
            else:
                _value(painter, place, table, column, row)
        painter.setPen(tokens.line)
        painter.drawLine(place.bottomLeft(), place.bottomRight())

    def _ground(self, painter: QPainter, place: QRectF, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = current_theme().tokens
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, tokens.accent_ground)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, tokens.hover)
        else:
            painter.fillRect(place, tokens.panel)
        if index.column() == 0 and index.row() == self._view.currentIndex().row():
            painter.fillRect(QRectF(place.x(), place.y(), 3, place.height()), tokens.accent_text)


def sign_of(table: RowTable, row: int) -> tuple[str, str]:
    """Return icon and colour of what stands out about a sample; "" where nothing does."""
    if table.out[row]:
        return "eye-off", "text3"
    if table.marked[row]:
        return "flag", "bad"
    if table.relabelled[row]:
        return "pencil", "warn"
    return ("circle-x", "bad") if table.differs[row] else ("", "")


def _number(painter: QPainter, place: QRectF, table: RowTable, column: RowColumn, row: int) -> None:
    tokens, (icon, colour) = current_theme().tokens, sign_of(table, row)
    if icon:
        spot = QRectF(place.x() - 2, place.center().y() - _ICON / 2, _ICON, _ICON)
        paint_icon(painter, icon, spot, tokens.colour(colour))
    used = QFont(font(BODY, MEDIUM, True))
    used.setStrikeOut(bool(table.out[row]))
    ink = tokens.text3 if table.out[row] else tokens.text2
    text(painter, place.adjusted(_ICON + 3, 0, 0, 0), value_words(column, row), ink, used, RIGHT)


def _part(painter: QPainter, place: QRectF, table: RowTable, column: RowColumn, row: int) -> None:
    at = int(table.part[row])
    if at >= 0:
        _dot(painter, place, of_parts()[at], 3.5)
    words = place.adjusted(_DOT + 6, 0, 0, 0)
    text(painter, words, value_words(column, at), current_theme().tokens.text, font(BODY, MEDIUM))


def _dot(painter: QPainter, place: QRectF, colour: QColor, radius: float) -> None:
    spot = QRectF(place.x(), place.center().y() - _DOT / 2, _DOT, _DOT)
    box(painter, spot, radius, colour)


def _says(painter: QPainter, place: QRectF, table: RowTable, column: RowColumn, row: int) -> None:
    tokens, words = current_theme().tokens, value_words(column, float(column.values[row]))
    wrong = bool(table.differs[row])
    ink = tokens.text3 if words == NOTHING else tokens.bad if wrong else tokens.text
    used = font(BODY, SEMIBOLD if wrong else MEDIUM, not column.kinds)
    if not column.kinds or words == NOTHING:
        text(painter, place, words, ink, used, LEFT if column.kinds else RIGHT)
        return
    share = float(table.sure[row])
    right = QRectF(place.right() - _SHARE_ROOM, place.y(), _SHARE_ROOM, place.height())
    bar = QRectF(right.x() - _BAR - 2, place.center().y() - 2.5, _BAR, 5)
    text(painter, place.adjusted(0, 0, bar.x() - place.right() - 4, 0), words, ink, used)
    box(painter, bar, 2.5, tokens.line2)
    box(painter, QRectF(bar.x(), bar.y(), max(3.0, _BAR * share), 5), 2.5,
        of_classes(table)[int(column.values[row])])  # fmt: skip
    text(painter, right, percent(share), tokens.text, font(BODY, MEDIUM, True), RIGHT)


def _value(painter: QPainter, place: QRectF, table: RowTable, column: RowColumn, row: int) -> None:
    """Draw a value of the data, what is true or a loss."""
    tokens, words = current_theme().tokens, value_words(column, float(column.values[row]))
    inner = place.adjusted(_PAD, 0, -_PAD, 0)
    if column.kinds:
        if column.meaning == "target" and words != NOTHING:
            _dot(painter, inner, of_classes(table)[int(column.values[row])], 1.5)
            inner = inner.adjusted(_DOT + 6, 0, 0, 0)
        bold = column.meaning == "target" and table.relabelled[row]
        ink = tokens.text3 if words == NOTHING else tokens.text
        text(painter, inner, words, ink, font(BODY, SEMIBOLD if bold else MEDIUM))
        return
    away = float(table.away(column)[row])
    if away > FAR:
        strength = _STRONGEST * min(1.0, 0.3 + 0.7 * (away - FAR) / (_FARTHEST - FAR))
        box(painter, place.adjusted(2, 2, -2, -2), 4, with_alpha(tokens.warn, strength))
    ink = tokens.text3 if words == NOTHING else tokens.bad if _is_wrong(table, column, row) else tokens.text
    text(painter, inner, words, ink, font(BODY, MEDIUM, True), RIGHT)


def _is_wrong(table: RowTable, column: RowColumn, row: int) -> bool:
    return column.meaning == "loss" and bool(table.differs[row])
