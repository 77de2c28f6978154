"""Sizes, paths and snapping of the canvas, without any state."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from playground.core.layout.routes import TURN

GRID = 8.0  # blocks snap to it
DOTS = 24.0  # pitch of the dots in the ground
HEADER = 44.0
FOOTER = 28.0
PORT_Y = 22.0  # ports sit on the header line
PORT_PITCH = 24.0
PORT_RADIUS = 5.5
PORT_RADIUS_HOVER = 7.0
PORT_REACH = 12.0  # half of the area that a pointer hits
UNIT_PITCH = 54.0
UNIT_TILE = 46.0
CAPTION_ROW = 26.0  # above the first unit row
BODY_END = 17.0  # below the last unit row
SNAP_REACH = 6.0  # how near a neighbour's port line pulls
COMPACT_X = 0.76  # positions are drawn this much closer in a narrow window
_CORNER = 10.0


@dataclass(frozen=True)
class Density:
    """How far apart blocks are drawn: narrow windows draw them closer, the project stays as it is."""

    compact: bool = False

    @property
    def factor(self) -> float:
        """Return drawn distance over stored distance, along x."""
        return COMPACT_X if self.compact else 1.0

    def shown(self, position: tuple[float, float]) -> QPointF:
        """Return where a stored position is drawn."""
        return QPointF(round(position[0] * self.factor), position[1])

    def stored(self, point: QPointF) -> tuple[float, float]:
        """Return the position to store for a drawn point."""
        return (point.x() / self.factor, point.y())


def snap(value: float, step: float = GRID) -> float:
    """Return the nearest multiple of the grid."""
    return round(value / step) * step


def snapped(point: QPointF, lines: Iterable[float], free: bool = False) -> tuple[QPointF, float | None]:
    """Return where a block's corner goes, and the y of the neighbours' line it met, if any."""
    if free:
        return point, None
    near = min(lines, key=lambda y: abs(y - point.y()), default=None)
    if near is not None and abs(near - point.y()) <= SNAP_REACH:
        return QPointF(snap(point.x()), near), near
    return QPointF(snap(point.x()), snap(point.y())), None


def wire_path(start: QPointF, end: QPointF, lane: float | None = None, around: bool = False) -> QPainterPath:
    """Return a wire: a bezier to the right, a rounded detour through a lane to go back or around blocks."""
    if lane is None or (end.x() >= start.x() - 8 and not around):
        return _bezier(start, end)
    return _detour(start, end, lane)


def stepped_path(start: QPointF, end: QPointF, x: float) -> QPainterPath:
    """Return a wire along both levels of its ends, upright at x, its corners rounded."""
    return rounded_polyline([start, QPointF(x, start.y()), QPointF(x, end.y()), end], _CORNER)


def _bezier(start: QPointF, end: QPointF) -> QPainterPath:
    reach = max(abs(end.x() - start.x()) / 2, min(60.0, abs(end.y() - start.y()) / 2))
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
    return path


def thread_path(path: QPainterPath, start: QPointF, end: QPointF) -> None:
    """Add one weight's thread to a path."""
    middle = (start.x() + end.x()) / 2
    path.moveTo(start)
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)


def _detour(start: QPointF, end: QPointF, lane: float) -> QPainterPath:
    right, left = start.x() + TURN, end.x() - TURN
    corners = [start, QPointF(right, start.y()), QPointF(right, lane), QPointF(left, lane),
               QPointF(left, end.y()), end]  # fmt: skip
    return rounded_polyline(corners, _CORNER)


def rounded_polyline(corners: list[QPointF], radius: float) -> QPainterPath:
    """Return straight lines through the corners, each corner rounded."""
    path = QPainterPath(corners[0])
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        path.lineTo(_towards(corner, before, radius))
        path.quadTo(corner, _towards(corner, after, radius))
    path.lineTo(corners[-1])
    return path


def _towards(start: QPointF, end: QPointF, distance: float) -> QPointF:
    (x, y), (right, down) = start.toTuple(), end.toTuple()
    length = ((right - x) ** 2 + (down - y) ** 2) ** 0.5
    share = min(distance, length / 2) / length if length else 0.0
    return QPointF(x + (right - x) * share, y + (down - y) * share)


def bezier_distance(point: QPointF, start: QPointF, end: QPointF, steps: int = 24) -> float:
    """Return how far a point is from a thread between two points, in the same units."""
    middle = (start.x() + end.x()) / 2
    best = float("inf")
    for index in range(steps + 1):
        t = index / steps
        s = 1 - t
        x = s**3 * start.x() + 3 * (s * s * t + s * t * t) * middle + t**3 * end.x()
        y = (s**3 + 3 * s * s * t) * start.y() + (3 * s * t * t + t**3) * end.y()
        best = min(best, (x - point.x()) ** 2 + (y - point.y()) ** 2)
    return math.sqrt(best)


def path_distance(path: QPainterPath, point: QPointF) -> float:
    """Return how far a point is from a line; infinity from an empty one."""
    lines = [
        (line.at(index), line.at(index + 1))
        for line in path.toSubpathPolygons()
        for index in range(line.size() - 1)
    ]
    return min((_line_distance(start, end, point) for start, end in lines), default=math.inf)


def _line_distance(start: QPointF, end: QPointF, point: QPointF) -> float:
    step, to = end - start, point - start
    square = QPointF.dotProduct(step, step)
    share = min(1.0, max(0.0, QPointF.dotProduct(to, step) / square)) if square else 0.0
    away = to - step * share
    return math.hypot(away.x(), away.y())


def band(starts: list[QPointF], ends: list[QPointF]) -> QPainterPath:
    """Return what the threads between two columns cover, from the first to the last."""
    path, back = QPainterPath(), QPainterPath()
    thread_path(path, starts[0], ends[0])
    path.lineTo(ends[-1])
    thread_path(back, ends[-1], starts[-1])
    path.connectPath(back)
    path.closeSubpath()
    return path


def around(point: QPointF, radius: float) -> QRectF:
    """Return the square with a point in its middle."""
    return QRectF(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius)


def surrounding(rects: Iterable[QRectF]) -> QRectF:
    """Return the rectangle around others; empty for none."""
    sides = [rect.getCoords() for rect in rects]
    if not sides:
        return QRectF()
    lefts, tops, rights, bottoms = zip(*sides, strict=True)
    return QRectF(QPointF(min(lefts), min(tops)), QPointF(max(rights), max(bottoms)))


def port_line(index: int, lines: Sequence[float] = ()) -> float:
    """Return how far below a block's top a port is; `lines` are those of the first ones."""
    if index < len(lines):
        return lines[index]
    first = lines[-1] + PORT_PITCH if lines else PORT_Y
    return first + PORT_PITCH * (index - len(lines))


def rows_of(rects: Iterable[QRectF]) -> list[QRectF]:
    """Return the rows that rectangles stand in, from the top: a line between two rows crosses none."""
    rows: list[QRectF] = []
    for rect in sorted(rects, key=QRectF.top):
        if rows and rect.top() < rows[-1].bottom():
            rows[-1] = rows[-1].united(rect)
        else:
            rows.append(rect)
    return rows


def row_heights(tops: dict[str, float], heights: dict[str, float]) -> dict[str, float]:
    """Return heights in which all blocks of one row, those with the same top, are as tall as the tallest."""
    tallest: dict[float, float] = {}
    for name, top in tops.items():
        tallest[top] = max(tallest.get(top, 0.0), heights[name])
    return {name: tallest[top] for name, top in tops.items()}
