"""Ask the disk for samples before they are wanted, where they lie in a file that memory does not hold."""

from __future__ import annotations

import mmap
from collections.abc import Iterable

import numpy as np

_SOON = getattr(mmap, "MADV_WILLNEED", None)  # Windows has no such call: pages come when they are looked at


def ask_for(arrays: Iterable[np.ndarray], rows: np.ndarray) -> None:
    """Let the system read some rows (k,) of those arrays that lie in files, while others are worked on."""
    for array in arrays:
        held = _mapping(array)
        if held is None or _SOON is None or not array.size:
            continue
        whole, start = held
        each = array.strides[0]
        for row in np.sort(rows).tolist():  # a disk reads best in order
            first = (start + row * each) // mmap.PAGESIZE * mmap.PAGESIZE
            whole.madvise(_SOON, first, start + (row + 1) * each - first)


def _mapping(array: np.ndarray) -> tuple[mmap.mmap, int] | None:
    """Return the mapped file that an array lies in, and where in it; None for one in memory."""
    base: object = array
    while isinstance(base, np.ndarray):
        base = base.base
    if not isinstance(base, mmap.mmap) or array.strides[0] <= 0:
        return None
    return base, array.ctypes.data - np.frombuffer(base, np.uint8).ctypes.data
