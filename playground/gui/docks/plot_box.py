"""The frame of a small plot: title, note, the box itself, and words at the ends of its axis."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_CHIP, SEMIBOLD
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, LEFT, RIGHT, box, text

_TOP = 8
_HEAD = 22
_FOOT = 24
_INSET = 3


class PlotBox(QWidget):
    """Show a plot when there is one with data, else words in its place."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title, self._note, self._words = title, "", ""
        self._axis = ("", "", "")
        self._plot: QWidget | None = None
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def plot(self) -> QWidget | None:
        """Return the plot, once it is built."""
        return self._plot

    def set_plot(self, plot: QWidget) -> None:
        """Take a plot into the box."""
        self._plot = plot
        plot.setParent(self)
        self._place()
        plot.setVisible(not self._words)

    def set_note(self, note: str) -> None:
        """Show a quiet word at the right end of the title."""
        if note != self._note:
            self._note = note
            self.setAccessibleDescription(note)
            self.update()

    def set_axis(self, first: str, middle: str, last: str) -> None:
        """Show words beneath the box: at its left, middle and right."""
        if (first, middle, last) != self._axis:
            self._axis = (first, middle, last)
            self.update()

    def set_words(self, words: str) -> None:
        """Show words in place of the plot; nothing shows the plot."""
        if words != self._words:
            self._words = words
            self.update()
        if self._plot is not None:
            self._plot.setVisible(not words)

    def words(self) -> str:
        """Return the words that stand in place of the plot."""
        return self._words

    def sizeHint(self) -> QSize:
        """Return a modest size."""
        return QSize(190, 160)

    def _body(self) -> QRect:
        return self.rect().adjusted(0, _TOP + _HEAD, 0, -_FOOT - 8)

    def _place(self) -> None:
        if self._plot is not None:
            self._plot.setGeometry(self._body().adjusted(_INSET, _INSET, -_INSET, -_INSET))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the plot inside the box."""
        self._place()

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw everything but the plot itself."""
        tokens = current_theme().tokens
        head = QRectF(0, _TOP - 1, self.width(), 18)
        text(painter, head, self._title, tokens.text, font(BODY, SEMIBOLD))
        text(painter, head, self._note, tokens.text3, font(BODY), RIGHT)
        body = QRectF(self._body())
        box(painter, body, RADIUS_CHIP, tokens.field, tokens.line if not tokens.dark else None)
        if self._words:
            self._paint_words(painter, body)
        else:
            self._paint_axis(painter, QRectF(0, body.bottom() + 3, self.width(), 18))

    def _paint_words(self, painter: QPainter, body: QRectF) -> None:
        painter.setPen(current_theme().tokens.text3)
        painter.setFont(font(CAPTION, MEDIUM))
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(body.adjusted(10, 4, -10, -4), flags, self._words)

    def _paint_axis(self, painter: QPainter, line: QRectF) -> None:
        ink, used = current_theme().tokens.text3, font(CAPTION, tabular=True)
        for words, align in zip(self._axis, (LEFT, CENTRE, RIGHT), strict=True):
            text(painter, line, words, ink, used, align)
