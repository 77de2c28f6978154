"""The classify goal: loss, accuracy, and for few classes precision, recall and who was taken for whom."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from playground.app.texts import tr
from playground.gui.canvas.bodies.base import Body, Feed, Figures, Values
from playground.gui.canvas.bodies.logits import class_colour
from playground.gui.canvas.bodies.matrix import paint_matrix, paint_small_matrix
from playground.gui.canvas.faces import CLASSES_UP_TO, Face
from playground.gui.canvas.look import (
    CENTER,
    FIGURE_LARGE,
    FIGURE_STRONG,
    HERO,
    LEFT,
    PLAIN,
    RIGHT,
    SMALL,
    STRONG,
    Look,
    bar,
    dot,
    rule,
    write,
)
from playground.gui.theme.numbers import figure, percent

PAD = 12.0
CLASS_TOP = 149.0  # first class's name, below the figures
CLASS_PITCH = 72.0
LEFT_COLUMN = 96.0  # beside the matrix of many classes


class ClassesBody(Body):
    """Draw how well the classes are told apart on the validation samples."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self.figures = Figures()
        self._precision: Values | None = None
        self._recall: Values | None = None
        self._confusion: Values | None = None

    @property
    def few(self) -> bool:
        """Tell whether each class has lines of its own."""
        return self.plan.count <= CLASSES_UP_TO

    def width(self, compact: bool) -> float:
        """Return the width of the block."""
        if not self.few:
            return 236.0
        return 111.0 if compact else 131.0

    def height(self, compact: bool) -> float:
        """Return the height of all figures."""
        if not self.few:
            return 204.0
        return CLASS_TOP + CLASS_PITCH * self.plan.count + 44 + 40 * self.plan.count + 16

    def show(self, feed: Feed) -> bool:
        """Take the figures of the run and of the classes."""
        if not feed.with_figures:
            return False
        arrays = tuple(self._own(feed, name) for name in ("precision", "recall", "confusion"))
        before = (self._precision, self._recall, self._confusion)
        same = all(new is old for new, old in zip(arrays, before, strict=True))
        if same and feed.figures == self.figures:
            return False
        self._precision, self._recall, self._confusion = arrays
        self.figures = feed.figures
        return True

    def _own(self, feed: Feed, name: str) -> Values | None:
        """Return figures of this block's classes; those of the network before it have other lengths."""
        found = feed.array("class_figures", name)
        return found if found is not None and len(found) == self.plan.count else None

    def tiles(self) -> int:
        """Return that no picture stands for a unit."""
        return 0

    def anchors(self, area: QRectF, look: Look, incoming: bool) -> list[QPointF]:
        """Return the points beside each class, where its answer comes in."""
        if not incoming or not self.few:
            return []
        top = self._class_top(area.adjusted(PAD, 0, -PAD, 0))
        return [QPointF(area.left(), top + CLASS_PITCH * index + 23)
                for index in range(self.plan.count)]  # fmt: skip

    def paint(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the figures."""
        inner = area.adjusted(PAD, 0, -PAD, 0)
        if self.few:
            self._paint_run(painter, inner, look)
            for index in range(self.plan.count):
                self._paint_class(painter, index, inner, look)
            self._paint_confusion(painter, inner, look)
        else:
            left = QRectF(inner.x(), inner.y(), LEFT_COLUMN, inner.height())
            self._paint_run(painter, left, look)
            matrix = QRectF(left.right() + 20, inner.y() + 3, inner.right() - left.right() - 20, 0)
            self._paint_small(painter, matrix, look)

    def _paint_run(self, painter: QPainter, inner: QRectF, look: Look) -> None:
        paint_loss(painter, inner, look, self.figures)
        rule(painter, inner.left(), inner.right(), inner.y() + 102, look.tokens.line)
        if not self._narrow(inner):
            place = QRectF(inner.x(), inner.y() + 110, inner.width(), 26)
            paint_accuracy(painter, place, look, self._accuracy)

    @property
    def _accuracy(self) -> float | None:
        return self.figures.of(self.node_id, "accuracy")

    def _narrow(self, inner: QRectF) -> bool:
        """Tell whether the accuracy needs a line of its own, below the classes."""
        return self.few and inner.width() < 96

    def _class_top(self, inner: QRectF) -> float:
        return inner.y() + (CLASS_TOP - 38 if self._narrow(inner) else CLASS_TOP)

    def _paint_class(self, painter: QPainter, index: int, inner: QRectF, look: Look) -> None:
        top = self._class_top(inner) + CLASS_PITCH * index
        line = QRectF(inner.x(), top, inner.width(), 22)
        dot(painter, QPointF(line.x() + 4, line.center().y()), 4, class_colour(index, self.plan.count, look))
        write(painter, line.adjusted(14, 0, 0, 0), self.plan.names[index], STRONG, look.tokens.text)
        rows = ((tr("Precision"), self._precision), (tr("Recall"), self._recall))
        for row, (name, values) in enumerate(rows):
            below = line.translated(0, 22 + 20 * row)
            write(painter, below, name, SMALL if look.compact else PLAIN, look.tokens.text3)
            value = None if values is None or index >= len(values) else float(values[index])
            words = percent(value, 0 if look.compact else 1)
            write(painter, below, words, FIGURE_STRONG, look.tokens.text, RIGHT)

    def _paint_confusion(self, painter: QPainter, inner: QRectF, look: Look) -> None:
        top = self._class_top(inner) + CLASS_PITCH * self.plan.count - 2
        rule(painter, inner.left(), inner.right(), top, look.tokens.line)
        if self._narrow(inner):
            place = QRectF(inner.x(), top + 8, inner.width(), 62)
            paint_large_accuracy(painter, place, look, self._accuracy)
            return
        words = QRectF(inner.x(), top + 8, inner.width(), 20)
        write(painter, words, tr("True → predicted"), PLAIN, look.tokens.text3, LEFT)
        paint_matrix(
            painter, QPointF(inner.x(), top + 34), inner.width(), self._confusion, self.plan.count, look
        )

    def _paint_small(self, painter: QPainter, area: QRectF, look: Look) -> None:
        write(
            painter,
            QRectF(area.x(), area.y(), area.width(), 18),
            tr("True → predicted"),
            PLAIN,
            look.tokens.text3,
        )
        square = QRectF(area.x(), area.y() + 24, area.width(), area.width())
        paint_small_matrix(painter, square, self._confusion, self.plan.count, look)

    def thumbnail(self, painter: QPainter, area: QRectF, look: Look) -> None:
        """Draw the loss alone, large."""
        middle = QRectF(area.x(), area.center().y() - 20, area.width(), 40)
        write(
            painter,
            middle,
            figure(self.figures.val_loss),
            HERO,
            look.tokens.text,
            CENTER,
        )


def paint_loss(painter: QPainter, inner: QRectF, look: Look, figures: Figures) -> None:
    """Draw the validation loss as a large figure with its curve."""
    words = tr("Val. loss") if inner.width() < 96 else tr("Validation loss")
    write(painter, QRectF(inner.x(), inner.y() + 3, inner.width(), 20), words, PLAIN, look.tokens.text3)
    write(painter, QRectF(inner.x(), inner.y() + 22, inner.width(), 30), figure(figures.val_loss), HERO,
          look.tokens.text)  # fmt: skip
    paint_sparkline(painter, QRectF(inner.x(), inner.y() + 58, inner.width(), 32), figures.losses, look)


def paint_accuracy(painter: QPainter, area: QRectF, look: Look, accuracy: float | None) -> None:
    """Draw the share of right answers in one line, with a bar."""
    line = QRectF(area.x(), area.y(), area.width(), 20)
    write(painter, line, tr("Accuracy"), PLAIN, look.tokens.text3)
    write(painter, line, percent(accuracy), FIGURE_STRONG, look.tokens.text, RIGHT)
    place = QRectF(area.x(), area.y() + 21, area.width(), 5)
    bar(painter, place, accuracy or 0.0, look.tokens.good, look.tokens.line)


def paint_large_accuracy(painter: QPainter, area: QRectF, look: Look, accuracy: float | None) -> None:
    """Draw the share of right answers large, for narrow blocks."""
    write(painter, QRectF(area.x(), area.y(), area.width(), 18), tr("Accuracy"), PLAIN, look.tokens.text3)
    figure = QRectF(area.x(), area.y() + 18, area.width(), 24)
    write(painter, figure, percent(accuracy), FIGURE_LARGE, look.tokens.good)
    place = QRectF(area.x(), area.y() + 46, area.width(), 5)
    bar(painter, place, accuracy or 0.0, look.tokens.good, look.tokens.line)


def paint_sparkline(painter: QPainter, area: QRectF, values: Sequence[float], look: Look) -> None:
    """Draw a small curve on a logarithmic scale, from the first epoch to now."""
    finite = np.array([value for value in values if np.isfinite(value)], dtype=float)
    if len(finite) < 2:
        return
    heights = np.log(np.maximum(finite, 1e-9))
    low, high = float(heights.min()), float(heights.max())
    ys = area.bottom() - (heights - low) / ((high - low) or 1.0) * area.height()
    xs = np.linspace(area.left(), area.right(), len(finite))
    path = QPainterPath(QPointF(float(xs[0]), float(ys[0])))
    for x, y in zip(xs[1:], ys[1:], strict=True):
        path.lineTo(float(x), float(y))
    painter.setPen(QPen(look.tokens.curve_train, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
