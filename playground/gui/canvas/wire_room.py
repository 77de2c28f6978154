"""Where wires have room for their words: on no block and on no other words; else the tip tells them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from playground.gui.canvas.block_item import BlockItem
from playground.gui.canvas.edge_item import MIDDLE, EdgeItem

ELSEWHERE = (0.35, 0.65, 0.2, 0.8)  # shares of a wire's length
TOUCH = 2.0  # px by which words may reach into what stands beside them
Sides = NDArray[np.float64]  # left, top, right, bottom (4, n)
Mask = NDArray[np.bool_]


def find_room(wires: Sequence[EdgeItem], blocks: Iterable[BlockItem]) -> None:
    """Let wires say their words in the middle, or elsewhere along them; the first come first."""
    words = _sides([wire.words_at(MIDDLE) for wire in wires])
    faces = _sides([item.scene_rect for item in blocks if not item.is_frame and not item.mood.dragging])
    crowded = _crowded(words, faces)
    free = words[:, ~crowded]
    for index, wire in enumerate(wires):
        at = None if crowded[index] else MIDDLE
        if at is None and wire.slides:
            at = _elsewhere(wire, np.concatenate([faces, free], axis=1))
            if at is not None:
                free = np.concatenate([free, _sides([wire.words_at(at)])], axis=1)
        wire.say(at)


def _crowded(words: Sides, faces: Sides) -> Mask:
    """Tell which words lie on a block, or on words before them that do not."""
    found: Mask = np.asarray(_lie_on(words, faces).any(axis=1))
    among = _lie_on(words, words)
    for index in np.flatnonzero(np.triu(among, 1).any(axis=0)):
        found[index] |= bool((among[index, :index] & ~found[:index]).any())
    return found


def _elsewhere(wire: EdgeItem, taken: Sides) -> float | None:
    """Return at which share of a wire its words lie on nothing; None: nowhere."""
    tried = _sides([wire.words_at(share) for share in ELSEWHERE])
    free = np.flatnonzero(~_lie_on(tried, taken).any(axis=1))
    return ELSEWHERE[free[0]] if free.size else None


def _sides(rects: Sequence[QRectF]) -> Sides:
    """Return the sides of rectangles, closer than they are by what may touch."""
    found = [(each.left() + TOUCH, each.top() + TOUCH, each.right() - TOUCH, each.bottom() - TOUCH)
             for each in rects]  # fmt: skip
    return np.array(found, np.float64).reshape(-1, 4).T


def _lie_on(one: Sides, other: Sides) -> Mask:
    """Tell which of some rectangles lie on which of others; empty ones lie nowhere."""
    left, top, right, bottom = one[:, :, None]
    across = (left < other[2]) & (other[0] < right)
    holds = (left < right) & (top < bottom)
    return np.asarray(across & (top < other[3]) & (other[1] < bottom) & holds)
