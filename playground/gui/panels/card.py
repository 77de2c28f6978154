"""One figure on a card: its name, its value, how far it may be off, and what to compare it with."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.texts import tr
from playground.core.training.metrics import METRICS
from playground.gui.theme import metric_words
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import NOTHING, integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD, TITLE
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box, text, width_of
from playground.gui.widgets.plain import set_tip

HEIGHT = 58


class Card(QWidget):
    """Show a figure of merit; its doubt stands beside it where a note is below, else below."""

    def __init__(self, metric: str) -> None:
        super().__init__()
        self._metric, self._words = METRICS[metric], (NOTHING, "", "")
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(56)

    @property
    def words(self) -> tuple[str, str, str]:
        """Return value, doubt and note."""
        return self._words

    def show_figure(self, value: float | None, half: float | None, samples: int, note: str = "") -> None:
        """Show a figure, half the width of its interval, and on how many samples it stands."""
        words = metric_words.written(self._metric, value)
        doubt = metric_words.doubt(self._metric, half if value is not None else None)
        sentence = tr("{figure} {value} {doubt} on {count} samples").format(
            figure=tr(self._metric.title), value=words, doubt=doubt, count=integer(samples)
        )
        self._show(words, doubt, f"{sentence}, {note}" if note else sentence, note)

    def clear(self) -> None:
        """Show that nothing is known."""
        self._show(NOTHING, "", "")

    def _show(self, value: str, doubt: str, sentence: str, note: str = "") -> None:
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
        text(painter, _line(inner, 0, 15), tr(self._metric.name), tokens.text2, font(CAPTION, MEDIUM))
        text(painter, _line(inner, 15, 17), value, tokens.text, strong)
        below = _line(inner, 32, 14)
        if note:
            beside = _line(inner, 15, 17).adjusted(width_of(value, strong) + 6, 0, 0, 0)
            text(painter, beside, doubt, tokens.text3, small)
        text(painter, below, note or doubt, tokens.text3, small)


def side_by_side(cards: Iterable[Card]) -> QHBoxLayout:
    """Return cards in a row."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for card in cards:
        row.addWidget(card)
    return row


def _line(inner: QRectF, top: float, height: float) -> QRectF:
    return QRectF(inner.x(), inner.y() + top, inner.width(), height)
