"""Where the cells of a confusion matrix stand, and how its classes are named in the room there is."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from playground.app.texts import tr
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import CAPTION, MEDIUM
from playground.gui.widgets.painting import width_of
from playground.gui.widgets.short_names import short_names

LEAST_NAMES = 32  # px of the true classes' names
MOST_NAMES = 0.34  # of the width
RECALL = 44
LINE = 22
NAME = 13  # px from one name to the next where cells are small
WIDEST, HIGHEST = 84, 38  # px of a cell
READABLE = 14  # px of a cell in which figures can be read; in smaller ones colours alone tell
TALLEST = 84  # px of turned names
_PAD = 6


@dataclass(frozen=True)
class MatrixLayout:
    """Say how wide and high everything is, in whole px, and which words stand at the edges."""

    names: int
    width: int  # of a cell
    height: int
    head: int
    foot: int
    recall: int
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    turned: bool  # the columns' names stand upright
    foot_lines: int  # that the figures below take in turn: beside one another they would run together
    every: int = 1  # so many rows and columns share one name

    @property
    def dense(self) -> bool:
        """Tell whether cells are too small for figures."""
        return min(self.width, self.height) < READABLE

    def outer(self, count: int) -> tuple[int, int]:
        """Return width and height of all."""
        return (self.names + count * self.width + self.recall,
                self.head + count * self.height + self.foot)  # fmt: skip


NO_LAYOUT = MatrixLayout(LEAST_NAMES, HIGHEST, HIGHEST, LINE, LINE, RECALL, (), (), False, 1)


def measure(words: str) -> float:
    """Return how wide words at the edge are."""
    return width_of(words, font(CAPTION, MEDIUM, True))


def lay_out(classes: tuple[str, ...], width: int, height: int) -> MatrixLayout:
    """Return the layout in a room; labels get what cells leave."""
    count = max(1, len(classes))
    longest = max((measure(name) for name in classes), default=0.0)
    edge = max(LEAST_NAMES, measure(tr("Prec.")) + 2, measure(tr("True")) + 2)
    names = ceil(min(max(longest + _PAD, edge), max(MOST_NAMES * width, edge)))
    cell = int(min(WIDEST, (width - names - RECALL) / count))
    if cell < READABLE:
        return _dense(classes, width, height, names)
    turned = longest + 4 > cell
    head = ceil(min(longest + _PAD, TALLEST)) if turned else LINE
    foot_lines = 2 if measure("100") + _PAD > cell else 1
    foot = foot_lines * NAME + _PAD if foot_lines > 1 else LINE
    high = int(min(HIGHEST, cell, (height - head - foot) / count))
    if high < READABLE:
        return _dense(classes, width, height, names)
    cell = min(cell, max(high, HIGHEST)) if turned else cell
    columns = short_names(classes, head - _PAD if turned else cell, measure)
    rows = short_names(classes, names - _PAD, measure)
    return MatrixLayout(names, cell, high, head, foot, RECALL, rows, columns, turned, foot_lines)


def _dense(classes: tuple[str, ...], width: int, height: int, names: int) -> MatrixLayout:
    """Return the layout of many classes: small squares, with a name wherever there is room for one."""
    count = max(1, len(classes))
    longest = max((measure(name) for name in classes), default=0.0)
    names = max(0, min(names, round(width / 5) + _PAD))
    head = min(names, round(longest) + 2 * _PAD)
    side = max(1, min((width - names) // count, (height - head) // count, READABLE - 1))
    every = max(1, -(-NAME // side))
    turned = longest + 2 > side * every  # digits need not lie on their side
    rows = short_names(classes, names - _PAD, measure)
    columns = short_names(classes, head - _PAD, measure)
    return MatrixLayout(names, side, side, head, 0, 0, rows, columns, turned, 1, every)


def height_for(classes: tuple[str, ...], width: int) -> int:
    """Return the height that all of a matrix wants in a width."""
    made = lay_out(classes, width, 100_000)
    return made.outer(len(classes))[1]
