"""What a block does, in a few sentences, where there are no weights to show."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.texts import tr
from playground.gui.theme.fonts import font
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, SEMIBOLD
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import text
from playground.gui.widgets.plain import set_tip, tip_of

_TOP, _HEAD = 7, 24
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class About(QWidget):
    """A title and a paragraph; the whole of it as a tip where it does not fit."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_words(self, words: str) -> None:
        """Show another paragraph."""
        self._words = words
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a modest size."""
        return QSize(280, 160)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the paragraph."""
        tokens = current_theme().tokens
        text(
            painter, QRectF(0, _TOP, self.width(), 20), tr("What it does"), tokens.text, font(BODY, SEMIBOLD)
        )
        room = QRectF(0, _TOP + _HEAD, min(self.width(), 460), self.height() - _TOP - _HEAD - 6)
        painter.setPen(tokens.text2)
        painter.setFont(font(BODY))
        painter.drawText(room, _FLAGS, self._words)
        needed = QFontMetricsF(font(BODY)).boundingRect(room, _FLAGS, self._words).height()
        tip = self._words if needed > room.height() else ""
        if tip != tip_of(self):
            set_tip(self, tip)
