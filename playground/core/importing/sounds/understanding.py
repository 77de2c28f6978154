"""Find out what a folder of sounds holds, and read them as pictures or waves of one rate and length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_inputs import KINDS
from playground.core.catalogue.own_sounds import (
    BANDS,
    LOUDEST,
    QUIETEST,
    SOUNDS,
    frames_of,
    hop_of,
    rate_of,
    samples_of,
)
from playground.core.catalogue.own_splits import names_parts
from playground.core.errors import PlaygroundError
from playground.core.files.own_files import fact_of
from playground.core.importing.sounds.decoding import SILENT, Sound, at_rate, loudness_of, of_length
from playground.core.importing.sounds.mel import spectrogram
from playground.core.importing.sounds.opening import SECONDS_LONG, open_sounds
from playground.core.importing.tables.remarks import remarks_of
from playground.core.importing.tables.understanding import Telling, columns_of, understood_of
from playground.core.importing.understood import Remark, Understood
from playground.core.sentences import Text, count_of, thousands

MOST_BYTES = 2**30  # of all sounds as they go into a network


class _Kept:
    """Sounds as columns ask for them, one after the other."""

    def __init__(self, manifest: Manifest) -> None:
        options = manifest.options
        self._rate, self._samples, self._hop = rate_of(options), samples_of(options), hop_of(options)
        self._wanted = [each for each in manifest.columns if each.type in SOUNDS and each.use != "out"]
        self._found: dict[str, list[np.ndarray]] = {each.name: [] for each in self._wanted}
        per = {"wave": self._samples, "spectrogram": BANDS * frames_of(options)}
        _must_fit(manifest, sum(4 * per[each.type] for each in self._wanted))

    def take(self, sound: Sound) -> None:
        """Keep one more."""
        if not self._wanted:
            return
        wave = of_length(at_rate(sound, self._rate), self._samples)
        for each in self._wanted:
            shown = wave if each.type == "wave" else _picture(wave, self._rate, self._hop)
            self._found[each.name].append(shown)

    def columns(self) -> dict[str, np.ndarray]:
        """Return (rows, samples), or (rows, bands, columns), by column."""
        return {name: np.stack(found) for name, found in self._found.items() if found}


def _picture(wave: np.ndarray, rate: int, hop: int) -> np.ndarray:
    return spectrogram(wave, rate, hop, BANDS, QUIETEST, LOUDEST)


def _must_fit(manifest: Manifest, each: int) -> None:
    if manifest.rows * each > MOST_BYTES:
        words = (
            "{title} holds {count} sounds, which take {size} MB as they are read; at most {most} MB fit: "
            "read fewer seconds, or at a lower rate."
        )
        sizes = {"size": thousands(manifest.rows * each // 2**20), "most": thousands(MOST_BYTES // 2**20)}
        raise PlaygroundError(Text(words, title=manifest.title, count=thousands(manifest.rows), **sizes))


def understand(path: Path, options: Mapping[str, Any], progress: Telling | None = None) -> Understood:
    """Find out what sounds there are; PlaygroundError in a sentence where none can be read."""
    tell, heard = progress or (lambda share: None), list[np.ndarray]()

    def hear(sound: Sound) -> None:
        heard.append(loudness_of(sound.wave))

    fact = fact_of(path)
    with open_sounds(path, options, hear) as table:
        found = understood_of("sounds", path, table, tell, (fact,))
    used = _with_target([_used(each, not place) for place, each in enumerate(found.manifest.columns)])
    loudness = np.stack(heard)
    looked = replace(found.looked, columns=used, loudness=loudness)
    manifest = replace(found.manifest, columns=used)
    remarks = (*_silent(int((loudness.max(axis=1) < SILENT).sum())), *remarks_of(looked))
    return replace(found, manifest=manifest, looked=looked, remarks=remarks)


def _used(column: Column, is_sound_column: bool) -> Column:
    """Return the sounds as what is looked at; how long they are tells too much of how they were recorded."""
    if is_sound_column:
        return Column(column.name, "spectrogram", "input")
    return replace(column, use="out") if column.name.startswith(SECONDS_LONG) else column


def _with_target(columns: list[Column]) -> tuple[Column, ...]:
    """Return columns of which the only one of classes is what is to be told, where none was found."""
    told = [place for place, each in enumerate(columns) if each.type in KINDS]
    classes = [place for place in told if not names_parts(columns[place])]
    if len(classes) == 1 and not any(each.use == "target" for each in columns):
        columns[classes[0]] = replace(columns[classes[0]], use="target")
    return tuple(columns)


def _silent(count: int) -> tuple[Remark, ...]:
    if not count:
        return ()
    return (Remark("other", count_of(count, "One sound is silent.", "{count} sounds are silent.")),)


def columns(path: Path, manifest: Manifest, progress: Telling | None = None) -> dict[str, np.ndarray]:
    """Return those columns of a manifest that sounds have, see `Importer.columns`.

    Spectrograms are (n, bands, columns) float32 in dB, waves (n, samples) float32 of -1 to 1.
    """
    kept = _Kept(manifest)
    with open_sounds(path, manifest.options, kept.take) as table:
        made = columns_of(table, manifest, progress or (lambda share: None))
    return {**made, **{name: values for name, values in kept.columns().items() if name in made}}
