"""What a block makes of a sequence: one picture, a row a word downwards, or time to the right."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.core.blocks.shapes import Field
from playground.core.views.feature_maps import raw
from playground.gui.canvas.bodies.base import Body, Feed, Values
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import CENTER, LEFT, RIGHT, SMALL, Look, write
from playground.gui.theme.numbers import compact, integer

HEIGHT = 204.0
CAPTION = 22.0
PAD = 12.0
MOST = 14  # rows of words
PITCH = 13.0
NAMES, GAP = 56.0, 6.0  # px for the words, and between them and the picture


class SequenceBody(Body):
    """Draw steps and features of the sample that is looked at."""

    smooth = False

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.words: tuple[str, ...] = ()  # one a row, from above; () where steps are no words
        self._values: tuple[Values | None, Values | None] = (None, None)  # as they came, with the ids

    @property
    def _has_words(self) -> bool:
        """Tell whether each step is one word, maybe after a class token."""
        data = self.plan.data
        return data is not None and _is_text(data) and self.plan.count - data.sizes[0] in (0, 1)

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 144.0 if self._has_words else 128.0

    def height(self, compact: bool) -> float:
        """Return the height of the picture with its caption, for the longest sequence."""
        rows = min(self.plan.count, MOST) if self._has_words else 0
        return max(HEIGHT, 10 + PITCH * rows + 10 + CAPTION)

    def show(self, feed: Feed) -> bool:
        """Take the steps, and the words they stand for."""
        if not self._has_words:
            return self._take(feed, "feature_maps")
        assert self.plan.data is not None
        values = feed.array("feature_maps", self.node_id, 3)
        ids = feed.array("feature_maps", raw(self.plan.data.name), 1)
        if values is self._values[0] and ids is self._values[1]:
            return False
        self._values = values, ids
        if values is None or ids is None:
            self.words = ()
            self.atlas.show(None)
            return True
        self._show_rows(feed, values, self.plan.data, ids)
        return True

    def _show_rows(self, feed: Feed, values: Values, data: Field, ids: Values) -> None:
        """Keep the rows that have a word; of more than there is room for, the last."""
        token = max(0, values.shape[2] - len(ids))  # a class token stands first
        names = [tr("class")] * token + words_of(data, ids)
        rows = np.swapaxes(values, 1, 2)[:, : len(names)]
        reach = feed.strongest("feature_maps", self.node_id, values)
        if len(names) > MOST:
            earlier = tr("{count} earlier").format(count=integer(len(names) - MOST + 1))
            names, rows = [earlier, *names[1 - MOST :]], rows[:, 1 - MOST :]
        self.words = tuple(names)
        self.atlas.show(np.ascontiguousarray(rows) if rows.size else None, reach)

    def tiles(self) -> int:
        """Return that one picture stands for all units."""
        return 0

    def row(self, index: int, area: QRectF) -> QRectF:
        """Return where one word stands, as high as its row of the picture."""
        return QRectF(area.x() + 4, area.y() + 10 + PITCH * index, NAMES + PAD - 4, PITCH)

    def picture(self, area: QRectF) -> QRectF:
        """Return where the picture is drawn."""
        if not self.words:
            return area.adjusted(PAD, 10, -PAD, -10 - CAPTION)
        first = len(self.words) - (self.atlas.values.shape[1] if self.atlas.values is not None else 0)
        top, left = self.row(first, area).top(), self.row(0, area).right() + GAP
        return QRectF(left, top, area.right() - PAD - left, PITCH * (len(self.words) - first))

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the picture, and what its rows or its width stand for."""
        target = self.picture(area)
        self.paint_tile(painter, 0, target, look, 2.0 if self.words else 5.0)
        for index, word in enumerate(self.words):
            line = self.row(index, area)
            write(painter, line, SMALL.elided(word, line.width()), SMALL, look.tokens.text2, RIGHT)
        if not look.captions:
            return
        below = QRectF(target.x(), area.bottom() - 10 - CAPTION + 4, target.width(), CAPTION - 4)
        if self.words:
            below.moveTop(target.bottom() + 3)
        self._paint_below(painter, below, look)

    def _paint_below(self, painter: QPainter, line: QRectF, look: Look) -> None:
        if self._has_words:
            features = self.atlas.values.shape[2] if self.atlas.values is not None else 0
            words = tr("{count} features").format(count=integer(features)) if features else ""
            write(painter, line, words, SMALL, look.tokens.text3, CENTER)
            return
        first, last = ends_of_time(self.plan.data, self.plan.count)
        write(painter, line, first, SMALL, look.tokens.text3, LEFT)
        write(painter, line, tr("time →"), SMALL, look.tokens.text3, CENTER)
        write(painter, line, last, SMALL, look.tokens.text3, RIGHT)


def _is_text(data: Field) -> bool:
    return data.dtype == "int" and bool(data.parts)


def words_of(data: Field, ids: Values) -> list[str]:
    """Return the words that ids stand for, up to the last: what fills up a short sentence has none."""
    last = int(np.flatnonzero(ids)[-1]) + 1 if ids.any() else 0
    whole = np.nan_to_num(ids[:last]).astype(int).tolist()
    return [data.parts[each] if 0 <= each < len(data.parts) else "?" for each in whole]


def ends_of_time(data: Field | None, steps: int) -> tuple[str, str]:
    """Return where so many steps begin and end: in seconds where the data know them, else by number.

    Where steps were put together, each stands for as many of the data's.
    """
    whole = data.sizes[0] if data is not None else 0
    if data is None or not data.interval or whole % steps:
        return "1", integer(steps)
    return "0", tr("{seconds} s").format(seconds=compact(data.interval * whole))
