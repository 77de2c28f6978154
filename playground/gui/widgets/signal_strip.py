"""The strip of a long network: gradient as an area, activation as a line, on one log axis over all layers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.app.texts import tr
from playground.core.views.depth import Verdict
from playground.core.views.spec import Snapshot
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import compact, integer, power_of_ten
from playground.gui.theme.tokens import BODY, CAPTION, MEDIUM, SEMIBOLD, Tokens, with_alpha
from playground.gui.widgets.guard import kept
from playground.gui.widgets.painting import CENTRE, LEFT, RIGHT, text, width_of
from playground.gui.widgets.signal_words import ICONS, sentence, tone_of

LABELS, ENDS, BELOW = 38.0, 62.0, 18.0  # px: left of the frame, right of it, beneath
ICON = 16.0
LINE = 14.0  # height of a word at a line's end
AREA = 0.18  # opacity
LEAST_DECADES = 12  # of the axis, so that a healthy network looks flat
MOST_TICKS = 4


@dataclass(frozen=True)
class Decades:
    """The axis: whole powers of ten, which only widen while one network is looked at."""

    low: int = -LEAST_DECADES
    high: int = 1

    def around(self, values: np.ndarray) -> Decades:
        """Return the axis with room for positive values, too."""
        seen = values[np.isfinite(values) & (values > 0)]
        if not len(seen):
            return self
        logs = np.log10(seen)
        return Decades(min(self.low, math.floor(logs.min())), max(self.high, math.ceil(logs.max())))

    @property
    def ticks(self) -> list[int]:
        """Return some exponents, evenly spaced by 1, 2, 5, 10..."""
        span = self.high - self.low
        step = next(each for each in (1, 2, 5, 10, 20, 50, 100) if span / each <= MOST_TICKS or each == 100)
        return [each for each in range(self.low, self.high + 1) if each % step == 0]


@dataclass
class Strip:
    """What is drawn of one network, and on which axis."""

    shown: Snapshot | None = None
    still: float = 0.0  # the gradient below which the optimizer hardly moves a weight; 0: unknown
    cursor: int | None = None
    decades: Decades = field(default_factory=Decades)

    def take(self, shown: Snapshot | None, still: float) -> None:
        """Show other figures; the axis begins anew with another network."""
        before = self.shown.facts["layers"] if self.shown is not None else None
        if shown is None or shown.facts["layers"] != before:
            self.decades = Decades()
        self.shown, self.still = shown, still
        if shown is not None:
            both = np.concatenate([shown.arrays["gradient"], shown.arrays["activation"]])
            self.decades = self.decades.around(both)

    @property
    def count(self) -> int:
        """Return how many layers there are."""
        return len(self.shown.facts["layers"]) if self.shown is not None else 0

    def frame(self, area: QRectF) -> QRectF:
        """Return where the curves are."""
        return area.adjusted(LABELS, 4, -ENDS, -BELOW)

    def x(self, frame: QRectF, layer: float) -> float:
        """Return where a layer stands, counted from 0."""
        return frame.left() + frame.width() * layer / max(1, self.count - 1)

    def y(self, frame: QRectF, value: float) -> float:
        """Return the height of a value; nothing at all stands on the ground."""
        if value <= 0:
            return frame.bottom()
        share = (math.log10(value) - self.decades.low) / (self.decades.high - self.decades.low)
        return frame.bottom() - min(1.0, max(0.0, share)) * frame.height()

    def layer_at(self, area: QRectF, x: float) -> int | None:
        """Return the layer above a place, counted from 0."""
        frame = self.frame(area)
        if not self.count or not frame.left() - 6 <= x <= frame.right() + 6:
            return None
        share = (x - frame.left()) / max(1.0, frame.width())
        return min(self.count - 1, max(0, round(share * (self.count - 1))))

    def paint(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        """Draw axis, curves, and what they end at."""
        frame = self.frame(area)
        with kept(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_axis(painter, frame, tokens)
            if self.shown is None:
                return
            self._paint_frozen(painter, frame, tokens)
            gradient = self._points(frame, "gradient")
            self._paint_area(painter, frame, gradient, tokens.image)
            if self.still > 0:
                self._paint_still(painter, frame, tokens)
            for name, colour in (("gradient", tokens.image), ("activation", tokens.source)):
                self._paint_line(painter, self._points(frame, name), colour, tokens)
            self._paint_ends(painter, frame, tokens)
            self._paint_cursor(painter, frame, tokens)

    def _points(self, frame: QRectF, name: str) -> list[QPointF]:
        """Return one point a layer, up to the first that is not finite."""
        assert self.shown is not None  # asked when something is drawn
        values = self.shown.arrays[name]
        sound = np.isfinite(values)
        stop = len(values) if sound.all() else int(np.argmin(sound))
        return [QPointF(self.x(frame, layer), self.y(frame, float(value)))
                for layer, value in enumerate(values[:stop])]  # fmt: skip

    def _paint_axis(self, painter: QPainter, frame: QRectF, tokens: Tokens) -> None:
        small = font(CAPTION, MEDIUM, True)
        for exponent in self.decades.ticks:
            y = self.y(frame, 10.0**exponent)
            painter.setPen(QPen(tokens.line, 1))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            place = QRectF(frame.left() - LABELS, y - LINE / 2, LABELS - 6, LINE)
            text(painter, place, power_of_ten(exponent), tokens.text3, small, RIGHT)
        for layer in _spread(self.count):
            place = QRectF(self.x(frame, layer) - 20, frame.bottom() + 3, 40, LINE)
            text(painter, place, integer(layer + 1), tokens.text3, small, CENTRE)
        words = QRectF(frame.right() + 14, frame.bottom() + 3, ENDS - 14, LINE)
        text(painter, words, tr("layer"), tokens.text3, small, LEFT)

    def _paint_frozen(self, painter: QPainter, frame: QRectF, tokens: Tokens) -> None:
        assert self.shown is not None  # asked when something is drawn
        half = frame.width() / max(1, self.count - 1) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.line2)
        pattern = painter.brush()
        pattern.setStyle(Qt.BrushStyle.BDiagPattern)
        for layer in self.shown.facts["frozen"]:
            x = self.x(frame, layer)
            painter.fillRect(QRectF(x - half, frame.top(), 2 * half, frame.height()) & frame, pattern)

    def _paint_area(self, painter: QPainter, frame: QRectF, points: list[QPointF], colour: QColor) -> None:
        if len(points) < 2:
            return
        ends = [QPointF(points[-1].x(), frame.bottom()), QPointF(points[0].x(), frame.bottom())]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(colour, AREA))
        painter.drawPolygon(QPolygonF([*points, *ends]))

    def _paint_line(self, painter: QPainter, points: list[QPointF], colour: QColor, tokens: Tokens) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.8, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF(points))
        if points and len(points) < self.count:  # from here on it is not finite
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.bad)
            painter.drawEllipse(points[-1], 3.5, 3.5)

    def _paint_still(self, painter: QPainter, frame: QRectF, tokens: Tokens) -> None:
        """Draw the line under which weights hardly move, and say so where there is room."""
        y = self.y(frame, self.still)
        if not frame.top() < y <= frame.bottom():
            return
        painter.setPen(QPen(tokens.warn, 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
        words = tr("below {size} weights hardly move").format(size=_size(self.still))
        used = font(CAPTION, SEMIBOLD)
        above = y - LINE - 2 if y - LINE - 2 > frame.top() else y + 2
        if width_of(words, used) < frame.width() - 8:
            text(painter, QRectF(frame.left() + 6, above, frame.width() - 8, LINE), words, tokens.warn, used)

    def _paint_ends(self, painter: QPainter, frame: QRectF, tokens: Tokens) -> None:
        """Write the last layer's figures beside the lines' ends, pushed apart."""
        assert self.shown is not None  # asked when something is drawn
        used = font(CAPTION, SEMIBOLD, True)
        last = [(float(self.shown.arrays[name][-1]), colour)
                for name, colour in (("activation", tokens.source), ("gradient", tokens.image))]  # fmt: skip
        tops = [self.y(frame, value) - LINE / 2 for value, _ in last if math.isfinite(value)]
        if len(tops) == 2 and abs(tops[0] - tops[1]) < LINE:
            middle, up = (tops[0] + tops[1]) / 2, -1 if tops[0] <= tops[1] else 1
            tops = [middle + up * LINE / 2, middle - up * LINE / 2]
        shift = max(0.0, frame.top() - LINE / 2 - min(tops, default=frame.bottom()))
        named = [each for each in last if math.isfinite(each[0])]
        for (value, colour), top in zip(named, tops, strict=True):
            place = QRectF(frame.right() + 6, top + shift, ENDS - 6, LINE)
            text(painter, place, compact(value, 1 if value < 1e-4 else 2), colour, used)

    def _paint_cursor(self, painter: QPainter, frame: QRectF, tokens: Tokens) -> None:
        if self.cursor is None or self.shown is None or self.cursor >= self.count:
            return
        x = self.x(frame, self.cursor)
        painter.setPen(QPen(tokens.text, 1.2))
        painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        for name, colour in (("gradient", tokens.image), ("activation", tokens.source)):
            value = float(self.shown.arrays[name][self.cursor])
            if math.isfinite(value):
                painter.setPen(QPen(tokens.panel, 1.2))
                painter.setBrush(colour)
                painter.drawEllipse(QPointF(x, self.y(frame, value)), 4, 4)


def paint_legend(painter: QPainter, area: QRectF, tokens: Tokens) -> None:
    """Write what the lines are."""
    used, x = font(CAPTION, MEDIUM), area.left()
    for words, colour in ((tr("Gradient of the weights"), tokens.image), (tr("Activation"), tokens.source)):
        painter.fillRect(QRectF(x, area.center().y() - 1.5, 12, 3), colour)
        text(
            painter, QRectF(x + 17, area.y(), area.right() - x - 17, area.height()), words, tokens.text2, used
        )
        x += 17 + width_of(words, used) + 14
    scale = tr("RMS, log scale")
    if x + width_of(scale, used) <= area.right():
        text(painter, area, scale, tokens.text3, used, RIGHT)


def paint_verdict(painter: QPainter, area: QRectF, found: Verdict, tokens: Tokens) -> None:
    """Write the verdict beside its icon, in as many lines as there is room for."""
    tone = tone_of(found)
    paint_icon(painter, ICONS[tone], QRectF(area.x(), area.y() + 1, ICON, ICON), tokens.colour(tone))
    painter.setFont(font(BODY, MEDIUM))
    painter.setPen(tokens.text)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(area.adjusted(ICON + 8, 0, 0, 0), int(flags), sentence(found))


def _spread(count: int) -> Sequence[int]:
    """Return which layers are numbered: the first, the last, and some between."""
    return sorted({round(share * (count - 1)) for share in (0, 0.25, 0.5, 0.75, 1)}) if count else ()


def _size(value: float) -> str:
    """Write a power of ten short, other sizes with one digit."""
    exponent = math.log10(value)
    return power_of_ten(round(exponent)) if abs(exponent - round(exponent)) < 1e-9 else compact(value, 1)
