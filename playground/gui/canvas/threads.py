"""Single weights as threads between units: few paths, each a width and a colour; many units: one ribbon."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.gui.canvas.geometry import band, bezier_distance, thread_path
from playground.gui.canvas.hairlines import as_points, bundle, offsets
from playground.gui.canvas.look import Look, pixels_a_unit
from playground.gui.canvas.painted_once import PaintedOnce
from playground.gui.theme.tokens import with_alpha
from playground.gui.widgets.guard import guarded

THIN, THICK = 0.6, 4.2  # width = THIN + THICK * |w| / max
FAINT, STRONG = 0.16, 0.90  # opacity of the weakest and the strongest
CLASSES = 8  # width classes a sign
MOST = 32  # units a side drawn one by one
REACH = 5.0  # how near a pointer must be
THREADS_Z = 0.0
HAIRLINES_UP_TO = 3.0  # pixels

Weights = NDArray[np.float32]
Buckets = dict[tuple[int, bool], QPainterPath]


@dataclass(frozen=True)
class Thread:
    """One weight: from a unit of the block before to a unit of the block that holds it."""

    source: int
    target: int


def bucket_of(share: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the width class of |w| / max, 0 to CLASSES - 1."""
    known = np.nan_to_num(share, nan=0.0, posinf=1.0, neginf=0.0)
    classes: NDArray[np.int64] = np.clip((known * CLASSES).astype(np.int64), 0, CLASSES - 1)
    return classes


def width_of(bucket: int) -> float:
    """Return the width of a class, in scene units."""
    return THIN + THICK * (bucket + 0.5) / CLASSES


def thread_pen(bucket: int, positive: bool, look: Look, hair: float = 0.0) -> QPen:
    """Return the pen of a width class; `hair` is the share of a hairline that one of its lines fills."""
    share = (bucket + 0.5) / CLASSES
    colour = look.tokens.thread_positive if positive else look.tokens.thread_negative
    strength = FAINT + (STRONG - FAINT) * share
    if not hair:
        pen = QPen(with_alpha(colour, strength), width_of(bucket))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen
    pen = QPen(with_alpha(colour, strength * min(1.0, hair)), 1.0)
    pen.setCosmetic(True)
    return pen


def hairlines(bucket: int, scale: float) -> int:
    """Return how many hairlines side by side make a class, 0 when it is stroked as one line.

    Qt draws hairlines fifteen times faster than wider lines. Classes of many threads are drawn so; the few
    wide ones are stroked, since hairlines would show as a hatching.
    """
    width = width_of(bucket) * scale
    return math.ceil(width - 0.3) if width < HAIRLINES_UP_TO else 0


