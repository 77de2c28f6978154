"""All samples of a table as columns of arrays: what they bring, their parts, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from playground.app.sample_filter import certainty, wrong
from playground.app.texts import tr
from playground.core.blocks.shapes import Field
from playground.core.catalogue.own_texts import BYTE_PAIRS
from playground.core.data.byte_pairs import texts_of
from playground.core.data.prepared import Samples
from playground.core.data.split import PARTS
from playground.core.project.row_edits import AS_GIVEN
from playground.core.project.values import DataChoice, Part, Project
from playground.core.views.places import brought, judged
from playground.core.views.spec import Snapshot

Meaning = Literal["number", "part", "target", "says", "loss", "data"]
PART_WORDS = {"train": "train", "validation": "val.", "test": "test"}
NUMBER, PART, TARGET, SAYS, LOSS = "row", "part", "target", "says", "loss"  # keys of our columns
_AT_ONCE = 10_000  # texts that are spelled out
FAR = 1.5  # deviations from the mean of its class from which a value stands out


@dataclass(frozen=True, eq=False)
class RowColumn:
    """One column: a number a sample; of a category, which of its kinds, -1 where none is known."""

    key: str
    title: str
    meaning: Meaning
    values: np.ndarray  # (n,) float32 or int64
    kinds: tuple[str, ...] = ()
    unit: str = ""
    date: bool = False  # days since 1970-01-01


@dataclass(frozen=True, eq=False)
class RowTexts:
    """Texts of samples: ids (n, words) of words (known,)."""

    ids: np.ndarray
    words: tuple[str, ...]
    in_pieces: bool = False  # a word may be several tokens

    def holding(self, sought: str) -> np.ndarray:
        """Return which samples (n,) have a word, or of a word of several letters one that it begins."""
        if self.in_pieces:
            return self._spelling(sought)
        alike = [at for at, word in enumerate(self.words) if at and _begins(word.casefold(), sought)]
        return np.asarray(np.isin(self.ids, alike).any(axis=1))

    def _spelling(self, sought: str) -> np.ndarray:
        ends = "" if len(sought) > 1 else r"(?!\w)"
        word = re.compile(rf"(?<!\w){re.escape(sought)}{ends}")
        parts = (self.ids[at : at + _AT_ONCE] for at in range(0, len(self.ids), _AT_ONCE))
        found = (word.search(text.casefold()) for part in parts for text in texts_of(part, self.words))
        return np.fromiter((each is not None for each in found), bool, len(self.ids))


def _begins(word: str, sought: str) -> bool:
    return word == sought or (len(sought) > 1 and word.startswith(sought))


@dataclass(frozen=True, eq=False)
class RowTable:
    """Every sample once, by its number in the data set; what is left out stands there, too."""

    columns: tuple[RowColumn, ...]
    part: np.ndarray  # (n,) int8, the place among PARTS, -1 for a sample of none
    classes: tuple[str, ...]
    label: np.ndarray | None  # (n,) int64 of its class, where a sample has one
    out: np.ndarray  # (n,) bool, as the next two
    marked: np.ndarray
    relabelled: np.ndarray
    differs: np.ndarray  # the answer is another than the label, or far off
    sure: np.ndarray  # (n,) float32, NaN where nothing is said
    places: np.ndarray  # (n,) int64, where in its part the network meets it; -1 where it does not
    texts: tuple[RowTexts, ...] = ()  # what samples have of words
    step: int | None = None  # that answers are of
    _known: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Return how many samples there are."""
        return len(self.part)

    def column(self, key: str) -> RowColumn | None:
        """Return a column by its key."""
        return next((each for each in self.columns if each.key == key), None)

    def part_of(self, row: int) -> Part | None:
        """Return the part of a sample, None for one that is of none."""
        at = int(self.part[row])
        return PARTS[at] if at >= 0 else None

    def row_at(self, part: Part, place: int) -> int | None:
        """Return the number of the sample at a place of a part."""
        found = np.flatnonzero((self.places == place) & (self.part == PARTS.index(part)))
        return int(found[0]) if len(found) else None

    @cached_property
    def groups(self) -> np.ndarray:
        """Return the class of each sample (n,) by which bars are stacked; 0 for all without classes."""
        return np.zeros(self.count, np.int64) if self.label is None else self.label

    def measured(self, column: RowColumn) -> np.ndarray:
        """Return what bars and brushes of a column are about (n,): of a class that is said, how sure."""
        return self.sure if column.meaning == "says" and column.kinds else column.values

    def away(self, column: RowColumn) -> np.ndarray:
        """Return how many deviations (n,) each value is from the training mean of its own class."""
        if column.key not in self._known:
            self._known[column.key] = _away(column, self)
        return self._known[column.key]


def _away(column: RowColumn, table: RowTable) -> np.ndarray:
    found = np.zeros(table.count, np.float32)
    if column.meaning != "data" or column.kinds:
        return found
    for group in range(max(1, len(table.classes))):
        here = table.groups == group
        known = column.values[here & (table.part == 0) & ~table.out]
        known = known[np.isfinite(known)].astype(np.float64)
        if len(known) > 1 and known.std() > 0:
            found[here] = np.abs(column.values[here] - known.mean()) / known.std()
    return np.nan_to_num(found, copy=False)


