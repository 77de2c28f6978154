"""Sounds opened as a table: their file, their class and how long they are; each is decoded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.files.file_names import TABLE_ENDINGS, ending_of, is_sound
from playground.core.files.held_files import MOST_OF_ONE, Held, held
from playground.core.importing.classes import PART, classes_of, parts_of
from playground.core.importing.many_files import left_out
from playground.core.importing.sounds.decoding import Sound, decoded
from playground.core.importing.sounds.named import ListedSounds, NamedSound, named_by_table
from playground.core.importing.tables.layout import Layout
from playground.core.importing.tables.lines import Record
from playground.core.importing.tables.opened import OpenTable
from playground.core.sentences import Text

SOUND, CLASS, SECONDS_LONG = "sound", "class", "seconds"
USUAL_RATES = (8_000, 16_000, 44_100)  # to which sounds are brought by themselves
LONGEST, COVERED = 4.0, 0.95  # seconds that are read by themselves, and the share of sounds read to the end
Keep = Callable[[Sound], object]


@contextmanager
def open_sounds(path: Path, options: Mapping[str, Any], keep: Keep | None = None) -> Iterator[OpenTable]:
    """Open a folder or zip of sounds, a table that names some, or one sound; `keep` is told of each row's.

    Options that are to be found out are, once all records were taken.
    """
    with held(path) as files:
        listed = _listed(path.name, files)
        found, done = dict(options), [0]
        records = _records(files, listed, found, keep, done)
        if not listed.by_table:
            records = chain(left_out(files, is_sound), records)
        layout = Layout(len(listed.head), 0, "data", listed.head, ("",) * len(listed.head), 1)
        share = partial(_share, done, len(listed.rows))
        yield OpenTable(path.name, layout, records, found, share, sums=False, of_files=not listed.by_table)


def _share(done: list[int], count: int) -> float:
    return done[0] / max(1, count)


def _listed(name: str, files: Held) -> ListedSounds:
    """Return which sounds there are, with what a table, their folders or their names tell of them."""
    if (table := _of_table(files)) is not None:
        return table
    names = [each for each in files.names if is_sound(each)]
    if not names:
        raise PlaygroundError(Text("{name} holds no sounds: no file ends in .wav, .flac or .ogg.", name=name))
    told = {CLASS: classes_of(names), PART: parts_of(names)}
    found = {name: each for name, each in told.items() if each is not None}
    head = (SOUND, *found, SECONDS_LONG)
    rows = (
        NamedSound(place, each, each, (each, *(of_names[each] for of_names in found.values())))
        for place, each in enumerate(names, 1)
    )
    return ListedSounds(head, tuple(rows))


def _of_table(files: Held) -> ListedSounds | None:
    """Return what the first table says of sounds, the nearest to the top first; None where none names any."""
    tables = [each for each in files.names if ending_of(each) in TABLE_ENDINGS]
    for each in sorted(tables, key=lambda each: (each.count("/"), each)):
        found = named_by_table(files, each, SECONDS_LONG)
        if any(row.name for row in found.rows):
            return found
    return None


def _records(files: Held, listed: ListedSounds, found: dict[str, Any], keep: Keep | None,
             done: list[int]) -> Iterator[Record]:  # fmt: skip
    rates, lengths = [], []
    for row in listed.rows:
        try:
            sound = _heard(files, row)
        except PlaygroundError as error:
            yield Record(row.line, [], row.called, error.message.changed(_in_a_sentence))
        else:
            rates.append(sound.rate)
            lengths.append(sound.seconds)
            if keep is not None:
                keep(sound)
            yield Record(row.line, [*row.cells, f"{sound.seconds:.2f}"], row.called)
        done[0] += 1
    if lengths and not found.get("rate"):
        found["rate"] = _usual_rate(rates)
    if lengths and not found.get("seconds"):
        covered = min(float(np.quantile(lengths, COVERED)), LONGEST)
        found["seconds"] = max(0.05, float(np.ceil(covered * 100) / 100))


def _heard(files: Held, row: NamedSound) -> Sound:
    """Return the sound of a row; PlaygroundError where it names none in the folder, or it cannot be read."""
    if not row.name:
        raise PlaygroundError(Text("there is no sound {name!r:.80}", name=row.called))
    return decoded(row.name.rpartition("/")[2], files.read(row.name, MOST_OF_ONE))


def _in_a_sentence(words: str) -> str:
    return words.rstrip(".")


def _usual_rate(rates: list[int]) -> int:
    """Return a rate that no sound has to be brought up to much: that of the lowest, 16 kHz at most."""
    return next((each for each in USUAL_RATES[:2] if each >= min(rates)), USUAL_RATES[1])
