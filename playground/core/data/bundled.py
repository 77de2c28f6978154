"""Read the small public data sets in `assets/data`: lines of numbers, sources and licences beside them."""

from __future__ import annotations

import gzip
import zlib
from itertools import islice
from pathlib import Path

import numpy as np

from playground.core.assets import asset_path
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text

UNREADABLE = (OSError, EOFError, ValueError, zlib.error)


def read(name: str, count: int | None = None) -> np.ndarray:
    """Return a file's numbers (rows, columns) float32, all or the first few rows.

    Raises PlaygroundError when the file is missing or damaged.
    """
    try:
        return _numbers(asset_path("data", name), count)
    except UNREADABLE as problem:
        message = Text(
            "The program's file data/{name} is missing or damaged; install the program again.", name=name
        )
        raise PlaygroundError(message) from problem


def _numbers(path: Path, count: int | None) -> np.ndarray:
    """Return the numbers below the line of names."""
    end = None if count is None else 1 + count
    with (
        gzip.open(path, "rt", encoding="ascii")
        if path.suffix == ".gz"
        else path.open(encoding="ascii") as lines
    ):
        rows = list(islice(lines, 1, end))
    if not rows:
        raise ValueError("there is not one row")
    return np.loadtxt(rows, delimiter=",", dtype=np.float32, ndmin=2)
