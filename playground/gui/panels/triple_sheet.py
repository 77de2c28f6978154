"""A sheet of triples: input, what came back, difference, with the class and the error beneath."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from playground.app.texts import tr
from playground.core.views.spec import Snapshot
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import compact, integer
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import CAPTION, MEDIUM, SEMIBOLD, Tokens
from playground.gui.widgets.focus import Ringed
from playground.gui.widgets.guard import painted
from playground.gui.widgets.painting import CENTRE, LEFT, RIGHT, box, text
from playground.gui.widgets.plain import set_tip
from playground.gui.widgets.triple import Triple

SIDE, BETWEEN, LINE = 34, 2, 15  # px of a picture, between two, and of the words beneath
GAP, BELOW = 12, 6  # px between triples
RIM, HEAD = 4, 18  # px around all, and above for what the pictures are
MOST_COLUMNS = 3


def sheet_height(rows: int) -> int:
    """Return the height of so many rows."""
    return HEAD + rows * (SIDE + LINE + BELOW) - BELOW + RIM


class Trio(Protocol):
    """Three pictures that stand beside each other."""

    def paint(self, painter: QPainter, room: QRectF, which: int, tokens: Tokens) -> None:
        """Draw one of the three."""


class TripleSheet(Ringed, QWidget):
    """As many triples as there is room for; the wheel and Page Up and Down turn the page."""

    chosen = Signal(int)  # the sample's place in its part
    wanted = Signal()  # another page
    most_columns = MOST_COLUMNS

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._triples: list[Trio] = []
        self._current: int | None = None
        self.first = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Reconstructions"))
        self.setMouseTracking(True)
        self.setMinimumSize(3 * SIDE + 2 * BETWEEN + 2 * RIM, HEAD + SIDE + LINE + RIM)

    @property
    def columns(self) -> int:
        """Return how many triples stand side by side."""
        return min(self.most_columns, max(1, (self.width() - 2 * RIM + GAP) // (self.wide + GAP)))

    @property
    def side(self) -> int:
        """Return how wide and high a picture is."""
        return SIDE

    @property
    def wide(self) -> int:
        """Return how wide three of them are."""
        return 3 * self.side + 2 * BETWEEN

    @property
    def high(self) -> int:
        """Return how high they are with what is written beneath."""
        return self.side + LINE

    @property
    def room(self) -> int:
        """Return how many triples there is room for."""
        return self.columns * max(1, (self.height() - HEAD - RIM + BELOW) // (self.high + BELOW))

    def sizeHint(self) -> QSize:
        """Ask for five rows."""
        return QSize(MOST_COLUMNS * (self.wide + GAP), sheet_height(5))

    def begin_again(self) -> None:
        """Go back to the first page."""
        self.first = 0

    def show_page(self, shown: Snapshot) -> None:
        """Show some samples of a part."""
        self._shown = shown
        self._triples = self.trios(shown)
        self.update()

    def trios(self, shown: Snapshot) -> list[Trio]:
        """Return the pictures of each sample of a page."""
        arrays, ends = shown.arrays, (shown.facts["low"], shown.facts["high"])
        befores = arrays.get("befores", [None] * len(arrays["inputs"]))
        rows = zip(arrays["inputs"], arrays["mades"], befores, strict=True)
        return [Triple(given, made, *ends, before) for given, made, before in rows]

    def set_current(self, sample: int | None) -> None:
        """Mark the sample that the blocks look at."""
        if sample != self._current:
            self._current = sample
            self.update()

    def seen(self) -> list[int]:
        """Return the samples that are drawn, by their places in the part."""
        return [] if self._shown is None else self._shown.arrays["order"][: self.room].tolist()

    def place(self, position: int) -> QRectF:
        """Return where one triple is drawn."""
        row, column = divmod(position, self.columns)
        free = (self.width() - 2 * RIM - self.columns * self.wide) / max(1, self.columns - 1)
        left, top = RIM + round(column * (self.wide + free)), HEAD + row * (self.high + BELOW)
        return QRectF(left, top, self.wide, self.high)

    def picture(self, position: int, which: int) -> QRectF:
        """Return where one picture of a triple is drawn."""
        place = self.place(position)
        return QRectF(place.x() + which * (self.side + BETWEEN), place.y(), self.side, self.side)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw all triples, and what they are at their head."""
        colour, used = current_theme().tokens.text3, font(CAPTION, MEDIUM)
        for position in range(min(self.columns, len(self.seen()))):
            for which, words in enumerate(self.heads()):
                head = QRectF(self.picture(position, which).x() - 3, 0, self.side + 6, HEAD - 2)
                text(painter, head, words, colour, used, CENTRE)
        for position, sample in enumerate(self.seen()):
            self._paint_one(painter, position, sample)

    def heads(self) -> tuple[str, str, str]:
        """Return what the three of a row are, in short."""
        if self._shown is not None and "befores" in self._shown.arrays:
            return tr("before"), tr("made"), tr("truth")
        return tr("orig."), tr("recon."), tr("diff.")

    def _paint_one(self, painter: QPainter, position: int, sample: int) -> None:
        tokens, shown = current_theme().tokens, self._shown
        assert shown is not None  # there are samples
        place = self.place(position)
        if sample == self._current:
            box(painter, place.adjusted(-3, -3, 3, 1), 7, tokens.accent_ground, tokens.accent_text, 2)
        for which in range(3):
            self._triples[position].paint(painter, self.picture(position, which), which, tokens)
        line = QRectF(place.x(), place.y() + self.side, self.wide, LINE)
        error = self.error(sample)
        text(painter, line, error, tokens.text2, font(CAPTION, MEDIUM, True), RIGHT)
        text(
            painter,
            line.adjusted(0, 0, -44, 0),
            self.called(sample),
            tokens.text,
            font(CAPTION, SEMIBOLD),
            LEFT,
        )

    def error(self, sample: int) -> str:
        """Return how far off a sample is, as it is written beneath."""
        assert self._shown is not None  # there are samples
        return compact(float(self._shown.arrays["errors"][sample]), 2)

    def tip(self, sample: int) -> str:
        """Return what is known of a sample, in a sentence."""
        assert self._shown is not None  # there are samples
        words, arrays = tr("Sample {number}: mean squared error {error}"), self._shown.arrays
        number, error = arrays["number"][sample], arrays["errors"][sample]
        return words.format(number=integer(float(number)), error=compact(float(error), 3))

    def called(self, sample: int) -> str:
        """Return what a sample is, or its number where it has no class."""
        assert self._shown is not None  # there are samples
        names, arrays = self._shown.facts["classes"], self._shown.arrays
        if names and "label" in arrays:
            return str(names[int(arrays["label"][sample])])
        return integer(float(arrays["number"][sample]))

    def sample_at(self, x: float, y: float) -> int | None:
        """Return the sample under a point."""
        places = enumerate(self.seen())
        return next((sample for at, sample in places if self.place(at).contains(x, y)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at the sample under the pointer."""
        sample = self.sample_at(event.position().x(), event.position().y())
        if sample is not None:
            self.chosen.emit(sample)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what the sample under the pointer is."""
        sample = self.sample_at(event.position().x(), event.position().y())
        set_tip(self, "" if sample is None else self.tip(sample))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for as many as there is room for."""
        super().resizeEvent(event)
        self.wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the page, a row a notch."""
        self._turn(-self.columns if event.angleDelta().y() > 0 else self.columns)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows; Page Up and Down turn the page."""
        pages = {Qt.Key.Key_PageUp: -self.room, Qt.Key.Key_PageDown: self.room}
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self.columns,
                 Qt.Key.Key_Down: self.columns}  # fmt: skip
        key = Qt.Key(event.key())
        if key in pages:
            self._turn(pages[key])
        elif key in steps and self.seen():
            self._walk(steps[key])
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        seen = self.seen()
        at = seen.index(self._current) + step if self._current in seen else 0
        self.chosen.emit(seen[min(len(seen) - 1, max(0, at))])

    def listed(self, shown: Snapshot) -> int:
        """Return how many samples there are on all pages."""
        return len(shown.arrays["errors"])

    def _turn(self, step: int) -> None:
        last = 0 if self._shown is None else max(0, self.listed(self._shown) - self.room)
        first = min(last, max(0, self.first + step))
        if first != self.first:
            self.first = first
            self.wanted.emit()
