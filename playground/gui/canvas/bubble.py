"""A few words beside the pointer: what a drop does, why a port does not fit, what a thread weighs."""

from typing import Literal

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.gui.canvas.look import CENTER, PLAIN_MEDIUM, STRONG, write
from playground.gui.theme.style import current_theme
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import box

Tone = Literal["accent", "bad", "plain"]
SHOWN_MS = 4000
_PITCH = 17


class Bubble(QWidget):
    """A label that never takes focus or pointer, kept inside the canvas."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.covered = 0  # px at the lower edge of the canvas, where a banner lies
        self._at = QPoint()
        self._lines: list[str] = []
        self._tone: Tone = "accent"
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def words(self) -> str:
        """Return what it says."""
        return "\n".join(self._lines)

    def say(self, words: str, at: QPoint, tone: Tone = "accent", passing: bool = False) -> None:
        """Show words below a point; `passing` ones go after four seconds; no words hide it."""
        self._timer.stop()
        if not words:
            self.hide()
            return
        lines = words.split("\n")
        if (lines, tone) != (self._lines, self._tone):
            self._lines, self._tone = lines, tone
            self.resize(self.sizeHint())
            self.update()
        self._at = at
        self.move(self._inside(at))
        self.show()
        self.raise_()
        if passing:
            self._timer.start(SHOWN_MS)

    def stand_clear(self) -> None:
        """Go where nothing lies over it."""
        if self.isVisible():
            self.move(self._inside(self._at))

    def sizeHint(self) -> QSize:
        """Return the size of the words."""
        width = max((STRONG.width(line) for line in self._lines), default=0.0)
        return QSize(round(width) + 24, _PITCH * len(self._lines) + 13)

    def _inside(self, at: QPoint) -> QPoint:
        parent = self._canvas
        x = min(max(8, at.x() - self.width() // 2), parent.width() - self.width() - 8)
        y = at.y() + 28
        if y + self.height() > parent.height() - self.covered - 8:
            y = min(at.y(), parent.height() - self.covered) - self.height() - 14
        return QPoint(x, max(8, y))

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the words on their ground."""
        tokens = current_theme().tokens
        grounds = {"accent": (tokens.accent, None), "bad": (tokens.bad_ground, tokens.bad)}
        ground, border = grounds.get(self._tone, (tokens.raised, tokens.line2))
        ink = tokens.on_accent if self._tone == "accent" else tokens.text
        box(painter, QRectF(self.rect()), 7, ground, border)
        for row, line in enumerate(self._lines):
            style = STRONG if row == 0 else PLAIN_MEDIUM
            colour = ink if row == 0 or self._tone == "accent" else tokens.text2
            write(painter, QRectF(0, 6 + _PITCH * row, self.width(), _PITCH), line, style, colour, CENTER)
