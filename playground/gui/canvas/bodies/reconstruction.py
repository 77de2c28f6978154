"""The goal that gives back its input: what came in, what came back, and how far that is off."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from playground.app.texts import tr
from playground.core.views.spec import Snapshot
from playground.gui.canvas.bodies.base import Body, Feed
from playground.gui.canvas.faces import Face
from playground.gui.canvas.look import FIGURE_LARGE, FIGURE_STRONG, PLAIN, RIGHT, SMALL, STRONG, Look, write
from playground.gui.theme.numbers import compact, fixed, integer
from playground.gui.widgets.triple import BACK, Triple, paint_scale, titles

PAD, GAP, SIDE = 12.0, 16.0, 112.0
TOP, BELOW = 26.0, 146.0  # of the pictures, and of what is written below
BINS = 24


class ReconstructionBody(Body):
    """Draw the three pictures of the sample looked at, its error and its rank; all from one snapshot."""

    asks = "reconstructions"
    smooth = False

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self._shown: Snapshot | None = None
        self.triple: Triple | None = None
        self._bins: list[float] = []
        self._mark = -1  # which of them the sample looked at belongs to

    def width(self, compact: bool) -> float:
        """Return the width of three pictures."""
        return 2 * PAD + 3 * SIDE + 2 * GAP

    def height(self, compact: bool) -> float:
        """Return the height of the pictures and the figures."""
        return 206.0

    def show(self, feed: Feed) -> bool:
        """Take the newest reconstruction."""
        shown = feed.pictures.get(self.asks) if feed.answers else None
        if shown is not None and shown.facts.get("goal") != self.node_id:
            shown = None
        if shown is self._shown:
            return False
        self._shown = shown
        self.triple, self._bins, self._mark = None, [], -1
        if shown is not None:
            self.triple = triple_of(shown)
            self._bins, self._mark = bins(shown.arrays["errors"], shown.facts["mse"])
        return True

    def tiles(self) -> int:
        """Return that no picture stands for a unit."""
        return 0

    def room(self, which: int, area: QRectF) -> QRectF:
        """Return where one of the three pictures is drawn."""
        return QRectF(area.x() + PAD + which * (SIDE + GAP), area.y() + TOP, SIDE, SIDE)

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw pictures and figures."""
        another = self.triple is not None and self.triple.before is not None
        for which, title in enumerate(titles(another)):
            room = self.room(which, area)
            write(painter, QRectF(room.x(), room.y() - 20, SIDE, 18), title, STRONG, look.tokens.text)
            if self.triple is not None:
                self.triple.paint(painter, room, which, look.tokens)
        if self._shown is None:
            words = QRectF(area.x() + PAD, area.y() + BELOW, area.width() - 2 * PAD, 20)
            write(painter, words, tr("No reconstruction yet. Train to see one."), PLAIN, look.tokens.text3)
            return
        rooms = [self.room(which, area).translated(0, BELOW - TOP) for which in range(3)]
        self._paint_error(painter, rooms[0], self._shown.facts, look)
        self._paint_rank(painter, rooms[1], self._shown.facts, look)
        if not another:
            self._paint_scale(painter, rooms[2], look)

    def _paint_error(self, painter: QPainter, room: QRectF, facts: Mapping[str, Any], look: Look) -> None:
        caption, line = QRectF(room.x(), room.y(), SIDE, 18), QRectF(room.x(), room.y() + 20, SIDE, 22)
        write(painter, caption, tr("MSE of this sample"), SMALL, look.tokens.text3)
        mse = facts["mse"]
        write(painter, line, compact(mse, 3 if mse >= 0.01 else 2), FIGURE_LARGE, look.tokens.text)
        decibels = tr("{number} dB").format(number=fixed(facts["psnr"], 1))
        write(painter, line, decibels, FIGURE_STRONG, look.tokens.text2, RIGHT)

    def _paint_rank(self, painter: QPainter, room: QRectF, facts: Mapping[str, Any], look: Look) -> None:
        words = tr("Rank {rank} of {count}").format(
            rank=integer(facts["rank"]), count=integer(facts["samples"])
        )
        write(painter, QRectF(room.x(), room.y(), SIDE, 18), words, SMALL, look.tokens.text2)
        wide, ground = SIDE / BINS, room.y() + 44
        painter.setPen(Qt.PenStyle.NoPen)
        for index, share in enumerate(self._bins):
            high = max(1.0, 22 * share) if share else 0.0
            painter.setBrush(look.tokens.accent_text if index == self._mark else look.tokens.line2)
            if index == self._mark:
                high = max(high, 6.0)
            painter.drawRect(QRectF(room.x() + index * wide, ground - high, wide - 1, high))

    def _paint_scale(self, painter: QPainter, room: QRectF, look: Look) -> None:
        assert self.triple is not None  # asked when something is drawn
        low, high = self.triple.ends
        paint_scale(painter, QRectF(room.x(), room.y() + 7, SIDE, 6), look.tokens)
        line = QRectF(room.x(), room.y() + 18, SIDE, 18)
        write(painter, line, low, SMALL, look.tokens.text3)
        write(painter, line, high, SMALL, look.tokens.text3, RIGHT)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw what came back alone."""
        if self.triple is not None:
            room = QRectF(0, 0, SIDE, SIDE)
            room.moveCenter(area.center())
            self.triple.paint(painter, room, BACK, look.tokens)


def triple_of(shown: Snapshot) -> Triple:
    """Return the one sample of a snapshot."""
    facts = shown.facts
    arrays = shown.arrays
    return Triple(arrays["input"], arrays["made"], facts["low"], facts["high"], arrays.get("before"))


def bins(errors: np.ndarray, one: float) -> tuple[list[float], int]:
    """Return how many samples have an error of each size, on a log scale, as shares of the most.

    Also which of these bars one error belongs to; -1 where there is none.
    """
    logs, own = _logs(errors), _logs(np.array([one]))
    if not len(logs):
        return [], -1
    low, high = _range(logs)
    counts, _ = np.histogram(logs, BINS, (low, high))
    mark = int(np.clip((own[0] - low) / (high - low) * BINS, 0, BINS - 1)) if len(own) else -1
    return [float(count) / float(counts.max()) for count in counts], mark


def _logs(errors: np.ndarray) -> np.ndarray:
    sound = errors[np.isfinite(errors)]
    logs: np.ndarray = np.log10(np.maximum(sound, 1e-12))
    return logs


def _range(logs: np.ndarray) -> tuple[float, float]:
    low, high = float(logs.min()), float(logs.max())
    return (low, high) if high > low else (low - 0.5, low + 0.5)
