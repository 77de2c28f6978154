"""Bundles of lines a pixel wide that run beside threads: one path from arrays, however many there are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

Points = NDArray[np.float64]  # (points, 2): x, y
FEWEST, MOST = 6, 18  # corners of a line
PITCH = 8.0  # between two of them, about


def as_points(points: Sequence[QPointF]) -> Points:
    """Return points as an array."""
    return np.array([(point.x(), point.y()) for point in points]).reshape(-1, 2)


def offsets(count: int, width: float) -> Points:
    """Return how far from the middle so many lines run that fill a width side by side."""
    return (np.arange(count, dtype=np.float64) - (count - 1) / 2) * np.float64(width / count)


def bundle(starts: Points, ends: Points, beside: Points) -> QPainterPath:
    """Return the lines beside all threads from `starts` to `ends`, each at its distance from the middle."""
    from pyqtgraph.functions import arrayToQPath  # takes a while: the canvas is to be seen before

    x, y, normal_x, normal_y = _along(starts, ends)
    shift = beside[:, None, None]
    across, down = x + normal_x * shift, y + normal_y * shift  # (lines, threads, corners)
    joined = np.ones(across.shape, np.int32)
    joined[..., -1] = 0
    path: QPainterPath = arrayToQPath(across.ravel(), down.ravel(), joined.ravel(), finiteCheck=False)
    return path


def _along(starts: Points, ends: Points) -> tuple[Points, Points, Points, Points]:
    """Return corners along threads and the directions across them, each (threads, corners)."""
    way = ends - starts
    corners = int(np.clip(np.hypot(*way.T).max() / PITCH, FEWEST, MOST))
    t = np.linspace(0.0, 1.0, corners)
    s, (x0, y0), (dx, dy) = 1 - t, starts.T[..., None], way.T[..., None]
    x = x0 + dx * (1.5 * s * t + t**3)  # the control points lie half way, at the heights of the ends
    y = y0 + dy * (3 * s * t * t + t**3)
    across, down = dx * 1.5 * (s * s + t * t), dy * 6 * s * t
    length = np.hypot(across, down) + 1e-9
    return x, y, -down / length, across / length
