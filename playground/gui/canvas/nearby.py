"""Which of many rectangles hold a point: the pointer asks at every move, and few of them moved since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

Key = TypeVar("Key")


class Nearby(Generic[Key]):
    """Keep rectangles in one array; those that moved are measured when a point is looked up next."""

    def __init__(self, measure: Callable[[Key], QRectF]) -> None:
        self._measure = measure
        self._rows: dict[Key, int] = {}
        self._keys: list[Key] = []
        self._sides: NDArray[np.float64] = np.empty((4, 0))  # left, top, right, bottom
        self._moved: set[Key] = set()

    def renew(self, keys: Iterable[Key]) -> None:
        """Hold the rectangles of these, all measured anew."""
        self._keys = list(keys)
        self._rows = {key: row for row, key in enumerate(self._keys)}
        self._sides = np.empty((4, len(self._keys)))
        self._moved = set(self._keys)

    def moved(self, key: Key) -> None:
        """Take note that one has another rectangle now."""
        self._moved.add(key)

    def at(self, point: QPointF) -> list[Key]:
        """Return those whose rectangle holds a point, in the order in which they were given."""
        for key in self._moved:
            rect = self._measure(key)
            self._sides[:, self._rows[key]] = (rect.left(), rect.top(), rect.right(), rect.bottom())
        self._moved.clear()
        left, top, right, bottom = self._sides
        x, y = point.x(), point.y()
        (rows,) = np.nonzero((left <= x) & (x <= right) & (top <= y) & (y <= bottom))
        return [self._keys[row] for row in rows]
