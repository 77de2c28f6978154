"""The handwritten digits that come with the program.

E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI (CC BY 4.0).
"""

from __future__ import annotations

import numpy as np

from playground.core.blocks.params import Params
from playground.core.catalogue.data_set import DataSet
from playground.core.data import bundled, fields


def digits(options: Params, seed: int) -> DataSet:
    """Read all 1,797 pictures of 8 x 8 grey values from 0 to 16, with the sums of their rows."""
    images, labels = read()
    rows = np.ascontiguousarray(images[:, 0].sum(axis=2))
    return DataSet(fields.digits(options), {"image": images, "table": rows, "label": labels})


def read(count: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures (n, 1, 8, 8) float32 and labels (n,) int64, all or the first few."""
    rows = bundled.read("digits.csv.gz", count)
    return np.ascontiguousarray(rows[:, :-1]).reshape(-1, 1, 8, 8), rows[:, -1].astype(np.int64)


def first(count: int) -> np.ndarray:
    """Return the first pictures (count, 1, 8, 8): a 0, a 1, ... a 9 and so on."""
    return read(count)[0]
