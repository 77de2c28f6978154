"""The classify goal of pictures: what the network takes the picture for, what it is, how wrong that is."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from playground.app.texts import tr
from playground.gui.canvas.bodies.base import Body, Feed
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import (
    CENTER,
    FIGURE_STRONG,
    HERO_LARGE,
    PLAIN,
    RIGHT,
    STRONG,
    Look,
    Type,
    bar,
    rule,
    write,
)
from playground.gui.theme.numbers import figure, percent
from playground.gui.widgets.short_names import short_names

PAD = 12.0
BARS = 4
CLASS = 106.0  # px for what is said, and for what is true
NAMES, GAP = 0.44, 8.0  # of the width for the classes' names, and px between them and their bars
BESIDE = 8.0  # px around the share that stands beside a class


class VerdictBody(Body):
    """Draw the answer for the picture that the blocks look at; all of it from one snapshot."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self._facts: Mapping[str, Any] | None = None

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        return 236.0

    def show(self, feed: Feed) -> bool:
        """Take the answer."""
        snapshot = feed.pictures.get("feature_maps")
        facts = snapshot.facts if snapshot is not None and feed.answers else None
        if facts is not None and (
            facts.get("goal") != self.node_id or facts.get("classes") != self.plan.names
        ):
            facts = None
        changed = facts is not self._facts
        self._facts = facts
        return changed

    def tiles(self) -> int:
        """Return that no picture stands for a unit."""
        return 0

    @property
    def said(self) -> str:
        """Return what the network takes the picture for, "" when it says nothing."""
        return "" if self._facts is None else str(self.plan.names[self._facts["answer"]])

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the verdict, the likeliest classes and the loss of this sample."""
        if self._facts is None:
            return
        facts, inner = self._facts, area.adjusted(PAD, 0, -PAD, 0)
        shares, label, answer = facts["probabilities"], facts["label"], facts["answer"]
        right = label is None or label == answer
        half = inner.width() / 2
        colour = look.tokens.text if label is None else look.tokens.good if right else look.tokens.bad
        self._paint_class(painter, inner, tr("Says"), answer, shares, look, colour)
        beside = inner.adjusted(half, 0, 0, 0)
        self._paint_class(painter, beside, tr("True"), label, shares, look, look.tokens.good)
        ranked = sorted(range(len(shares)), key=lambda index: -shares[index])[:BARS]
        for row, index in enumerate(ranked):
            strong = (
                look.tokens.good
                if index == label
                else look.tokens.bad
                if index == answer and not right
                else None
            )
            self._paint_share(painter, inner, row, index, shares[index], look, strong)
        rule(painter, inner.left(), inner.right(), inner.y() + 168, look.tokens.line)
        line = QRectF(inner.x(), inner.y() + 174, inner.width(), 22)
        write(painter, line, tr("Loss of this sample"), PLAIN, look.tokens.text3)
        write(painter, line, figure(facts["loss"]), FIGURE_STRONG, look.tokens.text, RIGHT)

    def _paint_class(self, painter: QPainter, area: QRectF, words: str, index: int | None,
                     shares: tuple[float, ...], look: Look, colour: QColor) -> None:  # fmt: skip
        write(painter, QRectF(area.x(), area.y() + 6, area.width(), 18), words, PLAIN, look.tokens.text3)
        if index is None:
            write(painter, QRectF(area.x(), area.y() + 26, 60, 36), "–", HERO_LARGE, look.tokens.text3)
            return
        name = self.plan.names[index]
        style = self._style()
        room = min(area.width(), CLASS)
        name = short_names(self.plan.names, room, style.width)[index]
        place = QRectF(area.x(), area.y() + 26, room, 36)
        write(painter, place, name, style, colour)
        place.setLeft(place.left() + style.width(name) + BESIDE)
        sure = percent(shares[index], 0)
        if FIGURE_STRONG.width(sure) < place.width() - 4:
            write(painter, place, sure, FIGURE_STRONG, look.tokens.text2)

    def _style(self) -> Type:
        """Return how classes are written: large where each of them fits so, its share beside it."""
        widest = max(map(HERO_LARGE.width, self.plan.names), default=0.0)
        fits = widest + 2 * BESIDE + FIGURE_STRONG.width(percent(1.0, 0)) <= CLASS
        return HERO_LARGE if fits else STRONG

    def _paint_share(self, painter: QPainter, inner: QRectF, row: int, index: int, share: float, look: Look,
                     colour: QColor | None) -> None:  # fmt: skip
        line = QRectF(inner.x(), inner.y() + 74 + 22 * row, inner.width(), 20)
        style = STRONG if colour is not None else PLAIN
        room = names_room(self.plan.names, inner.width())
        name = short_names(self.plan.names, room, STRONG.width)[index]
        write(painter, line, name, style, look.tokens.text2)
        left = inner.x() + room + GAP
        place = QRectF(left, line.center().y() - 3, inner.right() - 52 - left, 6)
        bar(painter, place, share, colour or look.tokens.text3, look.tokens.line)
        write(painter, line, percent(share, 1), FIGURE_STRONG, look.tokens.text2, RIGHT)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the answer alone, large."""
        middle = QRectF(area.x(), area.center().y() - 20, area.width(), 40)
        write(painter, middle, self.said, HERO_LARGE, look.tokens.text, CENTER)


def names_room(names: Sequence[str], width: float) -> float:
    """Return the room that names get beside their bars: what they need, up to a share of the block."""
    return min(max(map(STRONG.width, names), default=0.0), NAMES * width)
