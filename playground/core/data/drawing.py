"""What becomes of a drawing before a network sees it: the same as became of the data set's own pictures.

A drawing is an array (n, n) float, 0 where the paper is empty and 1 where there is ink.
"""

from __future__ import annotations

import numpy as np

from playground.core.data.fields import PICTURE, SHAPE_PICTURE

BITMAP = 32  # side of the bitmaps that the digits were counted from
BLOCK = 4  # of which one pixel counts the ink
FINE = 4  # places looked at along a side of each pixel


def as_digit(drawing: np.ndarray) -> np.ndarray:
    """Return a raw picture (1, 8, 8) float32 of 0 to 16, made as the digits were.

    They were cropped and scaled to bitmaps of 32 x 32, in which the ink of each 4 x 4 block was counted
    (E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, UCI). Proportions are kept.
    """
    ink = _cropped(drawing)
    if ink is None:
        return np.zeros(PICTURE.sizes, np.float32)
    scale = BITMAP / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    bitmap = np.zeros((BITMAP, BITMAP), np.float32)
    top, left = (BITMAP - height) // 2, (BITMAP - width) // 2
    bitmap[top : top + height, left : left + width] = _resized(ink, height, width) >= 0.5
    side = BITMAP // BLOCK
    counted = bitmap.reshape(side, BLOCK, side, BLOCK).sum(axis=(1, 3))
    return np.array(counted[None], np.float32)


def as_shape(drawing: np.ndarray) -> np.ndarray:
    """Return a raw picture (1, 28, 28) float32 of 0 to 1: the ink in each pixel, where it was drawn."""
    _, height, width = SHAPE_PICTURE.sizes
    return np.array(_resized(np.asarray(drawing, np.float32), height, width)[None], np.float32)


def _cropped(drawing: np.ndarray) -> np.ndarray | None:
    """Return the part with ink, or None for empty paper."""
    ink = np.asarray(drawing, np.float32)
    rows, columns = (np.flatnonzero((ink >= 0.5).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _resized(ink: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return the mean ink of each pixel of another grid, looked at in FINE x FINE places."""
    rows, columns = (
        ((np.arange(size * FINE) + 0.5) * (have / (size * FINE))).astype(int)
        for size, have in ((height, ink.shape[0]), (width, ink.shape[1]))
    )
    fine = ink[np.ix_(rows, columns)]
    means: np.ndarray = fine.reshape(height, FINE, width, FINE).mean(axis=(1, 3))
    return means
