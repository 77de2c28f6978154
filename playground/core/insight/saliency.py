"""Which pixels of a picture an answer hangs on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Probability = Callable[[np.ndarray], np.ndarray]  # pictures (n, channels, h, w) -> (n,)


def patch_side(height: int, width: int) -> int:
    """Return the side of the square that is covered: about a quarter of the picture, odd, 3 at least."""
    quarter = min(height, width) // 4
    return max(3, quarter + 1 - quarter % 2)


def occlusion(picture: np.ndarray, probability: Probability, ground: float) -> np.ndarray:
    """Return how much less probable a class becomes when a square around each pixel is covered, (h, w).

    `picture` (channels, h, w) raw; covered pixels become `ground`. M. Zeiler, R. Fergus: Visualizing and
    Understanding Convolutional Networks (2014), section 2.1.
    """
    _, height, width = picture.shape
    covered = np.repeat(picture[None], height * width + 1, axis=0)
    reach = patch_side(height, width) // 2
    for index in range(height * width):
        row, column = divmod(index, width)
        rows = slice(max(0, row - reach), row + reach + 1)
        columns = slice(max(0, column - reach), column + reach + 1)
        covered[index + 1, :, rows, columns] = ground
    found = probability(covered)
    fall: np.ndarray = (found[0] - found[1:]).reshape(height, width).astype(np.float32)
    return fall


def of_gradient(gradient: np.ndarray) -> np.ndarray:
    """Return how strongly a score reacts to each pixel: |d score / d pixel| summed over channels, (h, w).

    K. Simonyan, A. Vedaldi, A. Zisserman: Deep Inside Convolutional Networks (2014), section 3.
    """
    summed: np.ndarray = np.abs(gradient).sum(axis=0).astype(np.float32)
    return summed
