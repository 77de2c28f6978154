"""Where wires have room for their words: on no block and on no other words; else the tip tells them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from playground.core.layout.crossing import PlacePairs, likely
from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.edge_item import MIDDLE, EdgeItem

ELSEWHERE = (0.35, 0.65, 0.2, 0.8)  # shares of a wire's length
TOUCH = 2.0  # px by which words may reach into what stands beside them
Bounds = NDArray[np.float64]  # left, top, right, bottom (4, n)
Mask = NDArray[np.bool_]


class WireRoom:
    """Find room between blocks, whose sides are kept until they move."""

    def __init__(self, blocks: Mapping[str, BlockItem]) -> None:
        self._blocks = blocks
        self._columns: dict[str, int] = {}
        self._faces: Bounds = np.empty((4, 0))
        self._dragged: set[str] = set()  # which hide no words, until they are let go

    def find(self, wires: Sequence[EdgeItem], moved: Collection[str] | None = None) -> None:
        """Let wires say their words in the middle, or elsewhere along them; the first come first.

        `moved` are the blocks that are elsewhere than at the last look, None: all may be.
        """
        self._follow(moved)
        words = _bounds([wire.words_at(MIDDLE) for wire in wires])
        crowded = _crowded(words, self._faces)
        free = words[:, ~crowded]
        for index, wire in enumerate(wires):
            at = None if crowded[index] else MIDDLE
            if at is None and wire.slides:
                at = _elsewhere(wire, np.concatenate([self._faces, free], axis=1))
                if at is not None:
                    free = np.concatenate([free, _bounds([wire.words_at(at)])], axis=1)
            wire.say(at)

    def _follow(self, moved: Collection[str] | None) -> None:
        """Take the sides of blocks that moved; those of all of them where it is not known which did."""
        if moved is None:
            self._columns = {node_id: column for column, node_id in enumerate(self._blocks)}
            self._faces = np.empty((4, len(self._columns)))
        due = self._columns if moved is None else (self._dragged | set(moved)) & self._columns.keys()
        self._dragged = {node_id for node_id in due if self._blocks[node_id].mood.dragging}
        faces = _bounds(self._face(node_id) for node_id in due)
        self._faces[:, [self._columns[node_id] for node_id in due]] = faces

    def _face(self, node_id: str) -> QRectF:
        """Return what no words may lie on: a frame bears some, and what is in motion may go on."""
        item = self._blocks[node_id]
        return QRectF() if item.is_frame or item.mood.dragging else item.scene_rect


def _crowded(words: Bounds, faces: Bounds) -> Mask:
    """Tell which words lie on a block, or on words before them that do not."""
    count = words.shape[1]
    pairs = _lying_on(np.concatenate([words, faces], axis=1))
    found = np.zeros(count, np.bool_)
    found[pairs[0, (pairs[0] < count) & (pairs[1] >= count)]] = True
    among = pairs[:, pairs[1] < count]
    for before, index in among[:, np.lexsort(among)].T.tolist():
        found[index] |= not found[before]
    return found


def _lying_on(every: Bounds) -> PlacePairs:
    """Return the pairs of rectangles that lie on one another, the earlier first; empty ones lie nowhere."""
    left, top, right, bottom = every
    pairs = np.sort(likely(np.stack([left, top, right - left, bottom - top])), axis=0)
    one, other = pairs
    across = (left[one] < right[other]) & (left[other] < right[one])
    down = (top[one] < bottom[other]) & (top[other] < bottom[one])
    holds = _holds(every)
    return np.asarray(pairs[:, across & down & holds[one] & holds[other]])


def _elsewhere(wire: EdgeItem, taken: Bounds) -> float | None:
    """Return at which share of a wire its words lie on nothing; None: nowhere."""
    tried = _bounds(wire.words_at(share) for share in ELSEWHERE)
    free = np.flatnonzero(~_lie_on(tried, taken).any(axis=1))
    return ELSEWHERE[free[0]] if free.size else None


def _bounds(rects: Iterable[QRectF]) -> Bounds:
    """Return the sides of rectangles, closer than they are by what may touch."""
    sides = np.array([rect.getCoords() for rect in rects], np.float64).reshape(-1, 4)
    return (sides + (TOUCH, TOUCH, -TOUCH, -TOUCH)).T


def _lie_on(one: Bounds, other: Bounds) -> Mask:
    """Tell which of some rectangles lie on which of others; empty ones lie nowhere."""
    left, top, right, bottom = one[:, :, None]
    across = (left < other[2]) & (other[0] < right)
    down = (top < other[3]) & (other[1] < bottom)
    return np.asarray(across & down & _holds(one)[:, None] & _holds(other))


def _holds(every: Bounds) -> Mask:
    """Tell which rectangles hold anything."""
    left, top, right, bottom = every
    return np.asarray((left < right) & (top < bottom))
