"""One head's weights as a matrix: who asks by row, what it looks at by column, words on both axes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QKeyEvent, QLinearGradient, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import fixed, percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, DARK, LIGHT, MEDIUM, SEMIBOLD, Tokens, mix, readable_on
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import kept, painted
from playground.gui.widgets.painting import CENTRE, LEFT, RIGHT, box, text, width_of
from playground.gui.widgets.plain import set_tip

LARGEST = 24.0  # px of a cell
READABLE = 12.0  # px of a cell from which on each has its word
NUMBERED = 17.0  # and its per cent
MOST_WORDS = 84.0  # px that words may take beside the rows, and above the columns
POWER = 0.7  # of a weight: small ones can be seen
STEPS = 64


@dataclass(frozen=True, eq=False)
class Shown:
    """What is drawn: weights (asking, looked at) with their words."""

    weights: np.ndarray
    asking: tuple[str, ...]
    looked: tuple[str, ...]
    causal: bool = False

    @property
    def most(self) -> float:
        """Return the largest weight, which has the strongest colour."""
        return float(np.nanmax(self.weights, initial=0.0)) or 1.0


def cell_colour(weight: float, most: float, tokens: Tokens) -> QColor:
    """Return the colour of a weight."""
    return QColor.fromRgb(int(picture(np.array([[weight]]), tokens, most).pixel(0, 0)))


def picture(weights: np.ndarray, tokens: Tokens, most: float) -> QImage:
    """Return weights (asking, looked at) as an image, one pixel each."""
    shares = np.clip(np.nan_to_num(weights / most), 0.0, 1.0) ** POWER
    pixels = np.ascontiguousarray(_shades(tokens.dark)[np.rint(shares * STEPS).astype(int)])
    high, wide = pixels.shape
    return QImage(pixels.data, wide, high, 4 * wide, QImage.Format.Format_RGB32).copy()


@cache
def _shades(dark: bool) -> np.ndarray:
    """Return the colours from no weight to the largest."""
    tokens = DARK if dark else LIGHT
    return np.array([mix(tokens.field, tokens.attention, step / STEPS).rgb() for step in range(STEPS + 1)],
                    np.uint32)  # fmt: skip


class Matrix(Ringed, QWidget):
    """The pointer or the arrows choose who asks."""

    pointed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shown: Shown | None = None
        self._row: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Which word looks at which"))
        self.setMinimumSize(160, 120)

    @property
    def row(self) -> int:
        """Return who is looked at: the row chosen, else the last word."""
        count = len(self.shown.asking) if self.shown is not None else 0
        return count - 1 if self._row is None or self._row >= count else self._row

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        return QSize(320, 320)

    def show_weights(self, shown: Shown) -> None:
        """Show other weights."""
        self.shown = shown
        self.update()

    def frame(self) -> QRectF:
        """Return where the cells are."""
        assert self.shown is not None  # asked when something is drawn
        used = font(CAPTION, SEMIBOLD)
        left, top = (min(MOST_WORDS, max((width_of(word, used) for word in words), default=0.0)) + 8
                     for words in (self.shown.asking, self.shown.looked))  # fmt: skip
        room = QRectF(left, top, self.width() - left - 2, self.height() - top - 2)
        cell = min(LARGEST, room.width() / len(self.shown.looked), room.height() / len(self.shown.asking))
        return QRectF(left, top, cell * len(self.shown.looked), cell * len(self.shown.asking))

    def cell(self, row: int, column: int) -> QRectF:
        """Return where one weight is drawn."""
        assert self.shown is not None  # asked when something is drawn
        frame, side = self.frame(), self.frame().width() / len(self.shown.looked)
        return QRectF(frame.x() + column * side, frame.y() + row * side, side, side)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw words, cells, and the row that is looked at."""
        if self.shown is None or not self.shown.weights.size:
            return
        tokens, frame = current_theme().tokens, self.frame()
        side = frame.width() / len(self.shown.looked)
        self._paint_cells(painter, frame, side, tokens)
        self._paint_asking(painter, frame, side, tokens)
        self._paint_looked(painter, frame, side, tokens)
        self._paint_legend(painter, frame, tokens)
        row = QRectF(frame.x(), frame.y() + self.row * side, frame.width(), side)
        box(painter, row.adjusted(-1, -1, 1, 1), 3, None, tokens.text, 1.4)

    def _paint_cells(self, painter: QPainter, frame: QRectF, side: float, tokens: Tokens) -> None:
        assert self.shown is not None  # asked when something is drawn
        image = picture(self.shown.weights, tokens, self.shown.most)
        if side < READABLE:
            painter.drawImage(frame, image)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        for row, column in np.ndindex(self.shown.weights.shape):
            place = QRectF(frame.x() + column * side, frame.y() + row * side, side - 1, side - 1)
            if self.shown.causal and column > row:
                painter.fillRect(place, QBrush(tokens.line2, Qt.BrushStyle.BDiagPattern))
                continue
            colour = image.pixelColor(column, row)
            painter.fillRect(place, colour)
            if row == self.row and side >= NUMBERED:
                words = fixed(100 * float(self.shown.weights[row, column]), 0)
                text(painter, place, words, readable_on(colour), font(CAPTION, MEDIUM, True), CENTRE)

    def _paint_asking(self, painter: QPainter, frame: QRectF, side: float, tokens: Tokens) -> None:
        assert self.shown is not None  # asked when something is drawn
        every = 1 if side >= READABLE else round(READABLE / side + 0.5)
        for row, word in enumerate(self.shown.asking):
            strong = row == self.row
            if not strong and (row % every or abs(row - self.row) < every > 1):
                continue
            middle = frame.y() + (row + 0.5) * side
            place = QRectF(0, middle - 8, frame.x() - 6, 16)
            used = font(CAPTION, SEMIBOLD if strong else MEDIUM)
            text(painter, place, word, tokens.text if strong else tokens.text2, used, RIGHT)

    def _paint_looked(self, painter: QPainter, frame: QRectF, side: float, tokens: Tokens) -> None:
        """Write the words above the columns, upwards; those that the row looks at most are strong."""
        assert self.shown is not None  # asked when something is drawn
        every = 1 if side >= READABLE else round(READABLE / side + 0.5)
        best = set(np.argsort(-self.shown.weights[self.row], kind="stable")[:3].tolist())
        for column, word in enumerate(self.shown.looked):
            strong = column in best
            if column % every:
                continue
            used = font(CAPTION, SEMIBOLD if strong else MEDIUM)
            with kept(painter):
                painter.translate(frame.x() + (column + 0.5) * side, frame.y() - 5)
                painter.rotate(-90)
                place = QRectF(0, -8, frame.y() - 6, 16)
                text(painter, place, word, tokens.text if strong else tokens.text2, used, LEFT)

    def _paint_legend(self, painter: QPainter, frame: QRectF, tokens: Tokens) -> None:
        """Draw what the strongest colour stands for, in the corner between the words."""
        assert self.shown is not None  # asked when something is drawn
        wide = frame.x() - 8
        bar = QRectF(2, max(4.0, frame.y() - 40), min(48.0, wide), 6)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for step in range(9):
            gradient.setColorAt(step / 8, cell_colour(step / 8, 1.0, tokens))
        painter.fillRect(bar, gradient)
        used = font(CAPTION, MEDIUM, True)
        words = percent(self.shown.most, 0)
        text(painter, QRectF(2, bar.bottom() + 1, wide, 14), f"0 – {words}", tokens.text3, used)

    def _row_at(self, y: float) -> int | None:
        if self.shown is None or not len(self.shown.asking):
            return None
        frame = self.frame()
        row = int((y - frame.y()) // (frame.height() / len(self.shown.asking)))
        return row if 0 <= row < len(self.shown.asking) else None

    def _column_at(self, x: float) -> int | None:
        assert self.shown is not None  # a row is under the pointer
        frame = self.frame()
        column = int((x - frame.x()) // (frame.width() / len(self.shown.looked)))
        return column if 0 <= column < len(self.shown.looked) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer, and say what the cell under it is."""
        row = self._row_at(event.position().y())
        self._point(row)
        column = self._column_at(event.position().x()) if row is not None else None
        if row is None or column is None or self.shown is None:
            set_tip(self, "")
            return
        words = tr("{word} looks at {other}: {share}")
        share = percent(float(self.shown.weights[row, column]))
        set_tip(self, words.format(word=self.shown.asking[row], other=self.shown.looked[column], share=share))

    def leaveEvent(self, event: QEvent) -> None:
        """Go back to the last word."""
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from word to word."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or self.shown is None or not len(self.shown.asking):
            super().keyPressEvent(event)
            return
        self._point(min(len(self.shown.asking) - 1, max(0, self.row + step)))

    def _point(self, row: int | None) -> None:
        if row != self._row:
            self._row = row
            self.update()
            self.pointed.emit()