class ThreadsItem(PaintedOnce):
    """Draw all weights between two neighbouring blocks."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.weights: Weights | None = None  # (out, in)
        self.reach = 1.0
        self.hot: Thread | None = None
        self._starts: list[QPointF] = []
        self._ends: list[QPointF] = []
        self._buckets: Buckets = {}
        self._classes: NDArray[np.int64] | None = None
        self._scale = 1.0  # pixels a scene unit
        self._moved = False
        self._bounds = QRectF()
        self.setZValue(THREADS_Z)

    def place(self, starts: list[QPointF], ends: list[QPointF]) -> None:
        """Run between two columns of units."""
        if starts == self._starts and ends == self._ends:
            return
        self._change_shape()
        self._starts, self._ends = starts, ends
        polygon = QPolygonF(starts + ends)
        self._bounds = polygon.boundingRect().adjusted(-4, -4, 4, 4) if starts and ends else QRectF()
        self._classes = None
        self._moved = True  # the paths are made when they are drawn next: many moves may come before

    def show_weights(self, weights: Weights | None, reach: float) -> None:
        """Take new weights; nothing is drawn again while every thread keeps its class."""
        self.weights, self.reach = weights, reach or 1.0
        self._sort()

    def show_look(self, look: Look) -> None:
        """Take another theme or mode."""
        self.look = look
        self.update()

    @property
    def fits(self) -> bool:
        """Tell whether the weights belong to the units at both sides."""
        return self.weights is not None and self.weights.shape == (len(self._ends), len(self._starts))

    @property
    def single(self) -> bool:
        """Tell whether there are few enough units to draw each weight."""
        return len(self._starts) <= MOST and len(self._ends) <= MOST

    def _sort(self) -> None:
        """Put every thread into the path of its width class."""
        self._moved = False
        if self.weights is None or not self.fits or not self.single:
            had, self._buckets, self._classes = bool(self._buckets), {}, None
            if had or self.weights is not None:
                self.update()
            return
        share = np.abs(self.weights) / self.reach
        classes = np.where(self.weights >= 0, bucket_of(share) + 1, -bucket_of(share) - 1)
        if self._classes is not None and np.array_equal(classes, self._classes):
            return
        self._classes = classes
        self._buckets = self._paths(classes)
        self.update()

    def _paths(self, classes: NDArray[np.int64]) -> Buckets:
        starts, ends = as_points(self._starts), as_points(self._ends)
        paths: Buckets = {}
        for signed in sorted(np.unique(classes).tolist(), key=abs):
            bucket, (targets, sources) = abs(signed) - 1, np.nonzero(classes == signed)
            count = hairlines(bucket, self._scale)
            if count:
                path = bundle(starts[sources], ends[targets], offsets(count, width_of(bucket)))
            else:
                path = QPainterPath()
                for source, target in zip(sources, targets, strict=True):
                    thread_path(path, self._starts[source], self._ends[target])
            paths[(bucket, signed > 0)] = path
        return paths

    def _rescale(self, scale: float) -> None:
        """Make the hairlines anew for another zoom."""
        if abs(scale - self._scale) > 0.02 and self._classes is not None:
            self._scale = scale
            self._buckets = self._paths(self._classes)

    def thread_at(self, point: QPointF) -> Thread | None:
        """Return the thread under a point, the thicker of two that are as near."""
        if not self.fits or not self.single or self.weights is None or not self._bounds.contains(point):
            return None
        best: tuple[float, Thread] | None = None
        for (target, source), weight in np.ndenumerate(self.weights):
            distance = bezier_distance(point, self._starts[source], self._ends[target])
            distance -= (THIN + THICK * min(1.0, abs(float(weight)) / self.reach)) / 2
            if distance < REACH and (best is None or distance < best[0]):
                best = (distance, Thread(source, target))
        return best[1] if best else None

    def covers(self, point: QPointF) -> bool:
        """Tell whether a point lies among the threads, or on the ribbon, as they are drawn."""
        seen = self.look.threads and self.look.bodies and self.fits
        return seen and self._bounds.contains(point) and band(self._starts, self._ends).contains(point)

    def weight(self, thread: Thread) -> float:
        """Return one weight."""
        return 0.0 if self.weights is None else float(self.weights[thread.target, thread.source])

    def middle(self, thread: Thread) -> QPointF:
        """Return the middle of a thread, in the scene."""
        return (self._starts[thread.source] + self._ends[thread.target]) / 2

    def set_hot(self, thread: Thread | None) -> None:
        """Draw one thread strong, the pointer is on it."""
        if thread != self.hot:
            self.hot = thread
            self.update()

    def boundingRect(self) -> QRectF:
        """Return all that is painted."""
        return self._bounds

    @guarded
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the classes from thin to thick, the thread under the pointer last."""
        if not self.look.threads or not self.look.bodies or not self.fits:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not self.single:
            self._paint_ribbon(painter)
            return
        if self._moved:
            self._sort()
        self._rescale(pixels_a_unit(painter))
        for (bucket, positive), path in self._buckets.items():
            count = hairlines(bucket, self._scale)
            hair = width_of(bucket) * self._scale / count if count else 0.0
            painter.setPen(thread_pen(bucket, positive, self.look, hair))
            painter.drawPath(path)
        if self.hot is not None:
            self._paint_hot(painter, self.hot)

    def _paint_hot(self, painter: QPainter, thread: Thread) -> None:
        path = QPainterPath()
        thread_path(path, self._starts[thread.source], self._ends[thread.target])
        weight = self.weight(thread)
        width = THIN + THICK * min(1.0, abs(weight) / self.reach)
        painter.setPen(QPen(self.look.tokens.accent_text, width + 3))
        painter.drawPath(path)
        colour = self.look.tokens.thread_positive if weight >= 0 else self.look.tokens.thread_negative
        painter.setPen(QPen(colour, max(1.5, width)))
        painter.drawPath(path)

    def _paint_ribbon(self, painter: QPainter) -> None:
        """Draw one band for all weights, tinted by the sign that outweighs."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ribbon_colour())
        painter.drawPath(band(self._starts, self._ends))

    def _ribbon_colour(self) -> QColor:
        mean = 0.0 if self.weights is None else float(self.weights.mean())
        colour = self.look.tokens.thread_positive if mean >= 0 else self.look.tokens.thread_negative
        return with_alpha(colour, 0.22)


class LinksItem(PaintedOnce):
    """Draw one line a unit where nothing is weighted: answers into a goal, units through an activation."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._starts: list[QPointF] = []
        self._ends: list[QPointF] = []
        self._classes = False
        self._bounds = QRectF()
        self.setZValue(THREADS_Z)

    def place(self, starts: list[QPointF], ends: list[QPointF], classes: bool) -> None:
        """Run between two columns of as many units; `classes` gives each line its class's colour."""
        if (starts, ends, classes) == (self._starts, self._ends, self._classes):
            return
        self._change_shape()
        self._starts, self._ends, self._classes = starts, ends, classes
        self._bounds = QPolygonF(starts + ends).boundingRect().adjusted(-4, -4, 4, 4) if starts else QRectF()

    def show_look(self, look: Look) -> None:
        """Take another theme or mode."""
        self.look = look
        self.update()

    def covers(self, point: QPointF) -> bool:
        """Tell whether a point lies among the lines, as they are drawn."""
        seen = self.look.threads and self.look.bodies and bool(self._starts)
        return seen and self._bounds.contains(point) and band(self._starts, self._ends).contains(point)

    def boundingRect(self) -> QRectF:
        """Return all that is painted."""
        return self._bounds

    @guarded
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw all lines."""
        if not self.look.threads or not self.look.bodies:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for index, (start, end) in enumerate(zip(self._starts, self._ends, strict=True)):
            path = QPainterPath()
            thread_path(path, start, end)
            painter.setPen(self._pen(index))
            painter.drawPath(path)

    def _pen(self, index: int) -> QPen:
        if not self._classes or len(self._starts) != 2:
            return QPen(with_alpha(self.look.tokens.edge, 0.7), 1.2)
        tokens = self.look.tokens
        return QPen(with_alpha(tokens.thread_positive if index == 1 else tokens.thread_negative, 0.65), 2.0)
