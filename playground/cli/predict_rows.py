"""Rows of a new table asked about: columns found by name, answers and what they are worth beside them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.cli.own_data import importer_for
from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_inputs import KINDS, NUMBERS, SERIES
from playground.core.catalogue.own_set import inputs_of, needed_of, target_field
from playground.core.catalogue.own_texts import TEXTS
from playground.core.data.own import inputs_from
from playground.core.data.own_targets import known_rows, target_of
from playground.core.data.own_windows import windows_of
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import write_atomically
from playground.core.files.file_names import is_text
from playground.core.importing.importers import IMPORTERS, Importer
from playground.core.importing.tables.options import CALLED
from playground.core.importing.tables.reading import COMMA
from playground.core.importing.understood import Understood
from playground.core.project.values import Project
from playground.core.sentences import Text, count_of, listed

if TYPE_CHECKING:
    from playground.core.model.predict import Answers

ARRAYS = (".npy", ".npz", ".png")  # what is no table
# Options of the project's own file that go for another one, too.
_KEPT = ("missing", "same_case", "dates", "rate", "seconds")
_NAMED = 10  # columns that are lacking, of many
Row = list[str]


@dataclass(frozen=True)
class AskedRows:
    """Rows of a file as the network takes them, as they stand there, and what they should say."""

    head: Row
    cells: list[Row]
    inputs: dict[str, np.ndarray]  # by field, rows first
    targets: Mapping[str, np.ndarray]  # by column; empty where the file has none
    notes: tuple[Text, ...] = ()


def takes_rows(project: Project, path: Path) -> bool:
    """Say whether a file is read as a table by the columns of a project's own data."""
    own = project.data.own if project.data_set is not None else None
    return own is not None and (own.importer == "arrays" or path.suffix.lower() not in ARRAYS)


def read_rows(project: Project, path: Path) -> AskedRows:
    """Return a file's rows; PlaygroundError names the columns that it lacks."""
    own = project.data.own
    assert own is not None  # it takes rows
    importer, found = _understood(path, own)
    wanted = _wanted(own, found.manifest)
    read = importer.columns(path, replace(found.manifest, columns=wanted))
    as_text = tuple(replace(each, type="text") for each in found.manifest.columns)
    texts = importer.columns(path, replace(found.manifest, columns=as_text))
    head = [each.name for each in found.manifest.columns]
    cells = [list(row) for row in zip(*(texts[name].tolist() for name in head), strict=True)]
    aimed = {each.name: read[each.name] for each in own.used_as("target") if each.name in read}
    notes = (*_unread(found), *_unknown(own, read))
    if own.windows is None:
        return AskedRows(head, cells, inputs_from(own, read), aimed, notes)
    cut = windows_of(own, read, told=False)
    later = {name: _at(values, cut.aims) for name, values in aimed.items()}
    return AskedRows(head, [cells[row] for row in cut.ends], {SERIES.field: cut.values}, later, notes)


