"""Pictures of sounds: how loud each band of tones is over time, in dB.

Power by a short-time Fourier transform with a Hann window of two hops, gathered by triangles that are evenly
spaced on the mel scale of O'Shaughnessy (Speech Communication, 1987), as HTK writes it:
m = 2595 log10(1 + f / 700 Hz).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

_LEAST = 1e-10  # of power, before the logarithm


def mel_of(hertz: np.ndarray | float) -> np.ndarray:
    """Return frequencies in Hz, of any shape, on the mel scale."""
    return np.asarray(2595.0 * np.log10(1.0 + np.asarray(hertz) / 700.0))


def hertz_of(mel: np.ndarray | float) -> np.ndarray:
    """Return places on the mel scale, of any shape, as frequencies in Hz."""
    return np.asarray(700.0 * (10.0 ** (np.asarray(mel) / 2595.0) - 1.0))


@lru_cache(maxsize=8)
def bands_of(rate: int, window: int, bands: int) -> np.ndarray:
    """Return how much of each frequency of a window belongs to each band, (bands, window // 2 + 1).

    Triangles of height 1 from 0 to half the rate; each reaches from the middle of the one before to that of
    the next. One that is too narrow to hold a frequency has the one that is nearest.
    """
    edges = hertz_of(np.linspace(0.0, float(mel_of(rate / 2)), bands + 2))
    there = np.arange(window // 2 + 1) * rate / window
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    made: np.ndarray = np.clip(
        np.minimum((there - low) / (middle - low), (high - there) / (high - middle)), 0.0, None
    )
    for band in np.flatnonzero(made.sum(axis=1) == 0.0):
        made[band, np.abs(there - middle[band]).argmin()] = 1.0
    made.flags.writeable = False  # it is kept, the same for every caller
    return made


def spectrogram(wave: np.ndarray, rate: int, hop: int, bands: int, low: float, high: float) -> np.ndarray:
    """Return a wave (samples,) as a picture (bands, 1 + samples // hop) float32 in dB, low tones below.

    A sine of full scale in the middle of a band is about 0 dB; what lies beyond `low` and `high` is cut.
    """
    window = 2 * hop
    padded = np.pad(wave.astype(np.float64), (hop, window))
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop][: 1 + len(wave) // hop]
    shape = np.hanning(window + 1)[:-1]
    power = np.abs(np.fft.rfft(frames * shape, axis=1)) ** 2 / (shape.sum() / 2) ** 2
    gathered = power @ bands_of(rate, window, bands).T
    decibels = 10.0 * np.log10(np.maximum(gathered, _LEAST))
    return np.ascontiguousarray(np.clip(decibels.T[::-1], low, high), np.float32)
