"""Texts of a sheet: the tokens as the network gets them, each in its own box, unknown ones marked."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.app.sample_looks import Token, tokens_of
from playground.app.texts import tr
from playground.gui.sheets.kind import SheetData, SheetLook
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM
from playground.gui.widgets.painting import CENTRE, box, text, width_of

LINE = 26  # px
_HIGH, _PAD, _GAP, _LEAST, _MORE = 20, 5, 3, 14, 56  # px
_SHOWN = {" ": "␣", "\n": "⏎", "\t": "⇥"}  # what else would not be seen
_UNKNOWN = "?"
_BYTES = 120  # a token, about
Place = tuple[Token, QRectF]


def look(data: SheetData, row: int) -> SheetLook:
    """Read a text."""
    seen = tokens_of(data.fields[0], data.arrays[0][row])
    return SheetLook(seen, _BYTES * len(seen))


def paint(painter: QPainter, place: QRectF, seen: tuple[Token, ...], data: SheetData) -> None:
    """Draw the tokens in as many lines as there is room for, and how many there are beside them."""
    tokens = current_theme().tokens
    placed = laid_out(seen, place)
    for token, where in placed:
        _paint_token(painter, token, where)
    if len(placed) < len(seen):
        last = placed[-1][1] if placed else QRectF(place.x(), place.y(), 0, LINE)
        rest = QRectF(last.right() + 6, last.y(), _MORE, last.height())
        words = tr("+ {count}").format(count=integer(len(seen) - len(placed)))
        text(painter, rest, words, tokens.text3, font(CAPTION, MEDIUM, True))


def laid_out(seen: tuple[Token, ...], place: QRectF) -> list[Place]:
    """Return the tokens that have room, each with its box; the last line leaves room for a count."""
    found: list[Place] = []
    x, y = place.x(), place.y() + (LINE - _HIGH) / 2
    for at, token in enumerate(seen):
        wide = min(_width(token), place.width())
        last = y + LINE + _HIGH > place.bottom()
        room = place.right() - (_MORE if last and at + 1 < len(seen) else 0)
        if x + wide > room and x > place.x():
            if last:
                break
            x, y = place.x(), y + LINE
        found.append((token, QRectF(x, y, wide, _HIGH)))
        x += wide + _GAP
    return found


def _width(token: Token) -> float:
    return max(float(_LEAST), _advance(_words(token)) + 2 * _PAD)


@lru_cache(maxsize=20_000)
def _advance(words: str) -> float:
    return width_of(words, font(BODY, MEDIUM))


def _words(token: Token) -> str:
    return _UNKNOWN if token.unknown else _SHOWN.get(token.words, token.words)


def _paint_token(painter: QPainter, token: Token, where: QRectF) -> None:
    """Draw a token in its box; one that was not learned is dashed and has no words."""
    tokens = current_theme().tokens
    if token.unknown:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.warn, 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    else:
        box(painter, where, 4, tokens.raised, tokens.line)
    ink = tokens.warn if token.unknown else tokens.text
    text(painter, where.adjusted(2, 0, -2, 0), _words(token), ink, font(BODY, MEDIUM), CENTRE)
