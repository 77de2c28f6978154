"""Texts as compiled code sees them: their bytes one after the other, and where each begins and ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.core.importing.tables.large import kernel
from playground.core.importing.tables.large.copying import HALVES


def laid_out(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return texts as bytes (n,), and their ends (texts, 2) among those."""
    data = [text.encode("utf-8", HALVES) for text in texts]
    ends = np.cumsum([len(each) for each in data], dtype=np.int64)
    starts = np.append(np.zeros(1, np.int64), ends)[: len(ends)]
    return np.frombuffer(bytearray(b"".join(data) or b" "), np.uint8), np.stack([starts, ends], axis=1)


def hashes_of_texts(texts: Sequence[str]) -> np.ndarray:
    """Return the hashes of texts, (texts,) uint64."""
    found: np.ndarray = kernel.hashes_of(*laid_out(texts))
    return found
