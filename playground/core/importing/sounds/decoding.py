"""One sound file as numbers: decoded in pieces, its channels in one; no header is trusted."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from playground.core.catalogue.own_sounds import RATES, SECONDS
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, thousands

MOST_CHANNELS = 64
POINTS = 40  # of a small drawing of a sound
_PIECE = 2**16  # frames that are decoded at once
SILENT = 1e-5  # of full scale: a step of 16 bits is 3e-5


@dataclass(frozen=True)
class Sound:
    """A sound as it was decoded: its channels together in one."""

    wave: np.ndarray  # (samples,) float32, 1 being full scale
    rate: int  # samples a second

    @property
    def seconds(self) -> float:
        """Return how long it is, as far as it is read."""
        return len(self.wave) / self.rate


def decoded(name: str, content: bytes) -> Sound:
    """Return what a file sounds like, its first minute; PlaygroundError says why it cannot be read.

    How long it is, is counted as it is decoded, whatever its header claims.
    """
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(content)) as sound:
            rate, channels = sound.samplerate, sound.channels
            _check(name, rate, channels)
            pieces = _pieces(sound, round(SECONDS[1] * rate))
    except (soundfile.SoundFileError, OSError, RuntimeError, ValueError, TypeError):
        words = "{name} is damaged, or no sound that can be read."
        raise PlaygroundError(Text(words, name=name)) from None
    wave = np.concatenate(pieces, dtype=np.float32) if pieces else np.zeros(0, np.float32)
    if not len(wave):
        raise PlaygroundError(Text("{name} holds no sound at all.", name=name))
    if not np.isfinite(wave).all():
        raise PlaygroundError(Text("{name} holds samples that are no numbers.", name=name))
    return Sound(wave, rate)


def _check(name: str, rate: int, channels: int) -> None:
    low, high = RATES
    if not low <= rate <= high:
        words = "{name} claims {rate} samples a second: {low} to {high} are read."
        rates = {"rate": thousands(rate), "low": thousands(low), "high": thousands(high)}
        raise PlaygroundError(Text(words, name=name, **rates))
    if channels > MOST_CHANNELS:
        words = "{name} claims {count} channels; at most {most} are read."
        raise PlaygroundError(Text(words, name=name, count=channels, most=MOST_CHANNELS))


def _pieces(sound: object, most: int) -> list[np.ndarray]:
    """Return a sound's pieces (frames,) float32, the mean of its channels, `most` frames in all."""
    pieces: list[np.ndarray] = []
    left = most
    while left > 0:
        piece = sound.read(min(_PIECE, left), dtype="float32", always_2d=True)  # type: ignore[attr-defined]
        if not len(piece):
            break
        pieces.append(piece.mean(axis=1))
        left -= len(piece)
    return pieces


def at_rate(sound: Sound, rate: int) -> np.ndarray:
    """Return a sound's wave with another count of samples a second, (samples,) float32."""
    if sound.rate == rate:
        return sound.wave
    import soxr

    made: np.ndarray = soxr.resample(sound.wave, sound.rate, rate)
    return made.astype(np.float32)


def of_length(wave: np.ndarray, samples: int) -> np.ndarray:
    """Return the beginning of a wave, silence behind it where it is shorter, (samples,) float32."""
    made = np.zeros(samples, np.float32)
    made[: len(wave)] = wave[:samples]
    return made


def loudness_of(wave: np.ndarray) -> np.ndarray:
    """Return how far a wave (samples,) swings at most in each of some even parts, (points,) float32."""
    starts = np.arange(POINTS) * len(wave) // POINTS
    return np.maximum.reduceat(np.abs(wave), starts).astype(np.float32)
