"""What can be seen of one sample: its pixels, its words, how it swings, which tones it has; no Qt, no torch.

All of it is of what the network gets, and small enough to be drawn in a moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.core.blocks.shapes import Field
from playground.core.catalogue.own_sounds import BANDS, HOP_SECONDS, LOUDEST, QUIETEST, RATES
from playground.core.importing.sounds.mel import spectrogram

_FRAMES = 400  # columns of a spectrogram that is made to be looked at


def picture_of(arrays: Sequence[np.ndarray], row: int) -> np.ndarray:
    """Return one sample's pixels (h, w), in three colours (3, h, w); its pictures beside each other."""
    pictures = [_in_tones(np.asarray(each[row])) for each in arrays]
    alike = all(each.shape == pictures[0].shape for each in pictures)
    return np.concatenate(pictures, axis=-1) if alike else np.asarray(pictures[0])


def _in_tones(picture: np.ndarray) -> np.ndarray:
    """Return a picture (channels, h, w) in its three colours, or as the mean of its channels (h, w)."""
    return picture if len(picture) == 3 else picture.mean(axis=0)


@dataclass(frozen=True)
class Token:
    """One token of a text as the network gets it; of an unknown one it knows nothing but that."""

    words: str
    unknown: bool = False


def tokens_of(known: Field, ids: np.ndarray) -> tuple[Token, ...]:
    """Return the tokens of ids (words,), without what fills a short text up."""
    names = known.parts
    found = [int(each) for each in ids.ravel().tolist() if 1 <= each < len(names)]
    return tuple(Token(names[each], each == known.unknown) for each in found)


def is_spectrogram(known: Field) -> bool:
    """Say whether a field is a picture of tones, in dB."""
    return known.rank == 3 and known.units == ("dB",)


def is_wave(known: Field) -> bool:
    """Say whether a field is a sound as it swings: one channel at so many samples a second."""
    fast = 0 < known.interval <= 1 / RATES[0]
    return known.rank == 2 and known.dtype == "float" and known.sizes[1] == 1 and fast


@dataclass(frozen=True, eq=False)
class Heard:
    """A sound: from `low` to `high` (columns,) of -1 to 1 it swings; `tones` (bands, frames) in dB.

    Of a sound of which the network gets the tones alone it is how loud they are together.
    """

    low: np.ndarray
    high: np.ndarray
    tones: np.ndarray


def heard_in_tones(tones: np.ndarray) -> Heard:
    """Return a sound of its tones (bands, frames) in dB."""
    loud = np.sqrt((10.0 ** (np.asarray(tones, np.float64) / 10.0)).sum(axis=0))
    high = np.clip(loud / max(1.0, float(loud.max(initial=0.0))), 0.0, 1.0)
    return Heard(-high, high, tones)


def heard_in_wave(wave: np.ndarray, interval: float, columns: int) -> Heard:
    """Return a sound of its wave (samples,); `interval` seconds lie between two samples."""
    low, high = ends_of(wave, columns)
    rate = max(1, round(1 / interval))
    hop = max(1, round(HOP_SECONDS * rate), len(wave) // _FRAMES)
    return Heard(low, high, spectrogram(wave, rate, hop, BANDS, QUIETEST, LOUDEST))


def ends_of(values: np.ndarray, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most of values (n,) within each of at most so many columns."""
    count = min(columns, len(values))
    starts = np.arange(count) * len(values) // max(1, count)
    return np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)


def thinned(values: np.ndarray, columns: int) -> np.ndarray:
    """Return values (n,) as they are, or least and most of each column in turns where there are very many."""
    if len(values) <= 2 * columns:
        return values
    low, high = ends_of(values, columns)
    return np.stack([low, high], axis=1).ravel()


def spans_of(known: Field, values: np.ndarray) -> np.ndarray:
    """Return between which values each channel of series (n, steps, channels) lies, (channels, 2).

    Channels of one unit share what they all lie between, so that they can be compared.
    """
    flat = np.asarray(values, np.float64).reshape(-1, values.shape[-1])
    known_at = np.isfinite(flat)
    spans = np.stack([np.where(known_at, flat, np.inf).min(axis=0, initial=np.inf),
                      np.where(known_at, flat, -np.inf).max(axis=0, initial=-np.inf)], axis=1)  # fmt: skip
    spans[~np.isfinite(spans).all(axis=1)] = (0.0, 1.0)
    units = known.units * len(spans) if len(known.units) == 1 else known.units
    for unit in {each for each in units if each}:
        alike = [at for at, each in enumerate(units[: len(spans)]) if each == unit]
        spans[alike] = (spans[alike, 0].min(), spans[alike, 1].max())
    return spans
