"""The goal of a number: what is said of the sample looked at, what is true, and how well that is met."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.core.training.metrics import METRICS
from playground.gui.canvas.bodies.base import Body, Feed, Figures, Values
from playground.gui.canvas.bodies.ruler import Found, Ruler
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import (
    CENTER,
    FIGURE,
    FIGURE_STRONG,
    HERO,
    HERO_LARGE,
    PLAIN,
    RIGHT,
    STRONG,
    Look,
    Type,
    rule,
    write,
)
from playground.gui.theme import metric_words
from playground.gui.theme.numbers import NOTHING, figure, integer, percent
from playground.gui.theme.units import unit_of, with_unit

PAD = 12.0
PITCH = 20.0
RULER = 78.0  # px for where both numbers lie among all
OF_UNIT = ("mae",)  # figures that have the number's own unit
ROUNDING = 1e-5  # of a number: else a sample may count as closer than itself
DOUBT = 46.0  # px for how far a figure may be off
Row = tuple[str, str, str | None]  # name, figure, doubt; None: of its kind nothing is in doubt


class ValueBody(Body):
    """Draw both numbers and how far apart they are, then the figures on held-out data."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.figures = Figures()
        self._one: Mapping[str, Any] = {}  # of the sample looked at
        self._all: Mapping[str, Any] = {}  # of the validation samples
        self._off: Values | None = None  # how far off each of those is
        self.ruler = Ruler()

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 196.0

    def height(self, compact: bool) -> float:
        """Return the height of all figures."""
        return 292.0

    def show(self, feed: Feed) -> bool:
        """Take what is said of the sample, and of all that were held out."""
        one = self._facts(feed, "feature_maps")
        changed = one is not self._one and one != self._one
        self._one = one
        if feed.with_figures:
            everything = self._facts(feed, "class_figures")
            changed |= everything is not self._all or feed.figures != self.figures
            self.figures, self._all = feed.figures, everything
            self._off = self._errors(feed) if everything else None
            self.ruler.take(feed.array("class_figures", "target", 1) if everything else None)
        return changed

    @property
    def unit(self) -> str:
        """Return the unit of the number, "" where the data set knows none."""
        return unit_of(self.plan.data)

    def _facts(self, feed: Feed, view: str) -> Mapping[str, Any]:
        """Return what a view says of this goal; nothing of the goal that stood here before an edit."""
        snapshot = feed.pictures.get(view) if feed.answers else None
        facts = snapshot.facts if snapshot is not None else {}
        return facts if facts.get("goal") == self.node_id and not facts.get("classes") else {}

    def _errors(self, feed: Feed) -> Values | None:
        target, answer = (feed.array("class_figures", name, 1) for name in ("target", "answer"))
        if target is None or answer is None or len(target) != len(answer):
            return None
        with np.errstate(over="ignore", invalid="ignore"):  # of a network that diverges
            return np.asarray(np.abs(answer - target))

    def tiles(self) -> int:
        """Return that no picture stands for a unit."""
        return 0

    @property
    def off(self) -> float | None:
        """Return how far off the answer is, None where that is not known."""
        said, true = self._one.get("value"), self._one.get("true")
        return None if said is None or true is None else float(said) - float(true)

    @property
    def _rounding(self) -> float:
        """Return by how much the same answer may differ, computed alone and among all."""
        return ROUNDING * max(abs(float(self._one["value"])), abs(float(self._one["true"])))

    def rows(self) -> list[Row]:
        """Return names and figures from above: of the sample, then of all."""
        off, total = self.off, len(self._off) if self._off is not None else 0
        words = with_unit(figure(off, signed=True), self.plan.data) if off is not None else NOTHING
        above: list[Row] = [(tr("Off by"), words, None)]
        if off is not None and self._off is not None and total:
            closer = float((self._off > abs(off) + self._rounding).sum()) / total
            of_all = tr("{share} of {count}").format(share=percent(closer, 0), count=integer(total))
            above.append((tr("Closer than"), of_all, None))
        else:
            above.append((tr("Closer than"), NOTHING, None))
        return above + [self._measured(name) for name in self.plan.names if name != "mse"] + [self._linear()]

    def _measured(self, name: str) -> Row:
        half = self._all.get("interval", {}).get(name)
        doubt = metric_words.doubt(METRICS[name], half)
        title = tr(METRICS[name].name)
        title = f"{title}, {self.unit}" if self.unit and name in OF_UNIT else title
        return title, figure(self.figures.of(self.node_id, name)), doubt

    def _linear(self) -> Row:
        value = self._all.get("linear", {}).get("r2")
        return tr("linear model"), figure(value), tr(METRICS["r2"].name) if value is not None else ""

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the numbers and the rows."""
        inner = area.adjusted(PAD, 0, -PAD, 0)
        half, tokens = inner.width() / 2, look.tokens
        for index, (words, name, colour) in enumerate(
            ((tr("Says"), "value", tokens.text), (tr("True"), "true", tokens.good))
        ):
            column = QRectF(inner.x() + index * half, inner.y(), half, 0)
            value = figure(self._one.get(name))
            write(painter, column.adjusted(0, 4, 0, 22), words, PLAIN, tokens.text3)
            write(painter, column.adjusted(0, 22, 0, 58), value, fitting(value, half - 6), colour)
        rule(painter, inner.left(), inner.right(), inner.y() + 64, tokens.line)
        below = 69 + 2 * PITCH + RULER
        for index, row in enumerate(self.rows()):
            top = 69 + PITCH * index if index < 2 else below + 5 + PITCH * (index - 2)
            self._paint_row(painter, QRectF(inner.x(), inner.y() + top, inner.width(), PITCH), row, look)
        typical = self.figures.of(self.node_id, "mae")
        found = Found(self._one.get("value"), self._one.get("true"), typical)
        self.ruler.paint(painter, self.ruler_area(area), look, found)
        rule(painter, inner.left(), inner.right(), inner.y() + below, tokens.line)
        loss = QRectF(inner.x(), inner.y() + below + 5 + 3 * PITCH, inner.width(), PITCH)
        self._paint_row(painter, loss, (tr("Validation loss"), figure(self.figures.val_loss), None), look)

    def ruler_area(self, area: QRectF) -> QRectF:
        """Return where both numbers are shown among all."""
        return QRectF(area.x() + PAD, area.y() + 69 + 2 * PITCH + 4, area.width() - 2 * PAD, RULER - 8)

    def _paint_row(self, painter: QPainter, line: QRectF, row: Row, look: Look) -> None:
        name, value, doubt = row
        write(painter, line, name, PLAIN, look.tokens.text3)
        has_column = doubt is not None and bool(doubt or self._all.get("interval"))
        room = line.adjusted(0, 0, -DOUBT if has_column else 0.0, 0)
        write(painter, room, value, FIGURE_STRONG, look.tokens.text, RIGHT)
        write(painter, line, doubt or "", FIGURE, look.tokens.text2, RIGHT)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the answer alone, large."""
        value = figure(self._one.get("value"))
        middle = QRectF(area.x(), area.center().y() - 20, area.width(), 40)
        write(painter, middle, value, fitting(value, area.width() - 8), look.tokens.text, CENTER)


def fitting(words: str, room: float) -> Type:
    """Return the largest style in which a number fits its room."""
    return next((style for style in (HERO_LARGE, HERO, STRONG) if style.width(words) <= room), STRONG)
