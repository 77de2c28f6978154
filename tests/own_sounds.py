"""Sounds as somebody has them: several kinds of file, rates and lengths, one channel and two."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

TONES = {"low": 300.0, "high": 1500.0, "noise": 0.0}
_RATES, _ENDINGS = (8_000, 16_000, 44_100), ("wav", "flac", "ogg")


def tone(hertz: float, rate: int, seconds: float, loud: float = 0.5) -> np.ndarray:
    """Return a sine, (samples,) float64."""
    return loud * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)


def sound_folder(folder: Path, each: int = 12, seed: int = 0) -> Path:
    """Write a folder of sounds by class and return it."""
    draw = np.random.default_rng(seed)
    for kind, hertz in TONES.items():
        place = folder / "sounds" / kind
        place.mkdir(parents=True, exist_ok=True)
        for number in range(each):
            rate, ending = _RATES[number % 3], _ENDINGS[number % 3]
            seconds = draw.uniform(0.3, 0.5)
            wave = tone(hertz * draw.uniform(0.8, 1.2), rate, seconds)
            wave = np.clip(wave + (0.01 if hertz else 0.2) * draw.standard_normal(len(wave)), -1, 1)
            if number % 4 == 1:
                wave = np.stack([wave, wave / 2], axis=1)
            depth = "PCM_24" if ending == "wav" else None
            soundfile.write(place / f"{number:02}.{ending}", wave, rate, subtype=depth)
    return folder / "sounds"


def listed_sounds(folder: Path) -> Path:
    """Write sounds and a table beside them that names them with what they are; return the table."""
    sounds = sound_folder(folder)
    rows = [
        f"{path.relative_to(folder).as_posix()},{path.parent.name}" for path in sorted(sounds.rglob("*.*"))
    ]
    table = folder / "heard.csv"
    table.write_text("\n".join(["recording,what", *rows]) + "\n", encoding="utf-8")
    return table
