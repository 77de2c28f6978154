"""Paint one sample of a sheet: its picture, its class, what is said of it, and what was changed about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from playground.app.row_table import LOSS, SAYS, RowTable
from playground.gui.rows.colours import of_classes
from playground.gui.rows.delegate import sign_of
from playground.gui.rows.words import label_words, said_words, value_words
from playground.gui.sheets.kind import SheetData, SheetLook
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_TILE, SEMIBOLD
from playground.gui.widgets.guard import kept
from playground.gui.widgets.mark import quiet_mark
from playground.gui.widgets.painting import RIGHT, box, text, width_of

EDGE, WORDS = 4, 17  # px around a picture, and of the line beneath it
_ICON, _DOT, _FADED = 12, 7, 0.42
_NUMBER, _LABEL, _SAYS, _LOSS = 56, 110, 160, 56  # px of a whole line's columns, the middle ones at most
_SHARE, _PLAIN, _LOOKED_AT = 64.0, 60.0, 100  # px of a certainty and a number; names that are measured
_LINE, _WORDED = 26, 44  # px of a line's first row, and from which on a picture has words beneath it


@dataclass(frozen=True)
class CellState:
    """What is special about a cell now."""

    selected: bool
    current: bool
    hovered: bool


def paint_cell(
    painter: QPainter, place: QRectF, table: RowTable, row: int, data: SheetData, look: SheetLook | None,
    state: CellState,
) -> None:  # fmt: skip
    """Draw a cell; without a look its picture is on its way."""
    _ground(painter, place, state)
    with kept(painter):
        painter.setOpacity(_FADED if table.out[row] else 1.0)
        if data.kind.shape:
            inner = place.adjusted(EDGE, EDGE, -EDGE, -EDGE - WORDS)
            _picture(painter, inner, data, look)
            _words_beneath(painter, QRectF(inner.x(), inner.bottom(), inner.width(), WORDS), table, row)
        else:
            _line(painter, place.adjusted(EDGE, 0, -EDGE, 0), table, row, data, look)
    if data.kind.shape and table.out[row]:
        _struck(painter, place.adjusted(EDGE, EDGE, -EDGE, -EDGE - WORDS))


def _ground(painter: QPainter, place: QRectF, state: CellState) -> None:
    tokens, inner = current_theme().tokens, place.adjusted(1, 1, -1, -1)
    if state.selected:
        box(painter, inner, RADIUS_TILE, tokens.accent_ground, tokens.accent_text, 2 if state.current else 1)
    elif state.current:
        box(painter, inner, RADIUS_TILE, None, tokens.accent_text, 2)
    elif state.hovered:
        box(painter, inner, RADIUS_TILE, tokens.hover)


def _picture(painter: QPainter, place: QRectF, data: SheetData, look: SheetLook | None) -> None:
    """Draw what was read; what is on its way is a grey tile, what cannot be read has a mark."""
    tokens = current_theme().tokens
    if look is None:
        box(painter, place, 3, tokens.raised)
    elif look.seen is None:
        quiet_mark(painter, place, filled=True)
    else:
        with kept(painter):
            data.paints(painter, place, look.seen, data)


def _struck(painter: QPainter, place: QRectF) -> None:
    """Draw a line through what is left out."""
    painter.setPen(current_theme().tokens.text3)
    painter.drawLine(place.bottomLeft(), place.topRight())


def _words_beneath(painter: QPainter, place: QRectF, table: RowTable, row: int) -> None:
    """Draw the class, and what is said where that is another; signs first."""
    place = _sign(painter, place, table, row)
    place = _dot(painter, place, table, row)
    if place.width() < _WORDED - 2 * _ICON:
        return
    wrong, words = bool(table.differs[row]), label_words(table, row)
    if wrong and said_words(table, row):
        words = f"{words} → {said_words(table, row)}"
    tokens = current_theme().tokens
    ink = tokens.bad if wrong else tokens.text2
    text(painter, place, words, ink, font(CAPTION, SEMIBOLD if table.relabelled[row] else MEDIUM))


def _sign(painter: QPainter, place: QRectF, table: RowTable, row: int) -> QRectF:
    """Draw what stands out about a sample, and return the room that is left."""
    icon, colour = sign_of(table, row)
    if not icon:
        return place
    spot = QRectF(place.x(), place.center().y() - _ICON / 2, _ICON, _ICON)
    paint_icon(painter, icon, spot, current_theme().tokens.colour(colour))
    return place.adjusted(_ICON + 3, 0, 0, 0)


def _dot(painter: QPainter, place: QRectF, table: RowTable, row: int) -> QRectF:
    colour = _colour(table, row)
    if colour is None:
        return place
    box(painter, QRectF(place.x(), place.center().y() - _DOT / 2, _DOT, _DOT), 1.5, colour)
    return place.adjusted(_DOT + 4, 0, 0, 0)


def _colour(table: RowTable, row: int) -> QColor | None:
    if table.label is None or not 0 <= int(table.label[row]) < len(table.classes):
        return None
    return of_classes(table)[int(table.label[row])]


def _line(
    painter: QPainter, place: QRectF, table: RowTable, row: int, data: SheetData, look: SheetLook | None
) -> None:
    """Draw a whole line: number, class, the sample, what is said of it, and how far off that is."""
    tokens, top = current_theme().tokens, QRectF(place.x(), place.y(), place.width(), _LINE)
    _sign(painter, top, table, row)
    number = QRectF(top.x() + _ICON, top.y(), _NUMBER - _ICON, _LINE)
    text(painter, number, integer(row), tokens.text2, font(BODY, MEDIUM, True), RIGHT)
    words = _wide(table.classes)
    label = _dot(
        painter, QRectF(number.right() + 10, top.y(), min(_LABEL, words + 2 * _DOT), _LINE), table, row
    )
    strong = SEMIBOLD if table.relabelled[row] else MEDIUM
    text(painter, label, label_words(table, row), tokens.text, font(BODY, strong))
    loss = QRectF(top.right() - _LOSS, top.y(), _LOSS, _LINE)
    says = QRectF(loss.x() - min(_SAYS, words + _SHARE), top.y(), min(_SAYS, words + _SHARE), _LINE)
    _said(painter, says, loss, table, row)
    inner = QRectF(label.right() + 6, place.y(), says.x() - label.right() - 14, place.height())
    _picture(painter, inner, data, look)


@lru_cache(maxsize=8)
def _wide(classes: tuple[str, ...]) -> float:
    """Return the room that the names of classes take, or a number where there are none."""
    return max((width_of(name, font(BODY, SEMIBOLD)) for name in classes[:_LOOKED_AT]), default=0.0) or _PLAIN


def _said(painter: QPainter, says: QRectF, loss: QRectF, table: RowTable, row: int) -> None:
    tokens, wrong = current_theme().tokens, bool(table.differs[row])
    if table.column(SAYS) is None:
        return
    ink = tokens.bad if wrong else tokens.text
    text(painter, says, said_words(table, row), ink, font(BODY, SEMIBOLD if wrong else MEDIUM))
    column = table.column(LOSS)
    if column is not None:
        words = value_words(column, float(column.values[row]))
        text(painter, loss, words, ink if wrong else tokens.text2, font(BODY, MEDIUM, True), RIGHT)