def table_of(samples: Samples, project: Project, said: Snapshot | None) -> RowTable:
    """Return the samples of a project with what was said of them, None: nothing yet."""
    count, data = samples.dataset.fields.samples, project.data
    part, places = np.full(count, -1, np.int8), np.full(count, -1, np.int64)
    for at, name in enumerate(PARTS):
        part[samples.as_given.parts[name]] = at
        places[samples.parts[name]] = np.arange(samples.count(name))
    number = RowColumn(NUMBER, tr("Row"), "number", np.arange(count))
    which = RowColumn(PART, tr("Part"), "part", part, tuple(tr(PART_WORDS[name]) for name in PARTS))
    target = _target(samples, project)
    columns = (number, which, *target, *_brought(samples, project))
    label = target[0].values if target and target[0].kinds else None
    nothing = np.zeros(count, bool)
    made = RowTable(
        columns, part, target[0].kinds if target else (), label, *_flags(data, count), nothing,
        np.full(count, np.nan, np.float32), places, tuple(_texts(samples, project)),
    )  # fmt: skip
    return answered(made, said)


def _flags(data: DataChoice, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which samples (n,) are left out, marked and relabelled."""
    out, marked, other = (np.zeros(count, bool) for _ in range(3))
    for each in data.edits:
        if each.row < count:
            out[each.row], marked[each.row] = each.out, each.wrong
            other[each.row] = each.label != AS_GIVEN
    return out, marked, other


def _target(samples: Samples, project: Project) -> tuple[RowColumn, ...]:
    """Return what is true of each sample, nothing where each has several labels."""
    fields = samples.dataset.fields
    target = next(iter(judged(project, fields).values()), None)
    if target is None or target.sizes or target.name not in samples.dataset.arrays:
        return ()
    title, values = _title(project) or tr("True"), samples.dataset.arrays[target.name]
    unit = target.units[0] if target.units else ""
    return (RowColumn(TARGET, title, "target", values, target.classes, unit),)


def _title(project: Project) -> str:
    """Return what the target is called, where it is a column of somebody's own."""
    own = project.data.own
    targets = own.used_as("target") if own is not None else ()
    return targets[0].name if len(targets) == 1 else ""


def _brought(samples: Samples, project: Project) -> Iterable[RowColumn]:
    """Yield the columns of the tables that the network's sources bring."""
    known = samples.dataset.fields.fields
    for name in dict.fromkeys(brought(project)):
        if name in known and is_table(known[name]):
            yield from _of_table(known[name], samples.dataset.arrays[name])


def _texts(samples: Samples, project: Project) -> Iterable[RowTexts]:
    """Yield the texts that the network's sources bring."""
    known = samples.dataset.fields.fields
    for name in dict.fromkeys(brought(project)):
        if name in known and known[name].rank == 1 and known[name].dtype == "int" and known[name].parts:
            in_pieces = known[name].cut == BYTE_PAIRS
            yield RowTexts(samples.dataset.arrays[name], known[name].parts, in_pieces)


def is_table(known: Field) -> bool:
    """Say whether a field is a row of numbers and categories a sample."""
    return known.rank == 1 and known.dtype != "int"


def _of_table(known: Field, values: np.ndarray) -> Iterable[RowColumn]:
    titles = known.parts or tuple(str(number + 1) for number in range(known.count))
    for place, title in enumerate(titles):
        kinds = known.kinds[place] if place < len(known.kinds) else ()
        unit = known.units[place] if len(known.units) == len(titles) else ""
        yield RowColumn(f"{known.name}.{place}", title, "data", values[:, place], kinds, unit,
                        place in known.dates)  # fmt: skip


def answered(table: RowTable, said: Snapshot | None) -> RowTable:
    """Return the table with what is said of each sample; with nothing, as before training."""
    arrays = said.arrays if said is not None else {}
    count = table.count
    loss, says, sure = (np.full(count, np.nan, np.float32) for _ in range(3))
    differs = np.zeros(count, bool)
    if said is not None and "loss" in arrays and _fits(arrays["number"], count):
        number = arrays["number"]
        loss[number], differs[number], sure[number] = arrays["loss"], wrong(said), certainty(said)
        if "answer" in arrays:
            says[number] = arrays["answer"]
    columns = [each for each in table.columns if each.meaning not in ("says", "loss")]
    fixed = sum(each.meaning in ("number", "part", "target") for each in columns)
    columns[fixed:fixed] = [RowColumn(SAYS, tr("Says"), "says", says, table.classes),
                            RowColumn(LOSS, tr("Loss"), "loss", loss)]  # fmt: skip
    step = said.step if said is not None and arrays else None
    return replace(table, columns=tuple(columns), differs=differs, sure=sure, step=step)


def _fits(number: np.ndarray, count: int) -> bool:
    """Say whether answers are of these samples: those of other data may still be on their way."""
    return bool(len(number)) and int(number.max()) < count
