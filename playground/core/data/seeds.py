"""Generators of random numbers for data: one independent stream for each seed and purpose."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def generator(seed: int, purpose: str) -> np.random.Generator:
    """Return a PCG64 generator; equal seeds and purposes give equal draws, others independent ones.

    Any whole number is a seed; numpy itself takes no negative one.
    """
    return np.random.Generator(np.random.PCG64([seed % 2**64, crc32(purpose.encode())]))
