"""What sounds of somebody's own are as a field: a picture of their tones over time, or their wave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.core.blocks.shapes import Field
from playground.core.catalogue.manifest import Column, ColumnType, Manifest

SOUNDS: tuple[ColumnType, ...] = ("spectrogram", "wave")
BANDS = 40  # of a spectrogram
HOP_SECONDS = 0.016  # from one column of it to the next; each looks at twice as long
RATES, USUAL_RATE = (4_000, 192_000), 16_000  # samples a second
SECONDS = (0.01, 60.0)  # of each sound that are read
QUIETEST, LOUDEST = -80.0, 20.0  # dB, 0 being a sine of full scale


def rate_of(options: Mapping[str, Any]) -> int:
    """Return how many samples a second all sounds are brought to."""
    return int(_within(options.get("rate"), RATES, USUAL_RATE))


def samples_of(options: Mapping[str, Any]) -> int:
    """Return how many samples of each sound are read: it is cut or filled up to so many."""
    return max(1, round(_within(options.get("seconds"), SECONDS, 1.0) * rate_of(options)))


def hop_of(options: Mapping[str, Any]) -> int:
    """Return how many samples lie between two columns of a spectrogram."""
    return max(1, round(HOP_SECONDS * rate_of(options)))


def frames_of(options: Mapping[str, Any]) -> int:
    """Return how many columns a spectrogram has."""
    return 1 + samples_of(options) // hop_of(options)


def spectrogram_field(columns: tuple[Column, ...], manifest: Manifest) -> Field:
    """Return the field of a column of sounds as pictures in dB, (1, bands, columns), low tones below."""
    sizes = (1, BANDS, frames_of(manifest.options))
    return Field(sizes, name="image", low=QUIETEST, high=LOUDEST, units=("dB",), sound="spectrogram")


def wave_field(columns: tuple[Column, ...], manifest: Manifest) -> Field:
    """Return the field of a column of sounds as they swing, (samples, 1) of -1 to 1."""
    return Field(
        (samples_of(manifest.options), 1), name="series", low=-1.0, high=1.0, parts=(columns[0].name,),
        units=("",), interval=1 / rate_of(manifest.options), sound="wave",
    )  # fmt: skip


def _within(value: Any, bounds: tuple[float, float], usual: float) -> float:
    """Return a number that came from anywhere, within its bounds; the usual one where it is none."""
    known = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value
    return min(max(float(value), bounds[0]), bounds[1]) if known and value > 0 else usual
