"""One figure on a card: its name, its value, how far it may be off, and what to compare it with."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import NOTHING
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD, TITLE
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box, text, width_of
from playground.gui.widgets.plain import set_tip

HEIGHT = 58


class Card(QWidget):
    """Show a figure; its doubt stands beside it where a note is below, else below."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title, self._words = title, (NOTHING, "", "")
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(56)

    @property
    def words(self) -> tuple[str, str, str]:
        """Return value, doubt and note."""
        return self._words

    def show_words(self, value: str, doubt: str, sentence: str, note: str = "") -> None:
        """Show a figure as it is written; the sentence is for those who hover or listen."""
        if (value, doubt, note) == self._words:
            return
        self._words = (value, doubt, note)
        set_tip(self, sentence)
        self.setAccessibleName(sentence)
        self.update()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the card."""
        tokens, (value, doubt, note) = current_theme().tokens, self._words
        box(painter, self.rect().toRectF(), 6, tokens.raised, tokens.line)
        inner = self.rect().toRectF().adjusted(9, 6, -4, -5)
        small, strong = font(CAPTION, MEDIUM, True), font(TITLE, SEMIBOLD, True)
        text(painter, _line(inner, 0, 15), self._title, tokens.text2, font(CAPTION, MEDIUM))
        text(painter, _line(inner, 15, 17), value, tokens.text, strong)
        below = _line(inner, 32, 14)
        if note:
            beside = _line(inner, 15, 17).adjusted(width_of(value, strong) + 6, 0, 0, 0)
            text(painter, beside, doubt, tokens.text3, small)
        text(painter, below, note or doubt, tokens.text3, small)


def _line(inner: QRectF, top: float, height: float) -> QRectF:
    return QRectF(inner.x(), inner.y() + top, inner.width(), height)
