"""Sheets of samples whose pixels or words are marked: what is said beside what is true."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.core.views.scales import finite
from playground.core.views.spec import Snapshot
from playground.gui.panels.triple_sheet import RIM, SIDE, Trio, TripleSheet
from playground.gui.theme.class_colours import class_colours
from playground.gui.theme.fonts import font
from playground.gui.theme.numbers import integer, percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, REGULAR, SEMIBOLD
from playground.gui.widgets.guard import painted
from playground.gui.widgets.marked import LINE, TRUE, MarkedPicture, MarkedWords, coloured
from playground.gui.widgets.painting import RIGHT, box, text, width_of
from playground.gui.widgets.short_names import short_names

ROW, SHARE = 46, 40  # px of a sequence, and of the share of wrong steps beside it
STRIP = 8  # px high
LARGE, ROOMY = 56, 560  # px of a picture, and of the width from which on it is so large


class PixelSheet(TripleSheet):
    """Pictures, each beside what is said and what is true of its pixels."""

    most_columns = 6

    @property
    def side(self) -> int:
        """Return how wide and high a picture is: larger where there is room for several."""
        return LARGE if self.width() >= ROOMY else SIDE

    def trios(self, shown: Snapshot) -> list[Trio]:
        """Return picture, answer and truth of each sample of a page."""
        count, arrays = len(shown.facts["classes"]), shown.arrays
        rows = zip(arrays["inputs"], arrays["saids"], arrays["trues"], strict=True)
        return [MarkedPicture(picture, said, true, count) for picture, said, true in rows]

    def heads(self) -> tuple[str, str, str]:
        """Return what the three of a row are, in short."""
        return tr("picture"), tr("says"), tr("truth")

    def error(self, sample: int) -> str:
        """Return the share of wrong places."""
        assert self._shown is not None  # there are samples
        return percent(float(self._shown.arrays["errors"][sample]), 0)

    def confused(self, sample: int) -> tuple[str, str] | None:
        """Return which class is most often taken for which in a sample; None where nothing is wrong."""
        shown = self._shown
        assert shown is not None  # there are samples
        (at,) = np.flatnonzero(shown.arrays["order"] == sample)
        true, said, often = shown.arrays["confused"][at].tolist()
        return (shown.facts["classes"][true], shown.facts["classes"][said]) if often else None

    def called(self, sample: int) -> str:
        """Return the worst confusion in short, as far as there is room for it; the number without one."""
        confused = self.confused(sample)
        if confused is None:
            return super().called(sample)
        return fitting(*confused, self.wide - SHARE)

    def tip(self, sample: int) -> str:
        """Return which sample it is, how much of it is wrong, and what is taken for what most often."""
        assert self._shown is not None  # there are samples
        number = integer(float(self._shown.arrays["number"][sample]))
        words = tr("Sample {number}: {share} wrong").format(number=number, share=self.error(sample))
        confused = self.confused(sample)
        if confused is None:
            return words
        worst = tr("worst: {true} taken for {said}").format(true=confused[0], said=confused[1])
        return f"{words} · {worst}"

    def listed(self, shown: Snapshot) -> int:
        """Return how many samples there are on all pages."""
        return int(shown.facts["listed"])


def fitting(true: str, said: str, room: float) -> str:
    """Return which class is taken for which, the names shortened where there is less room."""
    measure = partial(width_of, used_font=font(CAPTION, SEMIBOLD))
    arrow = " → "
    if measure(f"{true}{arrow}{said}") <= room:
        return f"{true}{arrow}{said}"
    return arrow.join(short_names((true, said), (room - measure(arrow)) / 2, measure))


class StepSheet(PixelSheet):
    """Sentences whose words stand on the colour of what is said, or strips of other sequences."""

    words: tuple[str, ...] = ()  # that ids stand for

    def trios(self, shown: Snapshot) -> list[Trio]:
        """Return none: a line is drawn for each sample."""
        return []

    @property
    def columns(self) -> int:
        """Return that one stands below the other."""
        return 1

    @property
    def room(self) -> int:
        """Return how many lines there is room for."""
        return max(1, (self.height() - RIM) // ROW)

    def place(self, position: int) -> QRectF:
        """Return where one line is drawn."""
        return QRectF(RIM, RIM + position * ROW, self.width() - 2 * RIM, ROW - 4)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw all lines."""
        tokens = current_theme().tokens
        for position, sample in enumerate(self.seen()):
            place = self.place(position)
            if sample == self._current:
                box(painter, place.adjusted(-3, -1, 3, 1), 6, tokens.accent_ground, tokens.accent_text, 2)
            text(painter, place, self.error(sample), tokens.text2, font(CAPTION, MEDIUM, True), RIGHT)
            self._paint_line(painter, place.adjusted(0, 1, -SHARE, 0), position)

    def _paint_line(self, painter: QPainter, room: QRectF, position: int) -> None:
        shown, tokens = self._shown, current_theme().tokens
        assert shown is not None  # there are samples
        said, true = (shown.arrays[name][position] for name in ("saids", "trues"))
        count = len(shown.facts["classes"])
        if shown.facts["source"] == "tokens" and self.words:
            ids = finite(np.asarray(shown.arrays["inputs"][position], np.float64))
            MarkedWords.of(self.words, ids, said, true, count).paint(
                painter, room, font(BODY, REGULAR), tokens
            )
            return
        for at, places in enumerate((said, true)):
            strip = QRectF(room.x(), room.y() + at * (STRIP + TRUE) + LINE / 2, room.width(), STRIP)
            painter.drawImage(strip, coloured(places, class_colours(tokens, count)))
