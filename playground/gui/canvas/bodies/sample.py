"""The image source: the sample that the network is looking at, with arrows to the next one."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.core.views.feature_maps import raw
from playground.gui.canvas.atlas import COLOURED
from playground.gui.canvas.bodies.base import Body, Feed, Hit
from playground.gui.canvas.look import PLAIN, STRONG, Look, write
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import integer
from playground.gui.widgets.painting import box

PICTURE = 84.0
COLOURS = 3  # channels of a picture that is drawn in its colours


class SampleBody(Body):
    """Draw one validation sample with its true class."""

    smooth = False
    lines: tuple[str, ...] = ()  # what is known about the sample

    @property
    def field_name(self) -> str:
        """Return which field of the data it brings."""
        return self.plan.data.name if self.plan.data is not None else ""

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 104.0 if compact else 112.0

    def show(self, feed: Feed) -> bool:
        """Take the picture and what is known about it."""
        changed = self._take_picture(feed)
        lines = _lines(feed)
        if lines == self.lines:
            return changed
        self.lines = lines
        return True

    def _take_picture(self, feed: Feed) -> bool:
        values = feed.array("feature_maps", raw(self.field_name), 2, 3, 4)
        before = self._origin
        if values is before or (values is not None and before is not None and np.array_equal(values, before)):
            return False
        self._origin = values
        picture = None if values is None else values.reshape(-1, *values.shape[-2:])
        if picture is None:
            self.atlas.show(None)
        elif len(picture) == COLOURS and self.plan.data is not None:
            self.atlas.show(picture, (self.plan.data.low, self.plan.data.high), COLOURED)
        else:
            self.atlas.show(picture, _reach(picture), "grey")
        return True

    def tiles(self) -> int:
        """Return that there is one picture."""
        return 1

    def tile(self, index: int, area: QRectF, look: Look) -> QRectF:
        """Return where the picture is drawn."""
        return QRectF(area.center().x() - PICTURE / 2, area.y() + 10, PICTURE, PICTURE)

    def _arrow(self, step: int, area: QRectF) -> QRectF:
        left = area.center().x() - 42 if step < 0 else area.center().x() + 4
        return QRectF(left, area.y() + 166, 38, 26)

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the picture, its words and the arrows."""
        self.paint_picture(painter, area, look)
        if look.captions:
            for row, line in enumerate(self.lines[:3]):
                place = QRectF(
                    area.center().x() - 42,
                    area.y() + 103 + (0 if row == 0 else 4) + 17 * row,
                    area.width(),
                    18,
                )
                style, colour = (STRONG, look.tokens.text) if row == 0 else (PLAIN, look.tokens.text2)
                write(painter, place, line, style, colour)
        for step, icon in ((-1, "chevron-left"), (1, "chevron-right")):
            place = self._arrow(step, area)
            box(painter, place, 6, look.tokens.raised, look.tokens.line2)
            paint_icon(
                painter,
                icon,
                QRectF(place.center().x() - 7, place.center().y() - 7, 14, 14),
                look.tokens.text2,
            )

    def paint_picture(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw what the network looks at."""
        self.paint_tile(painter, 0, self.tile(0, area, look), look, 5.0)

    def hit(self, point: QPointF, area: QRectF, look: Look) -> Hit | None:
        """Return the arrow under a point."""
        if self._arrow(-1, area).contains(point):
            return Hit("previous")
        return Hit("next") if self._arrow(1, area).contains(point) else None

    def tooltip(self, hit: Hit) -> str:
        """Say what an arrow does."""
        return tr("Sample before") if hit.kind == "previous" else tr("Next sample")


def _lines(feed: Feed) -> tuple[str, ...]:
    part, label = feed.fact("feature_maps", "part"), feed.fact("feature_maps", "label")
    if part is None:
        return ()
    if part == "drawn":
        return (tr("Your drawing"),)
    lines = [tr("Sample {number}").format(number=integer(feed.fact("feature_maps", "number")))]
    if label is not None:
        lines.append(tr("True: {label}").format(label=feed.fact("feature_maps", "classes")[label]))
    parts = {"validation": tr("Split: validation"), "train": tr("Split: training"), "test": tr("Split: test")}
    return (*lines, parts[part])


def _reach(picture: np.ndarray) -> tuple[float, float]:
    """Return what is black and what is white: nothing at all where no number lies below, as of decibels."""
    low, high = float(picture.min()), float(picture.max())
    return (low, high if high > low else 0.0) if low < 0 else (0.0, high or 1.0)
