"""Samples that a chain of runs was trained on: known again by their content, and kept out of what judges.

A child run goes on from weights that saw its parent's training samples. Where it has another split of the
same data, some of those would validate or test it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from playground.core.data.prepared import Samples, data_set_of, load_samples
from playground.core.data.split import PARTS, same_split
from playground.core.project.records import RunRecord
from playground.core.project.values import DataChoice, Part, Project
from playground.core.sentences import Text

SEEN = "seen.samples"  # key of the state arrays
NOBODY = np.zeros(0, np.int64)
JUDGING: tuple[Part, ...] = ("validation", "test")
_LEAST_LEFT = 10  # of so many samples of a part one must be new, else figures say nothing


@dataclass(frozen=True)
class HeldOut:
    """The samples of a run in their parts, and how many of those that judge were trained on before."""

    samples: Samples
    seen: np.ndarray  # (k,) int64, sorted: what earlier runs of the chain were trained on
    counts: Mapping[Part, int]  # of each part that judges, as the split made it
    sizes: Mapping[Part, int]
    marked: bool = False  # some judge all the same, and figures say so

    def sentences(self) -> tuple[Text, ...]:
        """Return what a person should know of it."""
        words = "{count} of {size} {part} samples were trained on before; they count as training samples."
        if self.marked:
            words = "{count} of {size} {part} samples were trained on before: figures are partly seen."
        return tuple(Text(words, count=count, size=self.sizes[part], part=Text(part))
                     for part, count in self.counts.items() if count)  # fmt: skip


def held_out(project: Project, seen: np.ndarray = NOBODY) -> HeldOut:
    """Return the samples of a project for weights that have seen some; PlaygroundError as `load_samples`.

    Those it would be judged by go to training. They stay, and figures are marked, where the project says so
    or hardly another sample would be left.
    """
    samples = load_samples(project)
    sizes = {part: samples.count(part) for part in JUDGING}
    if not len(seen):
        return HeldOut(samples, seen, dict.fromkeys(JUDGING, 0), sizes)
    was_seen = np.isin(_identities(project, samples), seen)
    counts = {part: int(was_seen[samples.parts[part]].sum()) for part in JUDGING}
    marked = any(counts.values()) and (project.data.seen == "mark" or _too_few(counts, sizes))
    if any(counts.values()) and not marked:
        samples = _to_training(samples, was_seen)
    return HeldOut(samples, seen, counts, sizes, marked)


def _too_few(counts: Mapping[Part, int], sizes: Mapping[Part, int]) -> bool:
    return any(counts[part] and (sizes[part] - counts[part]) * _LEAST_LEFT < sizes[part] for part in JUDGING)


def seen_by(run: RunRecord, data: DataChoice) -> np.ndarray:
    """Return what the weights of a run have seen of samples that are not split as they were."""
    before = run.state.get(SEEN, NOBODY)
    trained = run.position.get("step", 0) > run.position.get("offset_steps", 0)
    if not trained or same_split(run.project.data, data):
        return before
    mine = held_out(run.project, before).samples
    return np.union1d(before, _identities(run.project, mine)[mine.parts["train"]])


def _to_training(samples: Samples, seen: np.ndarray) -> Samples:
    parts = {part: samples.parts[part] for part in PARTS}
    moved = [parts[part][seen[parts[part]]] for part in JUDGING]
    kept = {part: parts[part][~seen[parts[part]]] for part in JUDGING}
    return Samples(samples.dataset, {"train": np.concatenate([parts["train"], *moved]), **kept})


def _identities(project: Project, samples: Samples) -> np.ndarray:
    """Return what each sample is known by, (n,) int64: its input, and which of several equal ones it is."""
    field = project.blocks.get(data_set_of(project).source).field
    met: Counter[bytes] = Counter()
    found = []
    for row in samples.dataset.arrays[field]:
        content = blake2b(row.tobytes(), digest_size=8).digest()
        found.append(blake2b(content + met[content].to_bytes(4, "little"), digest_size=8).digest())
        met[content] += 1
    return np.frombuffer(b"".join(found), np.int64)