def _at(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the values of rows, -1 and NaN where there is no row."""
    nobody = -1 if values.dtype.kind == "i" else np.nan
    return np.where(rows >= 0, values[rows], nobody)


def _understood(path: Path, own: Manifest) -> tuple[Importer, Understood]:
    """Return what a file holds that is written as it may be, or else as the project's own file is.

    A text with commas in it may look like a table: it is read as texts where the network takes those alone.
    """
    importer, usual = importer_for(path), {name: own.options[name] for name in _KEPT if name in own.options}
    texts = [each.name for each in inputs_of(own) if each.type in TEXTS]
    found = importer.understand(path, usual | ({CALLED: texts[0]} if len(texts) == 1 else {}))
    if _lacking(own, found) and importer.id == own.importer:
        found = importer.understand(path, own.options)
    lacking = _lacking(own, found)
    if lacking == texts and len(texts) == 1 and is_text(path.name):
        importer = IMPORTERS.get("texts")
        return importer, importer.understand(path, {CALLED: texts[0]})
    if lacking:
        words = "{name} lacks {columns}, which this network takes."
        raise PlaygroundError(Text(words, name=path.name, columns=_some(lacking)))
    return importer, found


def _some(names: list[str]) -> Text:
    """Return names as a list in words, the first ones of many."""
    more = len(names) - _NAMED
    if more <= 1:
        return listed(names)
    return Text("{names} and {more} more", names=", ".join(names[:_NAMED]), more=more)


def _lacking(own: Manifest, found: Understood) -> list[str]:
    there = {each.name for each in found.manifest.columns}
    return [each.name for each in needed_of(own) if each.name not in there]


def _wanted(own: Manifest, found: Manifest) -> tuple[Column, ...]:
    """Return the project's columns that a file has, its numbers and dates written as they are there."""
    there = {each.name: each for each in found.columns}
    needed = [each for each in (*needed_of(own), *own.used_as("target")) if each.name in there]
    comma = found.options.get("decimal") == "comma"
    return tuple(_written_as(each, there[each.name], comma) for each in needed)


def _written_as(column: Column, there: Column, comma: bool) -> Column:
    """Return a column as a file writes it; of one that has a single value there, as the file's others are."""
    if column.type == "date":
        return replace(column, written=there.written if there.type == "date" else column.written)
    if column.type in KINDS:
        return column
    written = there.written if there.type in NUMBERS else COMMA if comma else ""
    return replace(column, written=written)


def _unread(found: Understood) -> tuple[Text, ...]:
    count = len(found.rejected) + found.more_rejected
    if not count:
        return ()
    first = found.rejected[0]
    words = ("One line is no row and has no answer", "{count} lines are no rows and have no answer")
    told = Text("{lines}: line {line}, since {why}.", lines=count_of(count, *words), line=first.line,
                why=first.reason)  # fmt: skip
    return (told,)


def _unknown(own: Manifest, read: Mapping[str, np.ndarray]) -> tuple[Text, ...]:
    """Say where categories are missing or were not there when the network was made: they count as other."""
    counts = {each.name: int((read[each.name] < 0).sum()) for each in inputs_of(own) if each.type in KINDS}
    names = [name for name, count in counts.items() if count]
    one = "One category of {columns} is missing or unknown: it counts as other."
    many = "{count} categories of {columns} are missing or unknown: they count as other."
    total = sum(counts.values())
    return (Text(one if total == 1 else many, count=total, columns=listed(names)),) if names else ()


def score(project: Project, rows: AskedRows, answers: Mapping[str, Answers]) -> dict[str, float]:
    """Return figures of the first goal's answers where the file says what is true; else nothing."""
    own = project.data.own
    assert own is not None  # it takes rows
    targets = own.used_as("target")
    if not targets or any(each.name not in rows.targets for each in targets):
        return {}
    known = known_rows(targets, rows.targets)
    field = target_field(own)
    assert field is not None  # it has targets
    true = target_of(field, targets, rows.targets)[known]
    said = next(iter(answers.values())).output[known]
    if not len(true):
        return {}
    if not field.classes:
        miss = said[:, 0].astype(np.float64) - true
        return {"mae": float(np.abs(miss).mean()), "mse": float(np.square(miss).mean())}
    right = (said > 0.5) == (true > 0.5) if field.sizes else said.argmax(axis=1) == true
    return {"accuracy": float(right.mean())}


def answer_columns(project: Project, answers: Mapping[str, Answers]) -> tuple[Row, list[Row]]:
    """Return the names of the columns with answers, and those of each row."""
    own = project.data.own
    aims = [each.name for each in own.used_as("target")] if own is not None else []
    head, columns = Row(), list[Row]()
    for number, (goal, answer) in enumerate(answers.items()):
        aim = aims[0] if number == 0 and len(aims) == 1 else goal
        for name, column in _of_goal(aim, answer):
            head.append(name)
            columns.append(column)
    return head, [list(row) for row in zip(*columns, strict=True)]


def _of_goal(aim: str, answer: Answers) -> Iterable[tuple[str, Row]]:
    """Yield what a goal says: the class and how likely each is, each label, or its numbers."""
    output = answer.output.reshape(len(answer.output), -1).astype(float)
    if not answer.classes:
        names = [f"predicted {aim}", *(f"predicted {aim} {place}" for place in range(2, output.shape[1] + 1))]
        yield from zip(names, _in_words(output), strict=True)
        return
    if answer.rule.answer == "likeliest" and answer.output.ndim == 2:
        yield f"predicted {aim}", [str(each) for each in answer.labels]
    names = [f"probability of {each}" for each in answer.classes]
    yield from zip(names, _in_words(output), strict=False)


def _in_words(output: np.ndarray) -> Iterable[Row]:
    return ([repr(value) for value in column] for column in output.T.tolist())


def write_answers(
    path: Path, project: Project, answers: Mapping[str, Answers], rows: AskedRows | None
) -> None:
    """Write answers as CSV in UTF-8, beside the rows that were asked about, and read them back."""
    head, answered = answer_columns(project, answers)
    wanted = [head, *answered]
    if rows is not None:
        asked = [rows.head, *rows.cells]
        wanted = [[*one, *two] for one, two in zip(asked, wanted, strict=True)]

    def write(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(wanted)

    def verify(temporary: Path) -> None:
        with temporary.open(encoding="utf-8", newline="") as file:
            csv.field_size_limit(2**31 - 1)
            if sum(1 for _ in csv.reader(file)) < len(wanted):
                raise OSError(None, "the disk gave back fewer rows than were written")

    write_atomically(path, write, verify)


def told_rows(rows: AskedRows, figures: Mapping[str, float]) -> dict[str, Any]:
    """Return what JSON says of rows beside their answers."""
    return {"rows": len(rows.cells), **({"score": dict(figures)} if figures else {})}
